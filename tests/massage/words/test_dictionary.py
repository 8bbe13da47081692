"""The data dictionary is generated from the record format."""

import pytest
from tools.write_dictionary import insert_dictionary, write_dictionary

from analysis.rules import RULES
from analysis.schema import COLUMNS
from massage.words.codes import read_words


def test_the_data_dictionary_is_the_one_that_the_code_writes(root):
    readme = (root / "data" / "README.md").read_text(encoding="utf-8")
    assert insert_dictionary(readme) == readme, "run `make dictionary`"
    assert write_dictionary() in readme


def test_the_dictionary_names_every_column_and_rule():
    text = write_dictionary()
    for name, column in COLUMNS.items():
        assert f"| `{name}` | {read_words('columns')[name]} | {column.right} |" in text
    for rule in RULES:
        assert read_words("rules")[rule] in text
    assert list(read_words("columns")) == list(COLUMNS)
    assert list(read_words("rules")) == list(RULES)


def test_a_document_without_markers_is_refused():
    with pytest.raises(ValueError, match="lacks"):
        insert_dictionary("nothing here")
