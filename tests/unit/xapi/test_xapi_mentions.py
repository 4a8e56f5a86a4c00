"""Actor keys and what the filters find a statement by."""

import pytest
from xapi_samples import ACTIVITY, AUTHORITY, LEARNER, OTHER, small, sub, taken

from xapi.agents import actor_key

LEARNER_KEY = "account|https://waymark.example/people|3f0c"
OTHER_KEY = "mbox|mailto:other@school.example"
AUTHORITY_KEY = "account|https://waymark.example/keys|k1"


@pytest.mark.parametrize(
    ("actor", "key"),
    [
        (LEARNER, LEARNER_KEY),
        (OTHER, OTHER_KEY),
        ({"mbox_sha1sum": "AB" * 20}, "mbox_sha1sum|" + "ab" * 20),
        ({"openid": "https://id.example/A"}, "openid|https://id.example/A"),
        ({"objectType": "Group", "mbox": "mailto:g@x.example", "member": [LEARNER]}, "mbox|mailto:g@x.example"),
        ({"objectType": "Group", "member": [LEARNER]}, ""),
    ],
)
def test_actor_key_is_the_one_identifier(actor, key):
    assert actor_key(actor) == key
    assert taken(small(actor=actor)).actor_key == key


def test_members_of_a_group_are_found_by_agent():
    found = taken(small(actor={"objectType": "Group", "member": [LEARNER, OTHER]})).mentions
    assert found.agents == (LEARNER_KEY, OTHER_KEY)


def test_an_agent_as_object_is_found_by_agent_and_is_the_object():
    accepted = taken(small(object=OTHER))
    assert accepted.mentions.agents == (LEARNER_KEY, OTHER_KEY)
    assert (accepted.object_type, accepted.object_id) == ("Agent", OTHER_KEY)
    assert accepted.mentions.activities == ()


def test_context_is_found_only_by_the_related_filters():
    context = {
        "instructor": OTHER,
        "team": {"objectType": "Group", "member": [LEARNER]},
        "contextActivities": {
            "parent": {"id": "a:p"},
            "category": [{"id": "a:c"}, {"id": "a:c"}],
            "other": [{"id": ACTIVITY}],
        },
    }
    found = taken(small(context=context)).mentions
    assert found.agents == (LEARNER_KEY,)
    assert found.related_agents == (AUTHORITY_KEY, OTHER_KEY)
    assert found.activities == (ACTIVITY,)
    assert found.related_activities == ("a:p", "a:c")
    assert found.categories == ("a:c",)


def test_a_sub_statement_is_found_only_by_the_related_filters():
    inner = sub(actor=OTHER, context={"instructor": AUTHORITY, "contextActivities": {"grouping": {"id": "a:g"}}})
    accepted = taken(small(object=inner))
    assert (accepted.object_type, accepted.object_id) == ("SubStatement", "")
    assert accepted.mentions.agents == (LEARNER_KEY,)
    assert accepted.mentions.related_agents == (AUTHORITY_KEY, OTHER_KEY)
    assert accepted.mentions.related_activities == (ACTIVITY, "a:g")


def test_a_learner_as_object_of_a_sub_statement_is_found_by_related_agents():
    found = taken(small(actor=OTHER, object=sub(actor=OTHER, object=LEARNER))).mentions
    assert LEARNER_KEY in found.related_agents
