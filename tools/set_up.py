"""Make .venv and install what a lock names; does nothing when all of it is there.

``python tools/set_up.py`` installs what reports, slides and the course's learners need, and
``python tools/set_up.py dev`` what tests and instructors need, too. ``make`` runs one of them.
It must start on any Python, so that an old one gets a sentence instead of a syntax error.
"""

import hashlib
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
LOCK = os.path.join(ROOT, "requirements.lock")
DEV_LOCK = os.path.join(ROOT, "requirements-dev.lock")
NEWS = "@jupyterlab/apputils-extension:announcements"
STAMP = os.path.join(VENV, "installed")
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else VENV + "/bin/python"


def stop_if_unsuitable():
    """Say what to install when this Python is too old, too new, or comes without venv."""
    found = ".".join(str(part) for part in sys.version_info[:3])
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        sys.exit(
            "This project needs Python 3.11, 3.12 or 3.13; this is Python " + found + ".\n"
            "Install one of them (python.org, or your system's package manager), then name it, "
            "for example: make report PYTHON=python3.12"
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        sys.exit(
            "This Python " + found + " comes without the venv module.\n"
            "On Debian and Ubuntu: sudo apt install python3-venv. "
            "Elsewhere: install Python from python.org."
        )


def wanted(lock):
    """Fingerprint of everything that decides what is installed from a lock."""
    parts = [sys.version.encode(), ROOT.encode()]
    for name in (lock, os.path.join(ROOT, "pyproject.toml")):
        with open(name, "rb") as file:
            parts.append(file.read())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def installed():
    """Fingerprint of what was installed last time, or nothing."""
    if not (os.path.exists(STAMP) and os.path.exists(PYTHON)):
        return None
    with open(STAMP) as file:
        return file.read()


def run(arguments):
    """Run the venv's Python; return whether it succeeded."""
    return subprocess.call([PYTHON, "-m"] + arguments, cwd=ROOT) == 0


def pinned_uv():
    """Return the version of uv that the lock names, as a requirement."""
    with open(LOCK) as file:
        return next(line.split()[0] for line in file if line.startswith("uv=="))


def install(lock):
    """Install the locked packages with uv, or with pip where uv can't be had."""
    pip = ["pip", "install", "--disable-pip-version-check"]
    itself = pip + ["--quiet", "--no-deps", "--no-build-isolation", "--editable", "."]
    if run(pip + ["--quiet", pinned_uv()]):
        packages = ["uv", "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode"]
        packages += ["--python", PYTHON, lock]
    else:
        print("uv can't be had here; going on with pip, which takes longer.")
        packages = pip + ["--require-hashes", "--requirement", lock]
    return run(packages) and run(itself)


def keep_jupyterlab_offline():
    """JupyterLab neither asks whether it may fetch news nor looks for newer versions of itself."""
    folder = os.path.join(VENV, "etc", "jupyter", "labconfig")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "page_config.json"), "w") as file:
        json.dump({"disabledExtensions": {NEWS: True}}, file)


def main(lock=LOCK):
    """Bring .venv up to date with a lock; what tests need holds all that reports need."""
    stop_if_unsuitable()
    if installed() in (wanted(lock), wanted(DEV_LOCK)):
        return
    print("Setting up .venv (once; about a minute)...")
    sys.stdout.flush()
    if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV]):
        sys.exit(".venv could not be made: see the lines above. Is a program using it?")
    if not install(lock):
        sys.exit("The packages could not be installed: see the lines above. Is there a network?")
    keep_jupyterlab_offline()
    with open(STAMP, "w") as file:
        file.write(wanted(lock))
    print("Ready.")


if __name__ == "__main__":
    main(DEV_LOCK if sys.argv[1:] == ["dev"] else LOCK)
