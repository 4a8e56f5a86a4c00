"""The record store's doors below `/xapi` (xAPI 1.0.3 part three, 2.0 chapter 4)."""

from gateway.web.lrs import about, activities, agents, documents, refusals, statements
from gateway.web.lrs.door import doors

__all__ = ["about", "activities", "agents", "documents", "doors", "refusals", "statements"]
