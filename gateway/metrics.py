"""Counts and durations for `/metrics`: of requests, statements, launches and grades, with no ids of anybody."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

REQUESTS = Histogram(
    "waymark_request_seconds", "Time to answer a page, by endpoint.", ["endpoint"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
)  # fmt: skip
"""The record store is left out: there one more observation would be a measurable part of the work."""

STATEMENTS = Counter("waymark_statements_total", "Statements that the record store answered with success.")
REFUSALS = Counter("waymark_refusals_total", "Requests that were refused, by the code of the refusal.", ["code"])
LAUNCHES = Counter("waymark_launches_total", "Launches that opened a page, by role.", ["role"])
DELIVERIES = Counter("waymark_deliveries_total", "Attempts to bring something about in an LMS.", ["outcome"])
