"""The example that the docs carry: made by its tool, and the way through it as the docs say."""

import re
import shlex

from tools import write_example

from analysis import load_sessions
from analysis.schema import COLUMNS
from massage.__main__ import main


def test_the_example_is_what_its_tool_makes(tmp_path):
    write_example.main(tmp_path / "appointments.csv")
    assert (tmp_path / "appointments.csv").read_bytes() == write_example.EXAMPLE.read_bytes()


def test_the_commands_of_the_docs_lead_from_the_example_to_records(root, tmp_path, capsys):
    """Each command line of the docs, word for word, but for where its files lie and the key."""
    text = (root / "docs" / "your-own-records.md").read_text(encoding="utf-8")
    start = "    .venv/bin/analysis anonymise "
    suggest, anonymise = (
        shlex.split(line.removeprefix("    .venv/bin/analysis "))
        for line in text.splitlines()
        if line.startswith(start) and "appointments.csv" in line
    )
    export, mapping = str(write_example.EXAMPLE), str(tmp_path / "map.toml")
    places = {"docs/example/appointments.csv": export, "map.toml": mapping,
              "sessions.csv": str(tmp_path / "sessions.csv")}  # fmt: skip
    assert suggest[-2:] == [">", "map.toml"]
    assert main([places.get(word, word) for word in suggest[:-2]]) == 0
    (tmp_path / "map.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    words = [places.get(word, word) for word in anonymise]
    assert main([*words, "--key", str(tmp_path / "key.json")]) == 0
    records = load_sessions(tmp_path / "sessions.csv")
    assert records["client_id"].nunique() == write_example.CLIENTS
    assert len(records) == 987 - len(range(987)[write_example.MISSED])
    assert {"pain_before", "sleep_quality", "stress"} <= set(records)


def test_the_form_asks_for_columns_of_the_record_format(root):
    form = (root / "docs" / "intake-form.html").read_text(encoding="utf-8")
    asked = re.findall(r"<code>(\w+)</code>", form)
    assert set(asked) <= set(COLUMNS)
    assert {"pain_before", "pain_after", "sleep_quality", "stress", "activity_limit"} <= set(asked)
    scales = re.findall(r"<li>(\d+)</li>", form)
    assert scales == [str(n) for n in range(11)] * (len(scales) // 11)
    page = (root / "docs" / "your-own-records.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in asked)
