"""What a database's error means for the plan that met it: try again, run once more, wait, make room, or give up.

SQLite tells by result codes (sqlite.org/rescode.html), PostgreSQL by SQLSTATE (its documentation, appendix A).
"""

from __future__ import annotations

from enum import Enum

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from gateway.errors import StoreBusy, StoreFull


class Trouble(Enum):
    """`RACED`: a serialization failure or a deadlock. `TWICE`: a row that another process has just written, too."""

    LOCKED = "a lock was not to be had in time"
    RACED = "the database chose this transaction to give way"
    TWICE = "a unique value exists already"
    LOST = "the connection is gone"
    FULL = "there is no room"
    BUSY = "it may work later"
    OTHER = "waiting will not help"


_SQLSTATES = {
    "55P03": Trouble.LOCKED, "40001": Trouble.RACED, "40P01": Trouble.RACED, "23505": Trouble.TWICE,
    "25P03": Trouble.LOST, "57P01": Trouble.LOST, "57P02": Trouble.LOST, "57P03": Trouble.LOST,
    "53100": Trouble.FULL, "58030": Trouble.FULL,  # disk_full, io_error
    "25006": Trouble.BUSY,  # a standby that has not taken over yet
}  # fmt: skip

_SQLITE = {13: Trouble.FULL, 10: Trouble.FULL}  # SQLITE_FULL; SQLITE_IOERR, which a quota or a file's limit gives


def first(error: BaseException) -> BaseException:
    """Return the database's error that came first: giving back the savepoint of a dead transaction fails as well."""
    found, before = error, error.__context__ if isinstance(error, DBAPIError) else None
    while before is not None:
        found, before = before if isinstance(before, DBAPIError) else found, before.__context__
    return found


def of(error: BaseException) -> Trouble:
    """Say what an error means; what is not a database's is OTHER."""
    error = first(error)
    if isinstance(error, PoolTimeout):
        return Trouble.BUSY
    if not isinstance(error, DBAPIError):
        return Trouble.OTHER
    if error.connection_invalidated:
        return Trouble.LOST
    result = getattr(error.orig, "sqlite_errorcode", None)
    if result is not None:
        return _SQLITE.get(result & 0xFF, _rest(error))
    state = getattr(error.orig, "sqlstate", None) or ""
    if state.startswith("08"):
        return Trouble.LOST
    return _SQLSTATES.get(state, _rest(error))


def told(error: Exception) -> Exception:
    """Return what the caller hears: StoreFull, StoreBusy for what waiting can mend, else the error itself."""
    found = of(error)
    if found is Trouble.FULL:
        return StoreFull(_message(error))
    return error if found in {Trouble.OTHER, Trouble.TWICE} else StoreBusy(_message(error))


def _rest(error: DBAPIError) -> Trouble:
    """Operational errors are the outside's doing (a lock, a server that starts), all others are ours."""
    return Trouble.BUSY if type(error).__name__ == "OperationalError" else Trouble.OTHER


def _message(error: Exception) -> str:
    """Return the database's message without its DETAIL, which quotes rows (P26)."""
    return str(getattr(first(error), "orig", error)).partition("\n")[0]
