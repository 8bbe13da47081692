"""What each column is, and the tables of a mapping that say it."""

from massage.importing.columns import change_tables, choose, read_choices, write_roles

HEADERS = ["First", "Last", "Date", "Start", "End", "Pain"]
TABLE = {
    "client": ["First", "Last"],
    "start": ["Date", "Start"],
    "end": ["Date", "End"],
    "pain_before": "Pain",
}
CHOICES = {
    "First": "client_first",
    "Last": "client_last",
    "Date": "start",
    "Start": "start_time",
    "End": "end_time",
    "Pain": "pain_before",
}


def test_a_column_of_two_roles_has_the_first():
    assert read_choices(TABLE, HEADERS) == CHOICES


def test_there_and_back():
    assert write_roles(CHOICES) == {**TABLE, "pain_before": ["Pain"]}


def test_a_role_counts_where_all_its_columns_are_there():
    assert read_choices(TABLE, ["First", "Date", "Other"]) == {"First": "", "Date": "", "Other": ""}


def test_first_and_last_name_stand_in_that_order_whatever_the_files():
    assert write_roles({"Last": "client_last", "First": "client_first"}) == {
        "client": ["First", "Last"]
    }


def test_what_only_one_column_can_be_is_taken_from_the_guessed_one():
    chosen = choose({"Status": "status", "State": ""}, {"State": "status"})
    assert chosen == {"Status": "", "State": "status"}
    assert choose({"Phone": "contact", "Email": ""}, {"Email": "contact"}) == {
        "Phone": "contact",
        "Email": "contact",
    }


def test_only_what_changed_is_written_and_what_is_left_out_is_empty():
    after = CHOICES | {"Last": "", "Pain": "pain_after"}
    assert change_tables({"status": {"attended": ["x"]}}, CHOICES, after, "appointments") == {
        "status": {"attended": ["x"]},
        "appointments": {"client": "First"},
        "scores": {"pain_before": [], "pain_after": "Pain"},
    }
