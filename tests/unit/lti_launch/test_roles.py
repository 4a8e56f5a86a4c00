"""What each list of role URIs may do (security.md 1.3, L22)."""

from __future__ import annotations

from itertools import permutations

import pytest

from lti.roles import Role, Standing, standing

LIS = "http://purl.imsglobal.org/vocab/lis/v2/"
M = f"{LIS}membership#"
ADMIN = f"{LIS}institution/person#Administrator"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"

TABLE = [
    ([], Role.LEARNER),
    (["Instructor"], Role.TEACHER),
    (["Learner"], Role.LEARNER),
    (["Mentor"], Role.OBSERVER),
    ([f"{M}Instructor"], Role.TEACHER),
    ([f"{M}Learner"], Role.LEARNER),
    ([f"{M}Learner", f"{M}Instructor"], Role.TEACHER),
    ([f"{M}Administrator"], Role.TEACHER),
    ([f"{LIS}membership/Instructor#PrimaryInstructor"], Role.TEACHER),
    ([f"{LIS}membership/Instructor#TeachingAssistant", f"{M}Instructor"], Role.ASSISTANT),
    ([f"{LIS}membership/Instructor#Grader"], Role.ASSISTANT),
    ([f"{LIS}membership/Learner#Instructor"], Role.LEARNER),
    ([f"{M}Mentor"], Role.OBSERVER),
    ([f"{M}Mentor", f"{M}Learner"], Role.LEARNER),
    ([f"{M}ContentDeveloper"], Role.LEARNER),
    ([f"{M}Wizard"], Role.LEARNER),
    (["https://evil.example/membership#Instructor"], Role.LEARNER),
    ([f"{LIS}institution/person#Instructor"], Role.LEARNER),
    ([f"{LIS}institution/person#Student", f"{LIS}system/person#User"], Role.LEARNER),
    ([ADMIN], Role.ADMIN),
    ([ADMIN, f"{LIS}system/person#User"], Role.ADMIN),
    ([ADMIN, f"{M}Instructor"], Role.TEACHER),
    ([ADMIN, f"{M}Learner"], Role.LEARNER),
    ([ADMIN, f"{M}ContentDeveloper"], Role.LEARNER),
    ([f"{M}instructor"], Role.LEARNER),
]


@pytest.mark.parametrize(("uris", "role"), TABLE)
def test_L22_roles_give_least_privilege_in_any_order(uris: list[str], role: Role) -> None:
    assert {standing(order) for order in permutations(uris)} == {Standing(role)}


def test_P25_a_test_student_is_a_learner_and_flagged_even_beside_a_teacher_role() -> None:
    assert standing([f"{M}Learner", TEST_USER]) == Standing(Role.LEARNER, test_student=True)
    assert standing([f"{M}Instructor", TEST_USER]) == Standing(Role.LEARNER, test_student=True)
