"""The way to an activity that stands on another host."""

from dataclasses import dataclass

from gateway.web.pages.shell import Shell


@dataclass(frozen=True, slots=True)
class ElsewherePage:
    """Where it is; `done_url` is empty where the page tells by itself that it is done."""

    shell: Shell
    title: str
    url: str
    host: str
    back_url: str
    done_url: str
