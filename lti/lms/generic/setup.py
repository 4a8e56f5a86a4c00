"""What the admin of any LTI Advantage platform provides."""

from __future__ import annotations

from lti import ags, nrps
from lti.lms.access import HISTORIES, Setup
from lti.lms.words import N_

SETUP = Setup(
    custom_fields=HISTORIES,
    scopes=(*ags.SCOPES, nrps.SCOPE),
    steps=(
        N_("Register a new LTI 1.3 tool with the addresses shown here."),
        N_("Allow it the assignment and grade services, and the names and roles service."),
        N_("Allow deep linking with the content address: teachers then choose activities inside their course."),
        N_("Add the custom fields shown here: by them the settings of a copied course are found again."),
        N_("Copy the issuer, the client id, the deployment id and the three platform addresses back to this page."),
    ),
)
