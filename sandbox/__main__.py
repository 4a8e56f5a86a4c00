"""Command line: `python -m sandbox canvas|moodle|schoology --port 8090 --tool http://localhost:8080`."""

import argparse
import json
import threading
from pathlib import Path

from sandbox.demo import KINDS, TEACHER, make_lms
from sandbox.lms import SimulatedLms
from sandbox.school import school


def main() -> None:
    """Serve until interrupted."""
    options = _options()
    people = school(options.seed, options.students, test_student=options.test_student)
    place = {"host": options.host} if options.host else {}
    with make_lms(options.lms, people, port=options.port, state_file=options.state_file, **place) as lms:
        lms.connect(options.tool)
        _introduce(lms, as_json=options.json)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("stopped")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("lms", choices=KINDS)
    parser.add_argument("--host", help="loopback address to serve on; each kind has its own")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--tool", required=True, help="base address of the tool")
    parser.add_argument("--state-file", type=Path, help="keep the state in this file")
    parser.add_argument("--seed", default="riverside")
    parser.add_argument("--students", type=int, default=24)
    parser.add_argument("--test-student", action="store_true")
    parser.add_argument("--json", action="store_true", help="say what a tool needs to know as one JSON object")
    return parser.parse_args()


def _introduce(lms: SimulatedLms, *, as_json: bool) -> None:
    facts = {
        "pages": lms.url,
        "teacher": lms.launch_link(TEACHER),
        "issuer": lms.issuer,
        "client_id": lms.client_id,
        "deployment_id": lms.deployment_id,
        "auth_url": lms.auth_url,
        "token_url": lms.token_url,
        "jwks_url": lms.jwks_url,
        "credentials": dict(lms.credentials),
    }
    if as_json:
        print(json.dumps(facts), flush=True)
        return
    for name, value in facts.items():
        print(f"{name:20}{value}", flush=True)


if __name__ == "__main__":
    main()
