"""The switches that make this LMS misbehave in its own ways."""

from dataclasses import dataclass, field

from sandbox.parts.faults import CommonFaults
from sandbox.schoology.options import Options


@dataclass
class Faults(CommonFaults, Options):
    """Every switch at rest, with what is only inferred (`Options`); a test or a demo turns single ones on."""

    token_500: bool = False
    """The token endpoint breaks."""
    minimal_launch: bool = False
    """Launches carry the fewest claims ever seen."""
    launch_without_context: bool = False
    """Launches lack the context and with it the services."""
    no_email: bool = False
    """Neither launches nor the roster tell addresses."""
    names_only: list[str] = field(default_factory=list)
    """Logins of which the roster tells nothing but `name`."""
    missing_lineitem_claim: bool = False
    """Launches of a material that owns a column do not tell the column."""
    deployment_unknown: bool = False
    """Launches carry another deployment id than the admin was shown."""
    deep_linked_launch: bool = False
    """The course page opens the material "My pathway", made by deep linking, instead of the installed app."""
    not_installed: list[str] = field(default_factory=list)
    """Ids of sections in which the tool is not installed."""
    trailing_slash_ids: bool = False
    """Line item addresses end with a slash."""
    foreign_redirect: bool = False
    """REST answers 303 to `foreign_host`."""
    foreign_host: str = "http://127.0.0.99:9"
    """Where `foreign_redirect` points."""
    archived: bool = False
    """The sections are past ones: nothing can be written into them (F31)."""
    token_life: str = ""
    """What tokens say of their life: "absent", "text" or "zero" instead of a number (F03)."""
    hidden_sections: bool = False
    """REST does not find any section: the key is of another school."""
    lost_parts: list[str] = field(default_factory=list)
    """Parts of sections, such as grades, that are answered with the section itself, as unknown ones are (5.7)."""
    partial_207: int = 0
    """The next n rows of bulk writes fail."""
    duplicate_nonce_next: int = 0
    """The next n REST calls are taken for replays."""
    rest_key_dead: bool = False
    """The REST key no longer works."""
    rest_key_revoked: bool = False
    """The REST key was taken back, and refusals say so."""
    personal_key: bool = False
    """The REST key is a personal one: 401 without a body on the data of others."""
    key_owner: str = ""
    """Login of the person whose rights the REST key has; empty is the admin."""
    dropped_mid_push: str = ""
    """This login leaves the course after the next write; falls back to nobody by itself."""
    clock_skew_seconds: float = 0.0
    """The LMS's clock is ahead by this much."""
