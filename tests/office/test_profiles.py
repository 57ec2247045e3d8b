import datetime
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.profiles import BadProfile, Content, Profile, Unmapped, as_toml, content_of, load, parse, template

HEAD = 'register = "r"\nnumber = "n"\ndate_formats = ["%Y-%m-%d"]\n'


def profile_of(folder: Path, text: str) -> Profile:
    path = folder / "mine.toml"
    path.write_text(text)
    return load(str(path), folder)


def test_a_profile_is_read(tmp_path: Path) -> None:
    profile = profile_of(
        tmp_path,
        HEAD
        + 'delimiter = "\\t"\nblanks = ["NA"]\n[fields.a]\ncolumn = "A"\nblank = "z"\n'
        + 'values = { "One  Thing" = "one" }\n[fields.b]\nconstant = "c"\n[fields.d]\ncolumn = "A"\n',
    )
    assert (profile.name, profile.register, profile.delimiter, profile.row_names) == ("mine", "r", "\t", False)
    assert profile.columns == ["n", "A"]
    assert profile.text_of(" NA ") == ""
    assert profile.text_of(" NAM ") == "NAM"
    listed = profile.fields["a"]
    assert [listed.value_of(text) for text in ("ONE thing", " one   thing ", "")] == ["one", "one", "z"]
    assert listed.machine_values == {"one", "z"}
    assert profile.fields["b"].value_of("whatever") == "c"


def test_what_the_profile_does_not_know(tmp_path: Path) -> None:
    profile = profile_of(tmp_path, HEAD + '[fields.a]\ncolumn = "A"\nvalues = { x = "y" }\n[fields.b]\ncolumn = "B"\n')
    for text in ("z", "y", ""):
        with pytest.raises(Unmapped):
            profile.fields["a"].value_of(text)
    assert profile.fields["b"].value_of("Criminal") == "criminal"
    with pytest.raises(Unmapped, match="empty"):
        profile.fields["b"].value_of("")


@pytest.mark.parametrize(
    ("text", "word"),
    [("31-02-2017", "no date"), ("1-1-17", "no date"), ("03-04-2017", "two dates"), ("", "no date")],
)
def test_dates_that_are_none_or_two(tmp_path: Path, text: str, word: str) -> None:
    profile = profile_of(tmp_path, HEAD.replace("%Y-%m-%d", '%d-%m-%Y", "%m-%d-%Y'))
    with pytest.raises(Unmapped, match=word):
        profile.date_of(text)


def test_dates(tmp_path: Path) -> None:
    profile = profile_of(tmp_path, HEAD.replace("%Y-%m-%d", '%d-%m-%Y", "%m-%d-%Y", "%m/%d/%Y %I:%M:%S %p'))
    for text in ("25-12-2017", "12-25-2017", "12/25/2017 12:00:00 AM", "12/25/2017 11:59:59 PM"):
        assert profile.date_of(text) == datetime.date(2017, 12, 25)
    assert profile.date_of("4-4-2017") == datetime.date(2017, 4, 4)


