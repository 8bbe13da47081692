"""A command loads what it uses: whoever asks for help, or checks a file, doesn't wait for more."""

import subprocess
import sys

import pytest

HEAVY = ("scipy", "statsmodels", "seaborn", "matplotlib", "IPython", "jupyter_core", "nbclient")
LOADED = """
import sys
from massage.commands import run_command
try:
    run_command(sys.argv[1:])
finally:
    print(*{name.split(".")[0] for name in sys.modules}, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "unused"),
    [
        (["--help"], {"numpy", "pandas", *HEAVY}),
        (["check", "--help"], {"numpy", "pandas", *HEAVY}),
        (["simulate", "--help"], {"numpy", "pandas", *HEAVY}),
        (["check", "data/sessions.csv"], {*HEAVY}),
        (["check", "data/sessions.csv", "--site", "neck"], {*HEAVY}),
    ],
)
def test_a_command_loads_only_what_it_uses(arguments, unused, root):
    said = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], cwd=root, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr
    assert said.stdout
    assert not unused & set(said.stderr.split())
