"""Every refusal of the Experience API, with what the sender can do about it.

XapiError
 ├ UnreadableBody      400  the body is no JSON a statement can be read from
 ├ InvalidStatement    400  statements break rules; all of them are listed
 ├ InvalidQuery        400  parameters break rules; all of them are listed
 ├ UnsupportedVersion  400  the version header is missing or names a version not spoken here
 ├ StatementConflict   409  another statement is stored under this id
 ├ InvalidDocument     400  a document cannot be kept or merged as asked
 ├ PreconditionMissing 400  a profile is written without saying over which state of it
 ├ DocumentConflict    409  the same, where a document is stored already
 └ PreconditionFailed  412  the document is not in the state that the request is meant for
"""

from collections.abc import Sequence
from typing import ClassVar, Literal
from uuid import UUID

from schemas import Problem


class XapiError(Exception):
    """Base of all: `code` is stable, `title` says what happened, `hint` what this reader can do, `status` is HTTP's."""

    code: ClassVar[str] = "xapi"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The learning record store cannot take this request"
    hint: ClassVar[str] = "Correct the request and send it again."
    audience: ClassVar[Literal["student", "teacher", "admin"]] = "admin"
    retryable: ClassVar[bool] = False

    def __init__(self, detail: str = "", *, problems: Sequence[Problem] = ()) -> None:
        super().__init__(detail or "; ".join(str(problem) for problem in problems) or self.title)
        self.problems = tuple(problems)


class UnreadableBody(XapiError):
    """The body is not UTF-8, not JSON, too deep or names a property twice (T13)."""

    code = "xapi-unreadable-body"
    title = "The body is not JSON that can be read"
    hint = "Send one statement or a list of statements as UTF-8 JSON without NaN, Infinity or repeated property names."


class InvalidStatement(XapiError):
    """At least one statement of the request breaks a rule; nothing of the request was stored (rule 2)."""

    code = "xapi-invalid-statement"
    title = "The statements break rules of the xAPI specification"
    hint = (
        "Each problem names the place and the rule. Correct them all and send the whole list again: nothing was stored."
    )


class InvalidQuery(XapiError):
    """At least one query parameter is unknown, repeated, malformed or excluded by another (rule 19)."""

    code = "xapi-invalid-query"
    title = "The parameters of this query are not allowed"
    hint = "Each problem names the parameter and the rule. Names are case-sensitive."


class UnsupportedVersion(XapiError):
    """The header X-Experience-API-Version is missing or names another version; `answer` goes into the same header."""

    code = "xapi-version"
    title = "The request names no xAPI version that is spoken here"
    hint = "Send the header X-Experience-API-Version with 1.0.3 or 2.0.0."

    def __init__(self, detail: str, *, answer: str) -> None:
        super().__init__(detail)
        self.answer = answer


class StatementConflict(XapiError):
    """A statement with this id and other content is stored already; it stays as it is (rule 3)."""

    code = "xapi-conflict"
    status = 409
    title = "Another statement is stored under this id"
    hint = "A stored statement never changes. Send the new one under its own id, and void the old one if it was wrong."

    def __init__(self, statement_id: UUID) -> None:
        super().__init__(f"statement {statement_id} is stored with other content")
        self.statement_id = statement_id


class InvalidDocument(XapiError):
    """A document cannot be merged, or its type cannot be given back; the stored one stays as it is (rule 25)."""

    code = "xapi-invalid-document"
    title = "The document cannot be stored like that"
    hint = "POST merges two JSON objects sent as application/json. To replace a document of any type, use PUT."


class PreconditionMissing(XapiError):
    """A profile was PUT without If-Match and If-None-Match (1.0.3 part three 3.1)."""

    code = "xapi-precondition-missing"
    title = "This document is only written with a condition"
    hint = "Send If-None-Match: * to make a new document, or If-Match with the ETag of the one you have read."


class DocumentConflict(XapiError):
    """A document was PUT without a condition where one is stored; it stays as it is (rule 25)."""

    code = "xapi-document-conflict"
    status = 409
    title = "A document is stored under this id already"
    hint = "Read it, look at it, and send its ETag as If-Match to replace it; If-Match: * replaces it unseen."


class PreconditionFailed(XapiError):
    """If-Match or If-None-Match does not hold; the stored document stays as it is (rule 25)."""

    code = "xapi-precondition-failed"
    status = 412
    title = "The document has changed, or is not there, since you read it"
    hint = "Read it again, repeat your change on what is there now, and send it with the new ETag."