def test_a_profile_like_another(tmp_path: Path) -> None:
    (tmp_path / "shipped.toml").write_text(
        HEAD + '[fields.a]\ncolumn = "A"\nvalues = { x = "y" }\n[fields.b]\nconstant = "b"\n'
    )
    profile = profile_of(tmp_path, 'like = "shipped"\ndelimiter = ";"\n[fields.a]\ncolumn = "a"\n')
    assert (profile.name, profile.register, profile.delimiter) == ("mine", "r", ";")
    assert profile.fields["a"].column == "a"
    assert profile.fields["a"].value_of("x") == "y"
    assert profile.fields["b"].value_of("") == "b"
    assert load("shipped", tmp_path).fields["a"].column == "A"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("register = ", "no valid TOML"),
        ('number = "n"\ndate_formats = ["%Y"]\n', "register"),
        ('register = "r"\nnumber = "n"\ndate_formats = []\n', "date_formats"),
        (HEAD + 'colour = "red"\n', "colour"),
        (HEAD + 'row_names = "yes"\n', "wrong kind"),
        (HEAD + "blanks = [1]\n", "wrong kind"),
        (HEAD + 'delimiter = ";;"\n', "one character"),
        (HEAD + "delimiter = '\"'\n", "one character"),
        (HEAD.replace('"r"', f'"{"r" * 61}"'), "60 characters"),
        (HEAD + "fields = 1\n", "wrong kind"),
        (HEAD + "[fields]\na = 1\n", "no table"),
        (HEAD + '[fields.a]\ncolour = "x"\n', "colour"),
        (HEAD + "[fields.a]\ncreate = true\n", "column or a constant"),
        (HEAD + '[fields.a]\ncolumn = "A"\nconstant = "b"\n', "column or a constant"),
        (HEAD + '[fields.a]\ncolumn = "A"\nvalues = { x = 1 }\n', "wrong kind"),
        (HEAD + '[fields.a]\ncolumn = "A"\nvalues = 1\n', "wrong kind"),
        (HEAD + '[fields.a]\ncolumn = "A"\nvalues = { x = "y", X = "z" }\n', "two meanings"),
        ('like = "nothing"\n', "like one that ships"),
    ],
)
def test_a_bad_profile_is_refused_with_a_sentence(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(BadProfile, match=word):
        profile_of(tmp_path, text)


def test_profiles_are_like_one_other_at_most(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('like = "two"\n')
    (tmp_path / "two.toml").write_text('like = "one"\n')
    with pytest.raises(BadProfile, match="like no other"):
        load("one", tmp_path)


def test_an_unknown_name_lists_what_ships(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(HEAD)
    (tmp_path / "two.toml").write_text(HEAD)
    with pytest.raises(BadProfile, match="There are: one, two"):
        load("three", tmp_path)
    with pytest.raises(BadProfile, match=r"three\.toml cannot be opened"):
        load(str(tmp_path / "three.toml"), tmp_path)


def test_a_binary_profile_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadProfile, match="no valid TOML"):
        load(str(tmp_path / "mine.toml"), tmp_path)


def test_a_text_is_read_as_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "shipped.toml").write_text(HEAD + '[fields.a]\ncolumn = "A"\nvalues = { x = "y" }\n')
    text = 'like = "shipped"\ndescription = "Ours"\n[fields.a]\ncolumn = "B"\n'
    assert parse(text, "mine", tmp_path) == profile_of(tmp_path, text)
    content = content_of(text, "mine", tmp_path)
    assert content == {
        "register": "r",
        "number": "n",
        "date_formats": ["%Y-%m-%d"],
        "description": "Ours",
        "fields": {"a": {"column": "B", "values": {"x": "y"}}},
    }
    assert parse(as_toml(content), "mine", tmp_path) == parse(text, "mine", tmp_path)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("register = ", "The profile mine is no valid TOML"),
        (f"a = {'[' * 20_000}", "The profile mine is no valid TOML"),
        (f"a = {'9' * 20_000}", "The profile mine is no valid TOML"),
        (HEAD + 'colour = "red"\n', "“mine” has an unknown key"),
        ('register = "r"\n', "number"),
        ("a" + ".a" * 500 + " = 1\n", "too long"),
        ("# " + "x" * 200_000 + "\n", "too long"),
        (HEAD.replace('"r"', '"r\\u0000"'), "printable"),
        (HEAD.replace('["%Y-%m-%d"]', '["%d-%m-%d-%Y"]'), "date_formats"),
        (HEAD.replace('["%Y-%m-%d"]', '["%d-%m"]'), "date_formats"),
        (HEAD.replace('["%Y-%m-%d"]', str(["%Y-%m-%d"] * 21)), "date_formats"),
        ('like = "nothing"\n', "like one that ships"),
    ],
)
def test_a_bad_text_is_refused_with_a_sentence(tmp_path: Path, text: str, word: str) -> None:
    for read in (parse, content_of):
        with pytest.raises(BadProfile, match=word):
            read(text, "mine", tmp_path)


def test_no_text_reads_a_file_that_does_not_ship(tmp_path: Path) -> None:
    folder = tmp_path / "profiles"
    folder.mkdir()
    (tmp_path / "other.toml").write_text(HEAD)
    for name in ("../other", str(tmp_path / "other"), "./../other"):
        with pytest.raises(BadProfile, match="like one that ships"):
            parse(f'like = "{name}"\n', "mine", folder)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
KEYS = st.one_of(TEXT, st.sampled_from(["a", "a.b", 'quo"ted', "back\\slash", "\x7f", "\r\n", "[x]", "#", ""]))
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "column": TEXT,
        "constant": TEXT,
        "blank": TEXT,
        "create": st.booleans(),
        "values": st.dictionaries(KEYS, TEXT, max_size=4),
    },
)
CONTENTS = st.fixed_dictionaries(
    {},
    optional={
        "register": TEXT,
        "description": TEXT,
        "delimiter": TEXT,
        "row_names": st.booleans(),
        "blanks": st.lists(TEXT, max_size=3),
        "date_formats": st.lists(TEXT, max_size=3),
        "number": TEXT,
        "fields": st.dictionaries(KEYS, FIELDS, max_size=4),
    },
)


@given(CONTENTS)
def test_what_is_written_as_toml_is_read_as_the_same(content: Content) -> None:
    assert tomllib.loads(as_toml(content)) == content


def test_toml_is_written_as_people_write_it() -> None:
    content = {
        "register": 'The "first"',
        "row_names": False,
        "blanks": ["NA", "-"],
        "fields": {"finding": {"column": "Oordeel", "blank": "pending", "values": {"Ja, hoor": "confirmed"}}},
    }
    assert as_toml(content) == (
        'register = "The \\"first\\""\nrow_names = false\nblanks = ["NA", "-"]\n\n'
        '[fields.finding]\ncolumn = "Oordeel"\nblank = "pending"\n'
        '[fields.finding.values]\n"Ja, hoor" = "confirmed"\n'
    )


def test_half_a_character_is_not_written() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        as_toml({"register": "\ud800"})


def test_the_template_of_a_kind_has_the_columns_of_its_profile(tmp_path: Path) -> None:
    (tmp_path / "staff.toml").write_text(HEAD + '[fields.a]\ncolumn = "A"\n[fields.b]\ncolumn = "n"\n')
    assert template("staff", tmp_path) == ["n", "A"]
