"""Codes however they are written, and what addresses of standards elsewhere tell (standards.md 1.3 and 2)."""

import pytest

from gateway.standards.codes import normalise, same, with_any_cluster
from gateway.standards.references import reference_in


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("CCSS.MATH.CONTENT.6.RP.A.3a", "6.RP.A.3.a"), ("CCSS.Math.Content.4.NF.B.3.a", "4.NF.3a"),
        ("CCSS.ELA-Literacy.RL.2.1", "RL.2.1"), ("HSA-REI.B.4a", "A-REI.B.4.a"), ("HSS.ID.A.3", "S-ID.A.3"),
        ("CCSS.MATH.PRACTICE.MP1", "MP1"), ("k-ps2-1", "K-PS2-1"), ("CC.1.2", "1.2"), ("CCSS-M:6.G.A.3", "6.G.A.3"),
    ],
)  # fmt: skip
def test_codes_that_mean_the_same_are_the_same(left: str, right: str) -> None:
    assert same(left, right)


def test_codes_that_mean_another_are_not() -> None:
    assert not same("6.RP.A.3", "6.RP.A.3a")
    assert not same("RL.2.1", "RI.2.1")
    assert normalise("CCRA.L.6") == "CCRA.L.6"
    assert normalise("HS-PS1-1") == "HS.PS.1.1"
    assert with_any_cluster("6.RP.3.A") == "6.RP._.3.A"
    assert normalise("…") == ""


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("urn:fdc:edplancms.com:2016:cfr:CCSS-M:MP.5", "MP.5"),
        ("urn:fdc:edplancms.com:2016:cfr:AIR:7%7CCC-MA-v1%3ASP%7C7.C.7b", "7.SP.C.7.B"),
        ("urn:fdc:edplancms.com:2016:cfr:AIR:HS%7CCC-MA-v1%3AHSF-IF%7CC.9", "F.IF.C.9"),
        ("urn:fdc:edplancms.com:2016:cfr:AIR:HS%7CCC-MA-v1%3AHSF-LE", "F.LE"),
        ("http://corestandards.org/Math/Content/4/NF/B/3/a/", "4.NF.B.3.A"),
        ("http://www.corestandards.org/ELA-Literacy/RST/6-8/1", "RST.6.8.1"),
        ("https://corestandards.org/Math/Practice/MP2", "MP.2"), ("CCSS.Math.Content.6.RP.A.1", "6.RP.A.1"),
    ],
)  # fmt: skip
def test_an_address_tells_a_code_of_the_common_core(address: str, key: str) -> None:
    found = reference_in(address)
    assert found is not None
    assert (found.owner, found.code_key) == ("common core", key)


@pytest.mark.parametrize("address", ["local:1", "urn:fdc:edplancms.com:2016:cfr:DOK:M-DOK%203", "https://x.test/1", ""])
def test_another_address_tells_none(address: str) -> None:
    assert reference_in(address) is None
