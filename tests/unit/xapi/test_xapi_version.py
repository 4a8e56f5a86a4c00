"""Which version a request speaks, and which is named in the answer when it speaks none."""

import pytest

from xapi.errors import UnsupportedVersion
from xapi.version import Version, negotiate


@pytest.mark.parametrize(
    ("header", "version"),
    [
        ("1.0", "1.0.3"),
        ("1.0.0", "1.0.3"),
        ("1.0.3", "1.0.3"),
        (" 1.0.9 ", "1.0.3"),
        ("2.0", "2.0.0"),
        ("2.0.0", "2.0.0"),
    ],
)
def test_patch_versions_are_one_version(header, version):
    assert negotiate(header) is Version(version)


@pytest.mark.parametrize("header", [None, "", "  "])
@pytest.mark.parametrize("setting", ["0.95", "1.0.3", "2.0.0"])
def test_missing_header_is_answered_with_the_setting(header, setting):
    with pytest.raises(UnsupportedVersion) as refused:
        negotiate(header, missing=setting)
    assert refused.value.answer == setting


@pytest.mark.parametrize(
    ("header", "answer"),
    [("0.95", "1.0.3"), ("1.1.0", "1.0.3"), ("2.1", "2.0.0"), ("1.0.3\n2.0.0", "1.0.3"), ("x", "1.0.3")],
)
def test_other_versions_are_refused_naming_the_nearest(header, answer):
    with pytest.raises(UnsupportedVersion) as refused:
        negotiate(header)
    assert refused.value.answer == answer
