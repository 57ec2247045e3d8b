import pytest

from figures.basis import Basis, Categories
from figures.definitions import FIGURES, Figure
from figures.sections import SHOWN

# Keys and names of breakdowns are an interface: other programs read them.
INTERFACE = {
    "suspicions": ("case", "received_on", ["recipient", "recipient_type", "unit", "category"]),
    "outcomes": ("case", "received_on", ["outcome", "sub_reason", "unit"]),
    "findings": ("allegation", "received_on", ["finding", "category"]),
    "concluded": ("case", "concluded_on", ["outcome", "recipient"]),
    "causes": ("case", "concluded_on", ["cause", "system"]),
    "investigations": ("investigation", "started_on", ["track", "offence", "body"]),
    "secrecy_bribery": ("investigation", "started_on", ["offence"]),
    "screening_started": ("trajectory", "started_on", ["level", "occasion", "subject_group"]),
    "screening_completed": ("trajectory", "completed_on", ["result", "level", "subject_group"]),
    "screening_negative": ("trajectory", "completed_on", ["ground"]),
}
EVERY_BASIS = [Basis(categories, certificates) for categories in Categories for certificates in (False, True)]
each_figure = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)


def test_the_interface_stays() -> None:
    assert {
        figure.key: (figure.unit.key, figure.dated_by, [one.key for one in figure.breakdowns]) for figure in FIGURES
    } == INTERFACE


@each_figure
def test_a_figure_reads_columns_of_its_own_row_and_joins_nothing(figure: Figure) -> None:
    columns = {field.attname for field in figure.unit.model._meta.concrete_fields}
    history = {field.attname for field in figure.unit.model.history.model._meta.concrete_fields}  # type: ignore[attr-defined]
    for basis in EVERY_BASIS:
        read = {figure.year, figure.dated_by, *figure.conditions(basis)}
        read |= {dimension.column_in(figure.settled(basis)) for dimension in figure.breakdowns}
        assert read <= columns
        assert read <= history


@each_figure
def test_a_rule_is_said_in_full_sentences(figure: Figure) -> None:
    for basis in EVERY_BASIS:
        rules = figure.rules_in(basis)
        assert len(rules) == 2
        assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in rules)
        assert figure.label_in(basis)


@each_figure
def test_the_dashboard_shows_breakdowns_that_the_figure_has(figure: Figure) -> None:
    assert set(SHOWN[figure.key]) <= set(figure.breakdowns)


def test_a_figure_says_leaks_only_where_it_counts_them_alone() -> None:
    by_key = {figure.key: figure for figure in FIGURES}
    assert by_key["suspicions"].label_in(Basis()) == "Suspected leaks"
    assert by_key["suspicions"].label_in(Basis(Categories.ALL)) == "Suspicions"
    assert by_key["secrecy_bribery"].conditions(Basis()) == by_key["secrecy_bribery"].conditions(Basis(Categories.ALL))
