"""All settings, from the environment, in one frozen class; a wrong value stops the start with a readable list."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

H5P_PARTS = ("main.bundle.js", "frame.bundle.js", "styles/h5p.css")
"""What is needed of `dist` of the npm package h5p-standalone."""

_LOOPBACK = ("localhost", "127.", "[::1]")


class SettingsError(Exception):
    """One or more settings are wrong; the text lists all of them."""


@dataclass(frozen=True)
class Settings:
    """What an operator decides. Names of the environment are in `ENVIRONMENT` and in docs/configuration.md."""

    data_dir: Path
    database_url: str
    base_url: str
    content_url: str | None
    secret_key: bytes
    port: int
    host: str
    xapi_default_version: str = "0.95"
    h5p_player: Path | None = None

    @property
    def loopback(self) -> bool:
        """True in development: http and loopback platform addresses are allowed then, and never otherwise."""
        host = urlsplit(self.base_url).netloc
        return host.startswith(_LOOPBACK)

    @property
    def people_home(self) -> str:
        """The homePage of the accounts under which our statements speak of people (P04)."""
        return f"{self.base_url}/people"


ENVIRONMENT: Mapping[str, str] = {
    "WAYMARK_DATA_DIR": "Folder for the embedded database, the secret key and uploads. Default ./waymark-data",
    "WAYMARK_DATABASE_URL": "sqlite:///path or postgresql://user@host/name. Default: SQLite in the data folder",
    "WAYMARK_BASE_URL": "The address under which browsers and learning systems reach Waymark. Default http://localhost:PORT",
    "WAYMARK_CONTENT_URL": "The address of activities: another host name than the base address",
    "WAYMARK_SECRET_KEY": "64 hexadecimal digits that seal keys and tokens. Made in the data folder when absent",
    "WAYMARK_PORT": "Port to listen on. Default 8400",
    "WAYMARK_H5P_PLAYER": "Folder of the unpacked npm package h5p-standalone; without it H5P packages are refused",
    "WAYMARK_XAPI_DEFAULT_VERSION": "Version named to requests without a version header: 0.95, 1.0.3 or 2.0.0",
}
"""Every variable that Waymark reads, with one line of explanation (a test holds docs and code together)."""


def load(env: Mapping[str, str] | None = None, *, port: int | None = None, host: str = "127.0.0.1") -> Settings:
    """Read settings; SettingsError lists every wrong value and every unknown WAYMARK_ name."""
    env = os.environ if env is None else env
    problems = [
        f"{name} is not a setting of Waymark"
        for name in env
        if name.startswith("WAYMARK_") and name not in ENVIRONMENT and not name.startswith("WAYMARK_TEST_")
    ]
    data_dir = Path(env.get("WAYMARK_DATA_DIR", "waymark-data")).absolute()
    port = port or _port(env, problems)
    base = env.get("WAYMARK_BASE_URL", f"http://localhost:{port}").rstrip("/")
    if urlsplit(base).scheme not in {"http", "https"} or not urlsplit(base).netloc:
        problems.append("WAYMARK_BASE_URL must begin with https:// (or http:// on this machine only)")
    content = env.get("WAYMARK_CONTENT_URL", "").rstrip("/") or _default_content(base)
    if content and urlsplit(content).hostname == urlsplit(base).hostname:
        problems.append("WAYMARK_CONTENT_URL must have another host name than WAYMARK_BASE_URL")
    version = env.get("WAYMARK_XAPI_DEFAULT_VERSION", "0.95")
    if version not in {"0.95", "1.0.3", "2.0.0"}:
        problems.append("WAYMARK_XAPI_DEFAULT_VERSION must be 0.95, 1.0.3 or 2.0.0")
    player = _player(env, problems)
    key = _secret(env, data_dir, problems)
    if problems:
        raise SettingsError("\n".join(problems))
    default_url = f"sqlite:///{data_dir / 'waymark.db'}"
    url = env.get("WAYMARK_DATABASE_URL", default_url)
    settings = Settings(data_dir, url, base, content, key, port, host, version, player)
    if urlsplit(base).scheme != "https" and not settings.loopback:
        raise SettingsError("WAYMARK_BASE_URL must begin with https:// outside this machine")
    return settings


def _port(env: Mapping[str, str], problems: list[str]) -> int:
    raw = env.get("WAYMARK_PORT", "8400")
    if raw.isdigit() and 0 < int(raw) < 65536:
        return int(raw)
    problems.append("WAYMARK_PORT must be a number from 1 to 65535")
    return 8400


def _default_content(base: str) -> str | None:
    parts = urlsplit(base)
    if parts.hostname != "localhost":
        return None
    return f"http://127.0.0.1:{parts.port or 80}"


def _player(env: Mapping[str, str], problems: list[str]) -> Path | None:
    """Return the folder with the H5P player's files: the one given, or `dist` in it."""
    given = env.get("WAYMARK_H5P_PLAYER")
    if not given:
        return None
    places = [Path(given).absolute(), Path(given).absolute() / "dist"]
    found = next((one for one in places if all((one / part).is_file() for part in H5P_PARTS)), None)
    if found is None:
        problems.append("WAYMARK_H5P_PLAYER must be the unpacked npm package h5p-standalone, or its folder dist")
    return found


def _secret(env: Mapping[str, str], data_dir: Path, problems: list[str]) -> bytes:
    """Return the 32 bytes that seal secrets: from the environment, or from a file made at the first start."""
    raw = env.get("WAYMARK_SECRET_KEY")
    if raw is None:
        path = data_dir / "secret.key"
        if not path.exists():
            data_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        raw = path.read_text().strip()
    try:
        key = bytes.fromhex(raw)
    except ValueError:
        key = b""
    if len(key) != 32:
        problems.append("WAYMARK_SECRET_KEY must be 64 hexadecimal digits")
    return key
