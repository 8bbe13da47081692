"""Every key that the code names has a sentence, and every sentence is told by the code."""

import ast
from pathlib import Path

from massage.intake import wording

CODE = Path(wording.__file__).parent
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in CODE.glob("*.py")]
NODES = [node for tree in TREES for node in ast.walk(tree)]
PLACES = {"say": 0, "refuse": 0, "name_each": 1, "name_line": 1, "DateError": 0, "CellError": 0}
MESSAGES = dict(wording.read_data("messages"))
COUNTED, KNOWN = MESSAGES.pop("counted"), MESSAGES.pop("known")


def test_every_key_has_a_sentence():
    calls = [node for node in NODES if isinstance(node, ast.Call)]
    named = [(call, PLACES.get(getattr(call.func, "id", ""))) for call in calls]
    keys = {
        constant.value
        for call, place in named
        if place is not None and len(call.args) > place
        for constant in ast.walk(call.args[place])
        if isinstance(constant, ast.Constant) and " " not in constant.value
    }
    assert len(keys) > 50
    assert keys - {"condition"} <= MESSAGES.keys()


def test_every_sentence_is_told():
    texts = {node.value for node in NODES if isinstance(node, ast.Constant)}
    assert MESSAGES.keys() | COUNTED.keys() | KNOWN.keys() <= texts
