import pytest

from office.models import Unit
from office.newunits import Units
from office.profiles import Unmapped

pytestmark = pytest.mark.django_db


def test_a_unit_is_found_by_its_label_in_either_language() -> None:
    Unit.objects.create(key="hq", label_en="Headquarters", label_nl="Hoofdbureau")
    units = Units()
    assert units.named(" HEADQUARTERS").key == units.named("hoofdbureau").key == "hq"
    assert units.create(["hq", "unknown"]) == []


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Criminal  Investigations / East", "criminal_investigations_east"),
        ("1st District", "unit_1st_district"),
        ("Café Zürich", "cafe_zurich"),
        ("東京", "unit"),
        ("Unknown", "unknown_2"),
        ("x" * 100, "x" * 40),
    ],
)
def test_the_machine_value_is_made_from_the_label(label: str, key: str) -> None:
    unit = Units().named(label)
    unit.full_clean()
    assert unit.key == key
    assert unit.label_en == unit.label_nl == " ".join(label.split())


def test_labels_that_come_down_to_the_same_letters_stay_apart() -> None:
    units = Units()
    made = [units.named(label) for label in ("East/West", "East West", "east  west", "East-West", "y" * 50, "y" * 51)]
    assert [unit.key for unit in made] == [
        "east_west",
        "east_west_2",
        "east_west_2",
        "east_west_3",
        "y" * 40,
        f"{'y' * 38}_2",
    ]
    units.create({unit.key for unit in made})
    assert Units().named("EAST/WEST").key == "east_west"


def test_only_what_is_needed_is_created() -> None:
    units = Units()
    needed, _other = units.named("Needed"), units.named("Other")
    assert units.create(["unknown", needed.key, needed.key]) == [needed]
    assert set(Unit.objects.values_list("label_nl", flat=True)) == {"Eenheid onbekend", "Needed"}


@pytest.mark.parametrize("label", ["x" * 121, "bell \x07", "left \u202e right"])
def test_what_cannot_be_a_label(label: str) -> None:
    with pytest.raises(Unmapped):
        Units().named(label)
