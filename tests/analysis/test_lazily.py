"""Public names are there for users and for the Tab key, and cost nothing before they are used."""

import subprocess
import sys
from importlib import import_module

import pytest

from analysis.lazily import look_up

PACKAGES = ("analysis", "massage", "massage.course", "massage.figures")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_is_found_and_listed(package):
    found = import_module(package)
    assert set(found.__all__) <= set(dir(found))
    assert all(getattr(found, name) is not None for name in found.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error():
    find, names = look_up("analysis", {"PLAN": "plan"})
    assert find("PLAN") is import_module("analysis.plan").PLAN
    assert names() == ["PLAN"]
    with pytest.raises(AttributeError, match="module 'analysis' has no attribute 'plans'"):
        find("plans")


@pytest.mark.parametrize("package", PACKAGES)
def test_no_name_is_a_module_too(package):
    """Importing the module would put it in the name's place."""
    names = import_module(package)._HOMES
    modules = {home.split(".")[0] for home in names.values()}
    assert not modules & set(names)


def test_nothing_heavy_is_loaded_until_a_name_is_used():
    code = "import analysis, massage, sys; print('pandas' in sys.modules, 'scipy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False False\n"
