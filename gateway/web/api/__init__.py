"""The doors below `/api/v1`: what other systems do here without a page, with a key that has the permission `api`."""

from gateway.web.api import openapi, packages, registrations
from gateway.web.api.door import doors

__all__ = ["doors", "openapi", "packages", "registrations"]
