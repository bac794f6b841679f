"""The shipped configuration of a cluster: whole, private where it holds secrets, the same when written again."""

import re
import stat
from pathlib import Path

import pytest

from central_server.deploy.configure import PLACES, TEMPLATES, configure
from central_server.deploy.plan import SECRETS, Folders, Plan, plan_from

EXAMPLE = TEMPLATES.parent / "cluster.example.toml"


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return plan_from(EXAMPLE, tmp_path / "secrets.json")


def test_every_template_has_a_place_and_no_name_is_left_unfilled(plan: Plan, tmp_path: Path) -> None:
    assert {template.name for template in TEMPLATES.iterdir()} == set(PLACES)
    for machine in plan.machines:
        configure(plan, machine, Folders(), tmp_path / machine.name)
        for place in PLACES.values():
            text = (tmp_path / machine.name / place).read_text(encoding="utf-8")
            assert not re.search(r"\$[a-z_]", text), place


def test_only_their_owner_reads_files_with_a_secret(plan: Plan, tmp_path: Path) -> None:
    configure(plan, plan.machines[0], Folders(), tmp_path / "etc")
    for place in PLACES.values():
        file = tmp_path / "etc" / place
        text, mode = file.read_text(encoding="utf-8"), stat.S_IMODE(file.stat().st_mode)
        if any(plan.secrets[name] in text for name in SECRETS):
            assert mode == 0o600, place
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_secrets_are_random_and_kept(plan: Plan, tmp_path: Path) -> None:
    assert len({*plan.secrets.values()}) == len(SECRETS)
    assert plan_from(EXAMPLE, tmp_path / "secrets.json").secrets == plan.secrets
    assert plan_from(EXAMPLE, tmp_path / "others.json").secrets != plan.secrets


def test_acknowledged_means_kept_twice(plan: Plan, tmp_path: Path) -> None:
    configure(plan, plan.machines[0], Folders(), tmp_path / "etc")
    patroni = (tmp_path / "etc" / PLACES["patroni.yml"]).read_text(encoding="utf-8")
    assert "synchronous_mode: true" in patroni and "synchronous_mode_strict: true" in patroni
    assert 'synchronous_commit: "on"' in patroni
    # A COMMIT cancelled while it waits for its standby is reported as done.
    assert "statement_timeout: 0" in patroni
    assert "pool_mode = transaction" in (tmp_path / "etc" / PLACES["pgbouncer.ini"]).read_text(encoding="utf-8")


def test_a_cluster_of_two_is_refused(tmp_path: Path) -> None:
    two = EXAMPLE.read_text(encoding="utf-8").replace('[[machine]]\nname = "mc3"\naddress = "10.20.0.13"\n', "")
    (tmp_path / "two.toml").write_text(two, encoding="utf-8")
    with pytest.raises(ValueError, match="three machines"):
        plan_from(tmp_path / "two.toml", tmp_path / "secrets.json")
