"""The terminal contract: every command, the shape of its JSON, its exit codes and its refusals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pim.cli.program import COMMANDS
from tests.cli.terminal import ROOT, inside, pim, refusal
from tests.fixtures import catalogs


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "shop.pim"
    inside("new", folder, "--locale", "en_GB", "--locale", "fr_FR", "--currency", "EUR", "--currency", "USD")
    inside("add", folder, "A-1", "title=Blue mug", "title@fr_FR=Tasse bleue", "price=9.90", "weight=400 g")
    inside("add", folder, "B-2", "title=Red bowl", "price:USD=12")
    return folder


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    folder = tmp_path / "fresh.pim"
    inside("new", folder)
    return folder


def test_a_new_catalogue_has_its_three_channels_and_requires_sku_and_title_only(fresh: Path) -> None:
    channels = inside("channels", fresh, "--json").json["channels"]
    assert [(c["channel"], c["adapter"]) for c in channels] == [
        ("csv", "csv"),
        ("shopify", "shopify_json"),
        ("print", "print_catalog"),
    ]
    inside("add", fresh, "X", "title=Only a title")
    checked = inside("check", fresh, "--json").json
    assert {"revision", "products", "items", "channels"} == checked.keys()
    assert all(channel["problems"] == [] for channel in checked["channels"])


def test_list_get_and_their_shapes(shop: Path) -> None:
    found = pim("list", shop, "--json", "--columns", "price,weight,enabled", "--sort", "-price").json
    assert found == {
        "total": 2,
        "products": [
            {
                "sku": "A-1",
                "name": "Blue mug",
                "price": "9.90",
                "weight": {"amount": "400", "unit": "g"},
                "enabled": True,
            },
            {"sku": "B-2", "name": "Red bowl", "price": None, "weight": None, "enabled": True},
        ],
    }
    assert inside("list", shop, "--json", "--filter", "price < 10", "--filter", "title contains mug").json["total"] == 1
    limited = inside("list", shop, "--json", "--search", "b", "--limit", "1").json
    assert (limited["total"], len(limited["products"])) == (2, 1)
    assert inside("list", shop, "--json", "--sort", "brand,-sku").json["products"][0]["sku"] == "B-2"
    product = inside("get", shop, "a-1", "--json").json
    contract = {
        "sku",
        "uid",
        "kind",
        "family",
        "parent",
        "categories",
        "values",
        "inherited",
        "images",
        "stock",
        "revision",
    }
    assert contract <= product.keys()
    assert product["values"] == {
        "price:EUR": "9.90",
        "title@en_GB": "Blue mug",
        "title@fr_FR": "Tasse bleue",
        "weight": {"amount": "400", "unit": "g"},
    }
    assert "Blue mug" in pim("list", shop).out
    assert "price:EUR = 9.90" in inside("get", shop, "A-1").out


def test_set_stock_delete_undo_redo_and_history(fresh: Path) -> None:
    inside("add", fresh, "A", "title=Mug")
    inside("set", fresh, "A", "title=Cup", "enabled=no", "description=Two\nlines")
    inside("stock", fresh, "A", "paris=3", "depot=1.5")
    assert inside("get", fresh, "A", "--json").json["stock"] == {"paris": "3", "depot": "1.5"}
    inside("set", fresh, "A", "title#shopify=Web cup", "--reason", "shorter", "--until", "2026-12-31")
    product = inside("get", fresh, "A", "--json").json
    assert product["exceptions"]["title@en_GB#shopify"]["reason"] == "shorter"
    inside("delete", fresh, "A")
    assert "no product “A”" in refusal("get", fresh, "A")
    inside("undo", fresh)
    inside("undo", fresh)
    inside("redo", fresh)
    assert inside("get", fresh, "A", "--json").json["exceptions"] == product["exceptions"]
    edits = inside("history", fresh, "--json").json["edits"]
    assert {"edit", "label", "who", "source", "at", "products", "undoes", "undone"} == edits[0].keys()
    assert [e["edit"] for e in edits] == sorted((e["edit"] for e in edits), reverse=True)
    assert [e["source"] for e in edits][:3] == ["redo", "undo", "undo"]
    assert len(inside("history", fresh, "--json", "--limit", "2").json["edits"]) == 2
    assert "Mug" not in inside("history", fresh).err


def test_variants_from_the_terminal(fresh: Path) -> None:
    inside("add", fresh, "M", "title=Model", "--kind", "model")
    inside("add", fresh, "M-1", "--parent", "M", "price=3")
    child = inside("get", fresh, "M-1", "--json").json
    assert (child["kind"], child["parent"], child["inherited"]) == ("variant", "M", {"title@en_GB": "Model"})
    refusal("add", fresh, "M-1-1", "--parent", "M-1")
    refusal("add", fresh, "V", "--kind", "variant")
    inside("delete", fresh, "M")
    assert inside("list", fresh, "--json").json == {"total": 0, "products": []}


@pytest.mark.parametrize(
    "words",
    [
        ["list", "{shop}", "--filter", "price ~ 3"],
        ["list", "{shop}", "--filter", "nothing = 3"],
        ["list", "{shop}", "--limit", "-1"],
        ["list", "{shop}", "--sort", "nothing"],
        ["list", "{shop}", "--columns", "nothing"],
        ["list", "{shop}", "--category", "nowhere"],
        ["get", "{shop}", "nobody"],
        ["set", "{shop}", "A-1", "title"],
        ["set", "{shop}", "A-1", "nothing=3"],
        ["set", "{shop}", "A-1", "price=cheap"],
        ["set", "{shop}", "A-1", ".nothing=3"],
        ["set", "{shop}", "A-1", ".kind=model"],
        ["set", "{shop}", "A-1", "sku=b-2"],
        ["set", "{shop}", "A-1", "sku="],
        ["set", "{shop}", "A-1", "title#shopify=x"],
        ["set", "{shop}", "A-1", "title#nowhere=x", "--reason", "r"],
        ["set", "{shop}", "A-1", "enabled=maybe"],
        ["set", "{shop}", "A-1", "family=nothing"],
        ["set", "{shop}", "A-1", "title#shopify=x", "--reason", "r", "--until", "soon"],
        ["add", "{shop}", "a-1"],
        ["add", "{shop}", " "],
        ["add", "{shop}", "C", "--family", "nothing"],
        ["add", "{shop}", "C", "--parent", "A-1"],
        ["add", "{shop}", "C", "--kind", "model", "--structure", "nothing"],
        ["add", "{shop}", "C", "--category", "nothing"],
        ["add", "{shop}", "C", ".kind=x"],
        ["delete", "{shop}", "nobody"],
        ["stock", "{shop}", "A-1", "paris"],
        ["stock", "{shop}", "A-1", "paris=many"],
        ["redo", "{shop}"],
        ["channel", "add", "{shop}", "csv", "--adapter", "csv"],
        ["channel", "add", "{shop}", "Not A Code", "--adapter", "csv"],
        ["channel", "add", "{shop}", "x", "--adapter", "nothing"],
        ["channel", "add", "{shop}", "x", "--adapter", "csv", "--option", "nothing=1"],
        ["channel", "add", "{shop}", "x", "--adapter", "csv", "--locale", "de_DE"],
        ["export", "{shop}", "--to", "{tmp}/out", "--channel", "nothing"],
        ["export", "{shop}", "--to", "{tmp}/out", "--as-of", "soon"],
        ["export", "{shop}"],
        ["check", "{shop}", "--channel", "nothing"],
        ["verify", "{tmp}/nothing"],
        ["list", "{tmp}"],
        ["new", "{shop}"],
        ["new", "{tmp}/x", "--locale", "not a locale"],
        ["new", "{tmp}/x", "--currency", "euros!"],
        ["restore", "{tmp}/nothing", "{tmp}/x"],
        ["backup", "{shop}", "{tmp}"],
        ["import", "{shop}", "{tmp}/nothing.csv"],
        ["inspect", "{tmp}/nothing.csv"],
        ["nonsense"],
        ["nonsense", "{shop}"],
        ["list"],
        ["channel"],
        ["list", "{shop}", "--nonsense"],
        ["list", "{shop}", "--limit", "x"],
    ],
    ids=lambda words: " ".join(words)[:60],
)
def test_bad_input_is_one_sentence_and_exit_code_2(shop: Path, tmp_path: Path, words: list[str]) -> None:
    if words[-1] == "{shop}" and words[0] == "redo":
        assert "nothing to redo" in refusal("redo", shop)
        return
    before = inside("history", shop, "--json").json
    refusal(*(word.replace("{shop}", str(shop)).replace("{tmp}", str(tmp_path)) for word in words))
    assert inside("history", shop, "--json").json == before


def test_bytes_that_are_no_text_do_no_harm(fresh: Path) -> None:
    raw = os.fsdecode(b"caf\xe9")
    pim("add", fresh, f"S{raw}", f"title=T{raw}")
    inside("list", fresh, "--json", "--search", raw)
    assert inside("list", fresh, "--json").json["total"] == 1


def test_a_catalogue_in_use_is_exit_code_3_and_says_by_whom(fresh: Path) -> None:
    code = "import sys; from pathlib import Path; from pim.services.workspace import open_catalog\n"
    code += "w = open_catalog(Path(sys.argv[1])); print('open', flush=True); sys.stdin.readline(); w.close()"
    holder = subprocess.Popen([sys.executable, "-c", code, str(fresh)], stdin=-1, stdout=-1, text=True, cwd=ROOT)
    assert holder.stdout is not None and holder.stdout.readline()
    try:
        assert f"process {holder.pid}" in refusal("add", fresh, "X", code=3)
        assert inside("list", fresh, "--json").json["total"] == 0
        inside("verify", fresh, "--json")
    finally:
        holder.communicate("\n")


def test_verify_backup_and_restore(fresh: Path, tmp_path: Path) -> None:
    inside("add", fresh, "A", "title=Mug")
    copy = tmp_path / "copy.backup"
    assert str(copy) in inside("backup", fresh, copy).out
    inside("delete", fresh, "A")
    kept = inside("restore", copy, fresh).err
    assert "before-restore" in kept
    assert inside("get", fresh, "A", "--json").json["sku"] == "A"
    verified = inside("verify", fresh, "--json").json
    assert verified == {"sound": True, "revision": verified["revision"], "products": 1, "problems": []}
    assert inside("backup", fresh).out.strip().endswith(".backup")
    assert "time (UTC)" in inside("backup", fresh, "--list").out
    copy.write_bytes(copy.read_bytes()[:9000])
    refusal("restore", copy, fresh)


def test_a_catalogue_of_an_older_version_is_read_as_it_is_and_brought_up_to_date_by_a_change(tmp_path: Path) -> None:
    folder, _seen = catalogs.unpacked(1, tmp_path)
    got = inside("get", folder, "A-1", "--json")
    assert got.json["sku"] == "A-1" and "It is read as it is" in got.err
    assert inside("verify", folder, "--json").json["sound"]
    assert inside("backup", folder, "--list").out.count("migration") == 0
    changed = inside("set", folder, "A-1", "title@en_GB=New")
    assert "It has been brought up to date" in changed.err
    assert "-migration.backup" in changed.err and inside("backup", folder, "--list").out.count("migration") >= 1
    after = inside("get", folder, "A-1", "--json")
    assert (after.json["values"]["title@en_GB"], after.err) == ("New", "")


def test_a_damaged_catalogue_leads_to_its_newest_sound_backup(fresh: Path) -> None:
    inside("add", fresh, "A", "title=Mug")
    backup = inside("backup", fresh).out.strip()
    database = fresh / "catalog.db"
    sound = database.read_bytes()
    database.write_bytes(sound[:20_000])
    assert f"pim restore {backup} {fresh}" in refusal("list", fresh, code=3)
    database.write_bytes(b"x" + sound[1:])
    assert f"pim restore {backup} {fresh}" in refusal("list", fresh)
    database.write_bytes(sound.replace(b'"title@en_GB":"Mug"', b'"title@en_GB":"Mog"'))
    assert f"pim restore {backup} {fresh}" in inside("verify", fresh, code=3).err
    inside("restore", backup, fresh)
    assert inside("verify", fresh, "--json").json["sound"] is True


def test_help_and_version_name_every_command() -> None:
    text = inside("--help").out
    for name in (command.name.split()[0] for command in COMMANDS):
        assert name in text
        assert inside(name, "--help").out
    assert inside("--version").out.startswith("pim ")


def test_output_that_nobody_reads_is_no_traceback(shop: Path) -> None:
    command = f"{sys.executable} -m pim list {shop} --json | head -c 1 > /dev/null; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 3)


def wait_until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    """Waits for something that another process does. Fails when it takes too long."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.02)


def test_ctrl_c_and_sigterm_are_their_usual_codes(tmp_path: Path) -> None:
    for number, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
        rows = "sku,title\n" + "".join(f"P{n},Cup {n}\n" for n in range(60_000))
        file = tmp_path / f"{code}.csv"
        file.write_text(rows)
        folder = tmp_path / f"{code}.pim"
        inside("new", folder)
        process = subprocess.Popen(
            [sys.executable, "-m", "pim", "import", str(folder), str(file)], stderr=-1, stdout=-1, text=True, cwd=ROOT
        )
        wait_until(lambda folder=folder, process=process: str(process.pid) in (folder / "lease").read_text("utf-8"))
        process.send_signal(number)
        _out, err = process.communicate(timeout=120)
        assert "Traceback" not in err
        assert process.returncode in (code, 0, 3)
        if process.returncode:
            assert json.loads(inside("list", folder, "--json").out)["total"] == 0
