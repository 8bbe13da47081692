"""A code is compared by its text and carries its facts."""

from analysis.codes import Code


def test_a_code_is_its_text_whatever_its_facts():
    code = Code("few_clients", n=3, fewest=10)
    assert code == "few_clients" == Code("few_clients", n=4)
    assert {"few_clients": "words"}[code] == "words"
    assert code.facts == {"n": 3, "fewest": 10}
    assert Code("few_clients").facts == {}


def test_a_code_shows_its_facts():
    assert repr(Code("few_clients", n=3)) == "Code('few_clients', n=3)"
    assert f"{Code('few_clients', n=3)}" == "few_clients"
