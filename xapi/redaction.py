"""Take a person out of a statement that speaks of others too (P10): it stays valid and names them no more."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from xapi.named import account_like, agent_like

ERASED = "erased"
"""The account name that stands where a person stood."""

NOWHERE = UUID(int=0)
"""The id to which a reference leads whose target was erased."""


def redact(body: Mapping[str, Any], keys: Collection[str], words: Collection[str], home_page: str) -> dict[str, Any]:
    """Give a copy in which every agent with one of these keys (as by `actor_key`) is the account "erased".

    That holds at any depth, also in extensions. `words` are texts that mean this person and nobody else, such as a
    mail address: where one is part of a text, "erased" stands in its place. `body` stays as it was.
    """
    made: dict[str, Any] = _value(body, frozenset(keys), tuple(words), {"homePage": home_page, "name": ERASED})
    return made


def unlink(body: Mapping[str, Any], ids: Collection[UUID]) -> dict[str, Any]:
    """Give a copy whose references to these statements lead nowhere."""
    gone = {str(one) for one in ids}
    made = dict(body)
    if _leads(made["object"], gone):
        made["object"] = {**made["object"], "id": str(NOWHERE)}
    if _leads(made.get("context", {}).get("statement", {}), gone):
        made["context"] = {**made["context"], "statement": {**made["context"]["statement"], "id": str(NOWHERE)}}
    return made


def _leads(target: Mapping[str, Any], gone: Collection[str]) -> bool:
    return target.get("objectType") == "StatementRef" and str(target["id"]).lower() in gone


def _value(value: Any, keys: frozenset[str], words: tuple[str, ...], account: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return _mapping(value, keys, words, account)
    if isinstance(value, list):
        return [_value(one, keys, words, account) for one in value]
    if isinstance(value, str):
        for word in words:
            value = value.replace(word, ERASED)
    return value


def _mapping(
    value: Mapping[str, Any], keys: frozenset[str], words: tuple[str, ...], account: Mapping[str, str]
) -> dict[str, Any]:
    if agent_like(value) in keys:
        kept = {name: _value(value[name], keys, words, account) for name in ("objectType", "member") if name in value}
        return {**kept, "account": dict(account)}
    if account_like(value) in keys:
        return dict(account)
    return {name: _value(inner, keys, words, account) for name, inner in value.items()}
