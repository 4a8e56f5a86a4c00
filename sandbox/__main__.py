"""Command line: `python -m sandbox canvas --port 8090 --tool http://localhost:8080`."""

import argparse
import threading
from pathlib import Path

import requests

from sandbox.canvas import CanvasSim
from sandbox.canvas.lms import CLIENT_ID
from sandbox.school import school

_FETCH_SECONDS = 10


def main() -> None:
    """Serve until interrupted."""
    options = _options()
    people = school(options.seed, options.students, test_student=options.test_student)
    sim = CanvasSim(people, options.host, options.port, options.state_file)
    if options.config:
        sim.install(requests.get(options.config, timeout=_FETCH_SECONDS).json(), options.client_id)
    else:
        _configure(sim, options)
    with sim:
        _introduce(sim)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("stopped")


def _configure(sim: CanvasSim, options: argparse.Namespace) -> None:
    base = options.tool.rstrip("/")
    sim.configure_tool(
        options.client_id,
        f"{base}{options.login_path}",
        [f"{base}{options.launch_path}"],
        f"{base}{options.launch_path}",
        f"{base}{options.jwks_path}",
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("lms", choices=["canvas"])
    parser.add_argument("--host", default="127.0.0.2", help="loopback address to serve on")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    tool = parser.add_mutually_exclusive_group(required=True)
    tool.add_argument("--tool", help="base address of the tool")
    tool.add_argument("--config", help="address of the configuration JSON a running tool offers to admins")
    parser.add_argument("--login-path", default="/lti/login")
    parser.add_argument("--launch-path", default="/lti/launch")
    parser.add_argument("--jwks-path", default="/lti/jwks.json")
    parser.add_argument("--client-id", default=CLIENT_ID)
    parser.add_argument("--state-file", type=Path, help="keep the state in this file")
    parser.add_argument("--seed", default="riverside")
    parser.add_argument("--students", type=int, default=24)
    parser.add_argument("--test-student", action="store_true")
    return parser.parse_args()


def _introduce(sim: CanvasSim) -> None:
    facts = {
        "Pages": sim.url,
        "Issuer": sim.issuer,
        "Client id": sim.client_id,
        "Deployment id": sim.deployment_id,
        "Authentication URL": sim.auth_url,
        "Token URL": sim.token_url,
        "JWKS URL": sim.jwks_url,
        "REST token": sim.rest_token,
    }
    for name, value in facts.items():
        print(f"{name:20}{value}", flush=True)


if __name__ == "__main__":
    main()
