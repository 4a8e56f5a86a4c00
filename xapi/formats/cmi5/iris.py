"""The IRIs and names of the cmi5 specification."""

from typing import Final

_ADL: Final = "http://adlnet.gov/expapi/verbs/"
_OWN: Final = "https://w3id.org/xapi/adl/verbs/"

INITIALIZED: Final = _ADL + "initialized"
COMPLETED: Final = _ADL + "completed"
PASSED: Final = _ADL + "passed"
FAILED: Final = _ADL + "failed"
TERMINATED: Final = _ADL + "terminated"
LAUNCHED: Final = _ADL + "launched"
ABANDONED: Final = _OWN + "abandoned"
WAIVED: Final = _OWN + "waived"
SATISFIED: Final = _OWN + "satisfied"

DEFINED: Final = {
    INITIALIZED: "initialized", COMPLETED: "completed", PASSED: "passed", FAILED: "failed", TERMINATED: "terminated",
}  # fmt: skip
"""What a unit may say with the category of cmi5, with the word that problems use."""

CATEGORY: Final = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
MOVE_ON: Final = "https://w3id.org/xapi/cmi5/context/categories/moveon"

_CONTEXT: Final = "https://w3id.org/xapi/cmi5/context/extensions/"
SESSION: Final = _CONTEXT + "sessionid"
MASTERY_SCORE: Final = _CONTEXT + "masteryscore"
LAUNCH_MODE: Final = _CONTEXT + "launchmode"
LAUNCH_URL: Final = _CONTEXT + "launchurl"
MOVE_ON_RULE: Final = _CONTEXT + "moveon"
LAUNCH_PARAMETERS: Final = _CONTEXT + "launchparameters"

REASON: Final = "https://w3id.org/xapi/cmi5/result/extensions/reason"

COURSE_TYPE: Final = "https://w3id.org/xapi/cmi5/activitytype/course"
BLOCK_TYPE: Final = "https://w3id.org/xapi/cmi5/activitytype/block"

NAMESPACE: Final = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"

LAUNCH_DATA: Final = "LMS.LaunchData"
"""Id of the state document that a unit reads first (chapter 10)."""

PREFERENCES: Final = "cmi5LearnerPreferences"
"""Id of the agent profile that a unit reads next (chapter 11)."""
