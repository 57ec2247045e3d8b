import pytest

from figures.basis import Basis, Categories
from figures.definitions import BY_KEY, FIGURES
from figures.figure import Counting, Figure
from figures.sections import SHOWN
from figures.tables import WHOLE_REGISTER
from figures.units import REGISTERS, UNITS, Register

# Keys and names of breakdowns are an interface: other programs read them.
INTERFACE = {
    "signals": ("signal", "received_on", ["source", "decision"]),
    "suspicions": ("case", "received_on", ["recipient", "recipient_type", "unit", "category"]),
    "outcomes": ("case", "received_on", ["outcome", "sub_reason", "unit"]),
    "findings": ("allegation", "received_on", ["finding", "category"]),
    "concluded": ("case", "concluded_on", ["outcome", "recipient"]),
    "causes": ("case", "concluded_on", ["cause", "system"]),
    "investigations": ("investigation", "started_on", ["track", "offence", "body"]),
    "secrecy_bribery": ("investigation", "started_on", ["offence"]),
    "subjects": ("person", "received_on", ["unit"]),
    "stock": ("case", "received_on", []),
    "lead_time": ("case", "closed_on", []),
    "screening_started": ("trajectory", "started_on", ["level", "occasion", "subject_group"]),
    "screening_completed": ("trajectory", "completed_on", ["result", "level", "subject_group"]),
    "screening_negative": ("trajectory", "completed_on", ["ground"]),
    "sworn_in": ("person", "sworn_in_on", ["unit"]),
    "code_acknowledged": ("person", "acknowledged_on", ["unit"]),
    "training": ("session", "held_on", ["unit"]),
}
PARTS = {
    "stock": ["open_at_start", "received", "reopened", "closed", "open_at_end"],
    "lead_time": ["median", "p90"],
    "training": ["sessions", "attendances"],
}
EVERY_BASIS = [Basis(categories, certificates) for categories in Categories for certificates in (False, True)]
each_figure = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)


def test_the_interface_stays() -> None:
    assert {
        figure.key: (figure.unit.key, figure.dated_by, [one.key for one in figure.breakdowns]) for figure in FIGURES
    } == INTERFACE
    assert {figure.key: [part.key for part in figure.parts] for figure in FIGURES if figure.parts} == PARTS


@each_figure
def test_a_figure_reads_columns_of_its_own_row_and_joins_nothing(figure: Figure) -> None:
    columns = {field.attname for field in figure.unit.model._meta.concrete_fields}
    history = {field.attname for field in figure.unit.model.history.model._meta.concrete_fields}  # type: ignore[attr-defined]
    for basis in EVERY_BASIS:
        read = {figure.year, figure.dated_by, *figure.conditions(basis)}
        read |= {dimension.column_in(figure.settled(basis)) for dimension in figure.breakdowns}
        read |= {part.summed for part in figure.parts if part.summed}
        read |= {figure.ordered} - {""}
        assert read <= columns
        assert read <= history


@each_figure
def test_a_rule_is_said_in_full_sentences(figure: Figure) -> None:
    for basis in EVERY_BASIS:
        rules = figure.rules_in(basis)
        # The second says what a reader chose that it counts in, where its register leaves a choice.
        assert len(rules) == (1 if figure.unit.register.choice is None else 2)
        assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in rules)
        assert figure.label_in(basis)


@each_figure
def test_the_dashboard_shows_breakdowns_that_the_figure_has(figure: Figure) -> None:
    assert set(SHOWN.get(figure.key, ())) <= set(figure.breakdowns)
    assert figure.key in SHOWN or figure.counting is Counting.PERSONS


def test_every_register_is_in_one_tuple_under_a_key_of_its_own() -> None:
    assert [register.key for register in REGISTERS] == ["cases", "signals", "screening", "staff", "training"]
    assert {unit.register.key for unit in UNITS} == {register.key for register in REGISTERS}
    flows = {part.flow.unit.model for figure in FIGURES for part in figure.parts if part.flow}
    assert {figure.unit.model for figure in FIGURES} | flows == {unit.model for unit in UNITS}
    assert list(WHOLE_REGISTER) == [register.key for register in REGISTERS]


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.key)
def test_of_every_register_a_unit_says_in_which_years_it_has_something(register: Register) -> None:
    assert any(unit.since for unit in UNITS if unit.register is register)


def test_a_sum_says_what_it_adds_up() -> None:
    for part in (part for figure in FIGURES for part in figure.parts if part.summed):
        for number in (1, 2):
            said = part.counted % {"number": number, "count": str(number), "sum": "31"}
            assert str(number) in said
            assert "31" in said


def test_the_code_says_that_a_person_counts_once_in_a_year() -> None:
    rule = str(BY_KEY["code_acknowledged"].rule)
    assert "Each person counts once in a year" in rule
    assert "Over several years a person may so count more than once." in rule


def test_a_figure_says_leaks_only_where_it_counts_them_alone() -> None:
    by_key = {figure.key: figure for figure in FIGURES}
    assert by_key["suspicions"].label_in(Basis()) == "Suspected leaks"
    assert by_key["suspicions"].label_in(Basis(Categories.ALL)) == "Suspicions"
    assert by_key["secrecy_bribery"].conditions(Basis()) == by_key["secrecy_bribery"].conditions(Basis(Categories.ALL))
