"""Builds the id_token's claims of a launch (schoology facts 1.5)."""

from sandbox.parts import Json
from sandbox.school import Person
from sandbox.schoology.classes import ClassSection, sub
from sandbox.schoology.columns import item_url
from sandbox.schoology.hints import Launch
from sandbox.schoology.lms import ISSUER, Lms
from sandbox.schoology.model import Material, ToolConfig
from sandbox.schoology.variables import expand, variables

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
AGS_SCOPES = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NRPS_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
_ROLES = {"teacher": ["Instructor"], "admin": ["Administrator"]}
_LIFETIME = 600
_OTHER_DEPLOYMENT = "1399999999"


def context_roles(person: Person) -> list[str]:
    """Membership roles of a person as full addresses."""
    return [_MEMBERSHIP + role for role in _ROLES.get(person.role, ["Learner"])]


def identity(lms: Lms, person: Person) -> Json:
    """Return what the privacy setting tells about a person."""
    privacy = lms.tool.privacy if lms.tool else "none"
    known: Json = {}
    if privacy != "none":
        known = {"name": person.name, "given_name": person.given_name, "family_name": person.family_name}
    if privacy == "name_and_email" and person.email and not lms.faults.no_email:
        known["email"] = person.email
    return known


def context_title(lms: Lms, section: ClassSection) -> str:
    """Title of the context."""
    return f"{lms.school.course.name}: {section.title}" if lms.faults.title_with_section else lms.school.course.name


def launch_claims(lms: Lms, launch: Launch, nonce: str) -> Json:
    """All claims of one launch; LookupError without a registered tool."""
    if lms.tool is None:
        raise LookupError("no tool is registered")
    with lms.store.lock:
        person = lms.school.person(launch.login)
        claims = _least(lms, lms.tool, launch, person, nonce)
        return claims if lms.faults.minimal_launch else claims | _full(lms, lms.tool, launch, person)


def _least(lms: Lms, tool: ToolConfig, launch: Launch, person: Person, nonce: str) -> Json:
    now, deployment = int(lms.now().timestamp()), tool.deployment_id
    if lms.faults.deployment_unknown:
        deployment = f"{tool.client_id}-{_OTHER_DEPLOYMENT}"
    return {
        "iss": ISSUER,
        "aud": [tool.client_id],
        "sub": sub(person),
        "iat": now,
        "exp": now + _LIFETIME,
        "nonce": nonce,
        f"{LTI}message_type": "LtiDeepLinkingRequest" if launch.deep_link else "LtiResourceLinkRequest",
        f"{LTI}version": "1.3.0",
        f"{LTI}deployment_id": deployment,
        f"{LTI}target_link_uri": launch.target,
        f"{LTI}roles": context_roles(person),
    }


def _full(lms: Lms, tool: ToolConfig, launch: Launch, person: Person) -> Json:
    section = lms.section_of(person, launch.section_id)
    material = lms.state.materials.get(str(launch.material_id))
    # Parameters of the app come with launches of the installed app only, a material has its own (facts 1.6).
    custom = material.custom if material else tool.custom
    claims = identity(lms, person) | {
        f"{LTI}custom": expand(lms, custom, variables(lms, person, section, material)),
    }
    if not launch.deep_link:
        claims |= _link(tool, section, material)
    if not lms.faults.launch_without_context:
        claims |= _place(lms, section) | _services(lms, launch, section, material)
    return claims | (_deep_linking(lms) if launch.deep_link else {})


def _link(tool: ToolConfig, section: ClassSection, material: Material | None) -> Json:
    if material:
        return {f"{LTI}resource_link": {"id": str(material.id), "title": material.title}}
    return {f"{LTI}resource_link": {"id": f"{section.id}-{tool.client_id}", "title": tool.title}}


def _place(lms: Lms, section: ClassSection) -> Json:
    return {f"{LTI}context": {"id": str(section.id), "title": context_title(lms, section)}}


def _services(lms: Lms, launch: Launch, section: ClassSection, material: Material | None) -> Json:
    names = {"context_memberships_url": lms.memberships_url(section), "service_versions": ["2.0"]}
    if launch.deep_link:
        return {NRPS_SERVICE: names}
    scopes = [f"{AGS_SCOPES}{name}" for name in ("lineitem", "result.readonly", "score")]
    endpoint: Json = {"scope": scopes, "lineitems": lms.lineitems_url(section)}
    if material and material.items and not lms.faults.missing_lineitem_claim:
        endpoint["lineitem"] = item_url(lms, section, exposed_item(lms, material, section))
    return {AGS_ENDPOINT: endpoint, NRPS_SERVICE: names}


def exposed_item(lms: Lms, material: Material, section: ClassSection) -> int:
    """Return the number under which a section sees a material's column: its own, or the one all share (facts 3.6)."""
    own = material.items.get(str(section.id))
    return own if own is not None and lms.faults.unique_line_items else next(iter(material.items.values()))


def _deep_linking(lms: Lms) -> Json:
    return {
        f"{DEEP_LINKING}deep_linking_settings": {
            "deep_link_return_url": f"{lms.url}/lti-service/deep-link-return",
            "accept_types": ["ltiResourceLink", "link", "html"],
            "accept_presentation_document_targets": ["iframe", "window"],
            "data": "opaque",
        }
    }
