"""Custom parameters of a launch: merged, substituted, doubled where a key has capitals (facts 3)."""

from sandbox.moodle.columns import link_item_url
from sandbox.moodle.lms import Lms
from sandbox.moodle.model import Activity
from sandbox.moodle.words import plain_text
from sandbox.school import Person

Values = dict[str, str | None]


def custom_claim(lms: Lms, person: Person, activity: Activity) -> Values:
    """Merge parameters of link and tool (the tool's win), expand known variables, add the service addresses."""
    known = _variables(lms, person, activity)
    wanted = activity.custom | (lms.tool.custom if lms.tool else {})
    claim: Values = {}
    for name, value in wanted.items():
        claim[name] = claim[name.lower()] = known.get(value, value)
    return claim | {"context_memberships_url": lms.memberships_url}


def visible_group_ids(lms: Lms, person: Person) -> str:
    """Numbers of the person's groups, with commas; groups that nobody may see are left out."""
    groups = [one for one in lms.state.groups.values() if person.id in one.user_ids and one.visibility != 3]
    return ",".join(str(group.id) for group in groups)


def _variables(lms: Lms, person: Person, activity: Activity) -> Values:
    return _person(lms, person) | _course(lms) | _link(lms, activity)


def _person(lms: Lms, person: Person) -> Values:
    return {
        "$User.id": str(person.id),
        "$User.username": person.login,
        "$Person.name.full": person.name,
        "$Person.name.given": person.given_name,
        "$Person.name.family": person.family_name,
        "$Person.email.primary": person.email or "",
        "$Person.sourcedId": person.sis_id,
        "$Person.address.timezone": "99",
        "$Membership.role": "Learner" if person.is_learner else "Instructor",
        "$Moodle.Person.userGroupIds": visible_group_ids(lms, person),
    }


def _course(lms: Lms) -> Values:
    course = lms.school.course
    return {
        "$Context.id": str(course.id),
        "$Context.title": course.name,
        "$Context.label": course.label,
        "$Context.longDescription": "",
        "$Context.id.history": ",".join(str(one.course.id) for one in lms.past),
        "$Context.timeFrame.begin": "0",
        "$CourseSection.sourcedId": course.sis_id,
        "$CourseSection.timeFrame.begin": "",
        "$CourseSection.timeFrame.end": "",
        "$LineItems.url": lms.lineitems_url,
        "$ToolProxyBinding.memberships.url": lms.memberships_url,
    }


def _link(lms: Lms, activity: Activity) -> Values:
    return {
        "$ResourceLink.id": str(activity.link_id),
        "$ResourceLink.title": activity.name,
        "$ResourceLink.description": plain_text(activity.intro),
        # Where a variable has no value some arrive as JSON null.
        "$LineItem.url": link_item_url(lms, activity),
    }
