"""The import from inside a notebook."""

from urllib.request import urlopen

from massage.importing.notebook import open_import, write_link


def test_the_page_is_served_while_the_notebook_goes_on(exports):
    importing = open_import(exports[0])
    try:
        assert write_link(importing).endswith(f"]({importing.address})")
        with urlopen(importing.address) as page:
            assert page.status == 200
        assert importing.session.read_mapping().appointments["client"] == (
            "First Name", "Last Name",
        )  # fmt: skip
        importing.session.answer({importing.session.ident(("moving",)): "new line"})
        assert importing.session.read_mapping().moving == "new line"
    finally:
        importing.stop()
