"""RSA keys made once, and one platform per test."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lti.keys import make_key

from .lms import Lms


@pytest.fixture(scope="session")
def rsa_key() -> RSAPrivateKey:
    return make_key()


@pytest.fixture(scope="session")
def other_key() -> RSAPrivateKey:
    return make_key()


@pytest.fixture
def lms(rsa_key: RSAPrivateKey) -> Lms:
    return Lms(rsa_key)
