"""Commands: stable names, JSON, failures with their fix."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
from importlib.resources import files
from pathlib import Path

import click
import pytest
from cli_run import Shell

from gateway.cli import main
from gateway.clock import system_clock
from gateway.db.writer import Database
from gateway.services import credentials, platforms
from gateway.standards import case

CASE = str(files("gateway.demo").joinpath("standards/ratios.case.json"))
FULL = Path(__file__).parents[4] / "shared/data/standards/ccss-math-coherence.case.json.gz"
PLATFORM = (
    "platform", "add", "--name", "Our school", "--issuer", "http://127.0.0.1:9", "--client-id", "c1",
    "--auth-url", "http://127.0.0.1:9/auth", "--token-url", "http://127.0.0.1:9/token",
    "--jwks-url", "http://127.0.0.1:9/jwks", "--deployment-id", "1",
)  # fmt: skip
NAMES = {
    "serve", "demo", "doctor", "admin-link", "fit", "fit list", "fit show", "fit use", "rebuild",
    "db upgrade", "db check", "db backup", "db restore",
    "platform invite", "platform invitations", "platform uninvite", "platform add", "platform list", "platform check",
    "platform disable", "platform update", "platform assign",
    "key create", "key list", "key revoke",
    "standards import", "standards list", "standards file", "standards export",
    "activity import", "activity list", "align import", "align suggest", "import results", "keys rotate", "keys list",
    "identity list", "identity match", "identity unmatch", "identity rule add", "identity rule list",
    "identity rule remove",
    "store add", "store list",
    "store check", "store refused", "store pause", "store resume", "store renew", "store remove",
    "erase learner", "erase statement", "export store", "export erasures",
    "import store",
    "session list", "session end",
    "roster sync",
}  # fmt: skip


def leaves(group: click.Group, before: str = "") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {before.strip(): group} if group.invoke_without_command and before else {}
    for name, one in group.commands.items():
        found |= leaves(one, f"{before}{name} ") if isinstance(one, click.Group) else {before + name: one}
    return found


def test_the_commands_have_their_stable_names_and_all_answer_in_json():
    commands = leaves(main)
    assert set(commands) == NAMES
    for name, one in commands.items():
        assert "--json" in {option for each in one.params for option in each.opts}, name
        assert one.help, name


def test_an_invitation_prints_its_link_once_and_says_where_it_goes(shell: Shell):
    made = shell.json("platform", "invite", "--name", "Riverside", "--deployments", "shared")
    assert "/lti/register?invite=" in made["link"]
    assert (made["name"], made["deployments"]) == ("Riverside", "shared")
    told = shell.run("platform", "invite").stdout
    assert "Good once" in told
    assert "Add LTI Advantage" in told
    assert shell.run("platform", "invite", "--deployments", "all").exit_code == 2


def test_T10_invitations_are_listed_and_taken_back(shell: Shell):
    made = shell.json("platform", "invite", "--name", "Riverside")
    [listed] = shell.json("platform", "invitations")["invitations"]
    assert (listed["id"], listed["name"], listed["state"]) == (made["id"], "Riverside", "open")
    assert made["link"].partition("=")[2] not in shell.run("platform", "invitations").stdout
    assert shell.json("platform", "uninvite", made["id"]) == {"revoked": made["id"]}
    again = shell.run("platform", "uninvite", made["id"])
    assert again.exit_code == 1
    assert "platform invitations" in again.stderr
    assert shell.json("platform", "invitations")["invitations"][0]["state"] == "revoked"


def test_class_lists_are_read_on_command_or_the_command_says_why_not(shell: Shell):
    asked = shell.json("roster", "sync")
    assert "no such course" in asked["error"]
    assert shell.run("roster", "sync", "--course", "nowhere").exit_code == 1


def test_a_key_is_shown_once_and_opens_the_store_until_it_is_revoked(shell: Shell):
    made = shell.json("key", "create", "--name", "LRS", "--scope", "statements/write", "--actors", "enrolled")
    header = "Basic " + base64.b64encode(f"{made['key']}:{made['secret']}".encode()).decode()
    assert made["secret"] not in shell.run("key", "list").stdout
    db = Database(f"sqlite:///{shell.folder / 'waymark.db'}", system_clock)
    with db.read() as conn:
        live = credentials.verify(conn, header, system_clock())
        assert live is not None
        assert live.actors == "enrolled"
    assert shell.run("key", "revoke", made["key"]).exit_code == 0
    with db.read() as conn:
        assert credentials.verify(conn, header, system_clock()) is None
    db.stop()
    again = shell.json("key", "revoke", made["key"])
    assert again["fix"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("standards", "import", "no-such-file"), "cannot be read"),
        (("standards", "file", "no-such-file", "x.csv", "--lms", "moodle"), "cannot be read"),
        (("standards", "file", CASE, "no-such-folder/x.csv", "--lms", "moodle"), "cannot be written"),
        (("standards", "file", CASE, "x.csv", "--lms", "moodle", "--level", "One"), "tells nothing apart"),
        (("platform", "check", "x"), "no such learning system"),
        (("key", "create", "--name", "x", "--scope", "all", "--rate", "many"), "no number"),
        (("key", "list", "--tenant", "nobody"), "no tenant nobody"),
    ],
)  # fmt: skip
def test_a_failure_has_status_1_and_says_the_fix_in_words(shell: Shell, words: tuple[str, ...], told: str):
    done = shell.run(*words)
    assert done.exit_code == 1
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) > 1
    answer = shell.json(*words)
    assert told in answer["error"]
    assert answer["fix"]


def test_wrong_settings_are_all_listed(shell: Shell, monkeypatch):
    monkeypatch.setattr(Shell, "env", {"WAYMARK_PORT": "x", "WAYMARK_COLOR": "blue"})
    assert len(shell.json("doctor")["problems"]) == 2


def test_importing_the_same_package_again_changes_nothing(shell: Shell):
    first = shell.json("standards", "import", CASE)
    assert first["added"] > 20
    again = shell.json("standards", "import", CASE)
    assert again["added"] == again["changed"] == again["retired"] == 0
    assert again["same"] == first["added"]
    assert "Copyright 2010" in shell.json("standards", "list")["frameworks"][0]["notice"]


def test_a_framework_is_written_as_a_learning_system_imports_it(shell, tmp_path):
    target = tmp_path / "ratios.csv"
    said = shell.json("standards", "file", CASE, str(target), "--lms", "moodle")
    lines = target.read_text(encoding="utf-8").splitlines()
    assert len(lines) == said["standards"] + 2
    assert lines[0].startswith("Parent ID number,ID number")
    known = {""} | {line.split(",")[1] for line in lines[1:]}
    assert {line.split(",")[0] for line in lines[1:]} <= known


def test_a_file_that_is_no_package_is_refused_whole_with_every_problem(shell: Shell, tmp_path):
    package = json.loads(Path(CASE).read_text(encoding="utf-8"))
    package["CFItems"][0]["fullStatement"] = 5
    package["CFItems"][1] |= {"identifier": "", "uri": ""}
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(package))
    assert len(shell.json("standards", "import", str(bad))["problems"]) == 2
    assert shell.json("standards", "list")["frameworks"] == []


@pytest.mark.shared
@pytest.mark.parametrize("name", ["ratios", "grade6"])
def test_the_shipped_standards_have_the_identities_of_the_whole_framework(name: str):
    if not FULL.exists():
        pytest.skip(f"no standards at {FULL}")
    whole = case.parse(gzip.decompress(FULL.read_bytes()))
    shipped = case.parse(files("gateway.demo").joinpath(f"standards/{name}.case.json").read_bytes())
    known = {one.identifier: one for one in whole.items}
    assert shipped.identifier == whole.identifier
    assert shipped.title == whole.title
    assert all(known[one.identifier].code == one.code for one in shipped.items)
    assert set(shipped.edges) <= set(whole.edges)
    ratios = [one for one in shipped.items if (one.code or "").startswith("6.RP.A.")]
    assert [known[one.identifier].statement for one in ratios] == [one.statement for one in ratios]


def test_the_sample_activities_come_with_what_they_show(shell: Shell):
    shell.run("standards", "import", CASE)
    first = shell.json("activity", "import")
    assert first["added"] >= 12
    assert shell.json("activity", "import")["added"] == 0
    assert all(one["standards"] for one in shell.json("activity", "list")["activities"])


def test_a_learning_system_is_added_listed_checked_and_switched_off(shell: Shell):
    made = shell.json(*PLATFORM)
    assert made["login_url"].endswith("/lti/login")
    assert shell.json(*PLATFORM)["id"] == made["id"]
    assert shell.run("platform", "check").exit_code == 1
    checked = shell.json("platform", "check", made["id"])
    assert checked["ok"] is False
    found = {one["line"]: one for one in checked["checks"]}
    assert {line for line, one in found.items() if one["state"] == "problem"} >= {"login", "keys", "token"}
    assert found["keys"]["code"] == "keys.unreachable"
    assert all(found[line]["fix"] for line in ("login", "keys", "token"))
    assert (found["roster"]["state"], found["issuer"]["state"]) == ("later", "ok")
    shell.run("platform", "disable", made["id"])
    assert shell.json("platform", "list")["platforms"][0]["enabled"] is False


def test_L19_a_place_that_waits_is_assigned(shell: Shell):
    made = shell.json(*PLATFORM)["id"]
    listed = shell.json("platform", "list")["platforms"][0]
    assert (listed["deployment_ids"], listed["waiting"]) == (["1"], [])
    assert "waits for a school" in shell.json("platform", "assign", made, "2")["error"]
    db = Database(f"sqlite:///{shell.folder / 'waymark.db'}", system_clock)
    db.write(lambda write: platforms.deploy(write, made, "2", None))
    db.stop()
    assert shell.json("platform", "list")["platforms"][0]["waiting"] == ["2"]
    assert shell.json("platform", "assign", made, "2") == {"id": made, "deployment": "2"}
    assert shell.json("platform", "list")["platforms"][0]["deployment_ids"] == ["1", "2"]


def test_L02_an_address_without_https_outside_this_machine_is_refused_with_every_reason(shell: Shell):
    wrong = [word.replace("127.0.0.1:9/", "lms.example/") for word in PLATFORM]
    assert len(shell.json(*wrong)["problems"]) == 3
    assert shell.json("platform", "list")["platforms"] == []


def test_L31_rotating_publishes_a_key_that_does_not_sign_yet(shell: Shell):
    first, second = shell.json("keys", "rotate"), shell.json("keys", "rotate")
    assert first["kid"] != second["kid"]
    assert second["signs_after_hours"] == 24
    listed = shell.json("keys", "list")["keys"]
    assert [one["state"] for one in listed] == ["signs", "announced"]
    assert [one["kid"] for one in listed] == [first["kid"], second["kid"]]
    assert "signs now" in shell.run("keys", "list").stdout


def test_a_copy_made_while_the_database_is_in_use_can_be_put_back(shell: Shell):
    shell.run("activity", "import")
    copy = shell.json("db", "backup")["file"]
    shell.run("standards", "import", CASE)
    done = shell.json("db", "restore", copy)
    assert Path(done["before"]).exists()
    assert shell.json("standards", "list")["frameworks"] == []
    assert shell.json("activity", "list")["activities"]
    assert shell.run("db", "check").exit_code == 0


def test_a_damaged_copy_is_not_put_back(shell: Shell, tmp_path):
    shell.run("db", "upgrade")
    bad = tmp_path / "bad.db"
    bad.write_bytes(b"not a database" * 100)
    assert "is no database" in shell.json("db", "restore", str(bad))["error"]
    assert shell.run("db", "check").exit_code == 0


def test_T23_a_changed_audit_entry_is_found(shell: Shell):
    shell.run("key", "create", "--name", "x", "--scope", "all")
    with sqlite3.connect(shell.folder / "waymark.db") as conn:
        conn.execute("UPDATE audit SET what = 'nothing' WHERE number = 1")
    conn.close()
    found = shell.json("db", "check")
    assert "changed at entry 1" in found["problems"][0]


def test_the_doctor_says_what_is_wrong_and_the_fix(shell: Shell):
    shell.run("db", "upgrade")
    assert shell.json("doctor")["ok"] is True
    (shell.folder / "secret.key").chmod(0o644)
    found = shell.json("doctor")
    assert found["ok"] is False
    assert [one["fix"].split()[0] for one in found["findings"] if one["level"] == "wrong"] == ["chmod"]
    assert shell.run("doctor").exit_code == 1


def test_P10_erasing_somebody_who_is_not_there_says_how_to_find_who_is_meant(shell: Shell):
    for words in (("erase", "learner", "nobody"), ("erase", "learner", "--account", "nobody")):
        assert "nobody with nobody" in shell.json(*words)["error"]
    assert "not clear who" in shell.json("erase", "learner")["error"]
    assert "no statement" in shell.json("erase", "statement", "00000000-0000-4000-8000-000000000001")["error"]
