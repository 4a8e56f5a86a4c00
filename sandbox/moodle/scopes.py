"""Names of the LTI services' scopes and what the administrator's settings leave of them (facts 2, 6)."""

from sandbox.moodle.lms import Lms

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM = f"{AGS}lineitem"
LINE_ITEM_READONLY = f"{AGS}lineitem.readonly"
RESULT_READONLY = f"{AGS}result.readonly"
SCORE = f"{AGS}score"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"

ALL_SCOPES = (LINE_ITEM, LINE_ITEM_READONLY, RESULT_READONLY, SCORE, NRPS)


def granted_scopes(lms: Lms) -> list[str]:
    """Scopes that the tool may have: those it was registered with, less what the administrator switched off."""
    allowed = lms.tool.scopes if lms.tool else []
    sync = lms.faults.grade_sync
    return [
        scope
        for scope in allowed
        if not (sync == 0 and scope.startswith(AGS)) and not (sync == 1 and scope == LINE_ITEM)
    ]
