"""P05: everybody a statement names becomes a pseudonym; nothing that identifies somebody stays outside extensions."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from xapi_samples import BOTH, LEARNER, small, sub, taken

from xapi.agents import actor_key
from xapi.fingerprint import same
from xapi.mentions import mentions
from xapi.pseudonyms import Pseudonyms, signed
from xapi.validate import SIGNATURE, check
from xapi.version import Version

HOME = "https://waymark.example/people"
NAMES = Pseudonyms(HOME, b"one")
MARK = "zz9secret"

marks = st.text("abc", max_size=3).map(lambda text: MARK + text)
identifiers = st.one_of(
    marks.map(lambda one: {"mbox": f"mailto:{one}@school.example"}),
    st.integers(0, 9).map(lambda digit: {"mbox_sha1sum": str(digit) * 40}),
    marks.map(lambda one: {"openid": f"https://open.example/{one}"}),
    st.builds(
        lambda one, home: {"account": {"homePage": home, "name": one}},
        marks,
        st.sampled_from([HOME, f"https://{MARK}"]),
    ),
)
people = st.builds(
    lambda held, name: {"objectType": "Agent", **held, **name}, identifiers, marks.map(lambda n: {"name": n})
)
bare = people.map(lambda one: {name: value for name, value in one.items() if name != "objectType"})
groups = st.builds(
    lambda held, members: {"objectType": "Group", **held, "name": MARK, "member": members},
    st.just({}) | identifiers,
    st.lists(people | bare, min_size=1, max_size=3),
)
actors = people | bare | groups
items = st.lists(people.map(lambda one: {"objectType": "contextAgent", "agent": one}), min_size=1, max_size=2)
teams = st.lists(groups.map(lambda one: {"objectType": "contextGroup", "group": one}), min_size=1, max_size=2)
contexts = st.fixed_dictionaries({}, optional={"instructor": actors, "team": groups, "platform": st.just("site")})
wide = st.fixed_dictionaries({}, optional={"instructor": actors, "contextAgents": items, "contextGroups": teams})


def statements(context: Any) -> Any:
    """Give statements of every shape of object around a context."""
    plain = st.builds(lambda actor, held: small(actor=actor, context=held), actors, context)
    about = st.builds(lambda actor, target: small(actor=actor, object=target), actors, people | groups)
    within = st.builds(
        lambda actor, inner, held: small(actor=actor, object=sub(actor=inner, context=held)), actors, actors, context
    )
    return plain | about | within


sent = st.tuples(st.just(Version.V1), statements(contexts)) | st.tuples(
    st.just(Version.V2), statements(contexts | wide)
)


@given(sent)
def test_nothing_that_identifies_somebody_stays(given_one):
    version, statement = given_one
    assert check(statement, version) == []
    before = orjson.dumps(statement)
    made = NAMES.statement(statement)
    assert orjson.dumps(statement) == before
    text = orjson.dumps(made).decode()
    assert MARK not in text
    assert not any(str(digit) * 40 in text for digit in range(10))
    assert check(made, version) == []
    assert NAMES.statement(made) == made


@given(sent)
def test_statements_are_found_under_the_pseudonyms_of_whom_they_named(given_one):
    version, statement = given_one
    plain, made = mentions(statement), mentions(NAMES.statement(statement))
    assert made.agents == tuple(dict.fromkeys(map(NAMES.key, plain.agents)))
    assert set(made.related_agents) | set(made.agents) == set(map(NAMES.key, plain.related_agents + plain.agents))
    assert (made.activities, made.related_activities) == (plain.activities, plain.related_activities)
    assert same(NAMES.statement(statement), NAMES.statement(statement), version)


def test_what_a_statement_says_otherwise_is_kept():
    rest = {"result": {"response": "x", "extensions": {"https://x.example/e": MARK}}, "version": "1.0.3"}
    context = {"registration": "7b1e9f3a-52c4-4a6e-9d0b-1c2d3e4f5a6b", "extensions": {"https://x.example/e": MARK}}
    made = NAMES.statement(small(actor={"mbox": "mailto:a@b.example"}, context=context, **rest))
    assert (made["context"], {name: made[name] for name in rest}) == (context, rest)
    assert made["verb"], made["object"] == (small()["verb"], small()["object"])


def test_our_own_accounts_stay_and_lose_only_the_name():
    own = {"account": {"homePage": HOME, "name": "0d4f8a9e-3a52-4a7c-8a55-1f5f6ea3b0c1"}}
    assert NAMES.actor({**own, "name": "Ana"}) == own
    assert NAMES.actor(NAMES.actor({"openid": "https://a.example"})) == NAMES.actor({"openid": "https://a.example"})
    forged = {"account": {"homePage": HOME, "name": "ana@school.example"}}
    assert NAMES.actor(forged) != forged


def test_one_mailbox_is_one_pseudonym_and_every_school_has_others():
    one, other = {"mbox": "mailto:Ana@School.example"}, {"mbox": "mailto:ana@school.example"}
    assert NAMES.actor(one) == NAMES.actor(other)
    assert NAMES.actor(one) != Pseudonyms(HOME, b"two").actor(one)
    assert NAMES.actor({"openid": "https://a.example/A"}) != NAMES.actor({"openid": "https://a.example/a"})
    assert "one" not in repr(NAMES)


def test_an_authority_is_never_kept():
    assert "authority" not in NAMES.statement(small(authority={"mbox": "mailto:boss@school.example"}))


@pytest.mark.parametrize("version", BOTH)
def test_a_rewritten_statement_is_stored_under_the_key_asked_for(version):
    raw = small(actor={"mbox": "mailto:a@b.example", "name": "A"})
    assert taken(NAMES.statement(raw), version).actor_key == NAMES.key(actor_key(raw["actor"]))
    assert NAMES.key("") == ""


def test_a_signature_is_seen_wherever_it_lies():
    attachment = {"usageType": SIGNATURE}
    assert signed(small(attachments=[attachment]))
    assert signed(small(object=sub(attachments=[attachment])))
    assert not signed(small(actor=LEARNER, attachments=[{"usageType": "https://x.example/essay"}]))
