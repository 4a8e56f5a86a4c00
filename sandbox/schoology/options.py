"""What is only inferred about the original, each behind a name, so that a correction is a change of one line here."""

from dataclasses import dataclass


@dataclass
class Options:
    """Readings of the facts marked as inferred, at their most likely value (schoology facts, marks [I])."""

    send_deployment_id: bool = False
    """Login initiations carry `lti_deployment_id` (1.3)."""
    hint_once: bool = True
    """A login hint works for one launch only (1.3)."""
    title_with_section: bool = True
    """`context.title` is "Course: Section" instead of the course alone (1.5)."""
    literal_variables: bool = True
    """An unknown variable in a custom parameter stays literal; otherwise it is empty (1.6)."""
    jti_once: bool = True
    """The `jti` of an assertion works once (1.7)."""
    token_seconds: int = 3600
    """Life of a service token (1.7)."""
    invalid_client_status: int = 401
    """Status of the token endpoint for a tool it does not know (1.7)."""
    not_installed_status: int = 403
    """Services of a section in which the tool is not installed (1.7)."""
    one_content_item: bool = True
    """A deep-linking answer makes only its first item (2)."""
    ags_pages: bool = True
    """Line items take `limit` and then come in pages with a Link header (3.1)."""
    score_status: int = 201
    """Status of an accepted score (3.3)."""
    unknown_learner_status: int = 400
    """A score for somebody who is no learner of the section (3.3)."""
    rescale: bool = True
    """A score out of another maximum is scaled to the column's (3.3)."""
    stale_score: str = "409"
    """A score older than the stored one: "409", "ignored" or "accepted" (3.3)."""
    missing_counts_zero: bool = False
    """The course counts Missing as 0, so results show 0 for it (3.4)."""
    columns_in_linked: bool = False
    """A column made by the tool in one linked section appears in its siblings (3.6)."""
    roster_filters: bool = True
    """The roster service takes `role` and `limit` (4)."""
    inactive_in_roster: bool = True
    """Inactive members are listed with the status Inactive (4)."""
    oauth_texts: bool = True
    """Refused signatures say in words what was wrong (5.1, 5.7); the words about repeated calls are known."""
    timestamp_window: int = 0
    """Seconds an OAuth timestamp may be off the LMS's clock; 0 does not look (5.1)."""
    timestamps_may_go_back: bool = False
    """OAuth timestamps may be earlier than an earlier one of the same key (5.1)."""
    max_limit: int = 200
    """Largest `limit` of a REST list (5.5)."""
    rest_credits: int = 50
    """Credits per five seconds and key; 0 takes the limit away (5.6)."""
    throttled_status: int = 429
    """Status of a call over the limit (5.6)."""
    write_cost: int = 3
    """Credits of a REST write; reading costs 1 (5.6)."""
    archived_listed: bool = True
    """The list of enrolments holds inactive ones too, with the status 5 (6)."""
    empty_list_left_out: bool = False
    """An answer leaves out a list without entries (5.5)."""
    mixed_types: bool = True
    """REST ids, flags and totals come as number or text by chance (5.9)."""
    foreign_assignee_status: int = 400
    """An assignee's enrolment id of another section (7.4)."""
    columns_readable: bool = False
    """`GET assignments/{id}` finds a column made by AGS, as writing to it does (7.2, 7.3)."""
    external_tools_listed: bool = True
    """`GET assignments` lists graded external tools (7.2)."""
    columns_take_assignees: bool = False
    """REST can set assignees, due date and scale of a column made by AGS (7.3)."""
    work_in_current_period: bool = True
    """An assignment that names no grading period stands in the current one, otherwise in none (7.1)."""
    put_keeps_attachments: bool = True
    """A PUT that does not name `attachments` at all leaves them alone (7.1)."""
    nested_attachments: bool = True
    """Attachments are read as `{"links": {"link": [...]}}`, otherwise as the plain list that is written (7.1)."""
    period_dates: str = "dates"
    """How the list of grading periods tells their days: "dates", "times", "seconds", or "" for not at all (6)."""
    closed_period: str = "accepted"
    """A grade for an item of a grading period that is over: "accepted" or "403" (8.2)."""
    grades_want_section: bool = False
    """One user's grades are told for a named section only (8.4)."""
    bulk_limit: int = 50
    """Rows one bulk call may carry (5.8, 8.2)."""
    grades_status: int = 207
    """Status of a bulk PUT of grades (8.2); documentation elsewhere says 200."""
    archived_status: int = 403
    """Status of a write into a section that is a past one."""
    unique_line_items: bool = False
    """The app's "Use Unique Lineitem Identifiers for Linked Sections" (1.2, 3.6)."""
