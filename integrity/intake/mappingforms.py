"""The forms on which a person says how a file is read. What they offer follows from the file and its kind."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrity.intake import mapping
from integrity.intake.labels import label_of
from integrity.intake.mapping import Reading, Value
from lib.forms import PickMany
from lib.problems import Problem
from lib.ruled import RuledForm, offer_choices
from office.models.intake import LONGEST_NAME
from office.profiles import Content
from office.tabular import WORKBOOK, Unreadable

DELIMITERS = {
    "comma": (",", gettext_lazy("Comma")),
    "semicolon": (";", gettext_lazy("Semicolon")),
    "tab": ("\t", gettext_lazy("Tab")),
    "bar": ("|", gettext_lazy("Vertical bar")),
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
DATE_FORMATS = {
    "%Y-%m-%d": "2019-01-24",
    "%d-%m-%Y": "24-01-2019",
    "%d/%m/%Y": "24/01/2019",
    "%m/%d/%Y": "01/24/2019",
    "%d.%m.%Y": "24.01.2019",
    "%Y-%m-%dT%H:%M:%S": "2019-01-24T13:45:00",
    "%m/%d/%Y %I:%M:%S %p": "01/24/2019 01:45:00 PM",
}
"""The forms of dates that a page offers, each as it writes the 24th of January 2019."""
NOTHING_OF_IT = "-"
"""The choice that no machine value is: what is not mapped."""


class ReadingForm(RuledForm):
    """How a file is written."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), required=False)
    delimiter = forms.ChoiceField(label=gettext_lazy("Between the cells"), required=False)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    header_row = forms.IntegerField(
        label=gettext_lazy("Row of the header"),
        min_value=1,
        max_value=1_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-date"}),
        error_messages={
            "required": gettext_lazy("Enter the number of the row with the names of the columns, for example 1."),
            "invalid": gettext_lazy("Enter the number of the row with the names of the columns, for example 1."),
        },
    )
    row_names = forms.BooleanField(
        label=gettext_lazy("Each row begins with a name for which the header has no cell"),
        required=False,
        help_text=gettext_lazy("The program R writes files like that."),
    )
    date_formats = forms.MultipleChoiceField(
        label=gettext_lazy("How are dates written?"),
        widget=PickMany,
        help_text=gettext_lazy("Choose all that occur. A date that two of them read differently is refused."),
        error_messages={"required": gettext_lazy("Choose at least one form of dates.")},
    )
    blanks = forms.CharField(
        label=gettext_lazy("What stands for nothing?"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Separated by commas, for example NA, n.v.t., -"),
    )

    def __init__(self, *args: Any, reading: Reading, **kwargs: Any) -> None:
        self.reading = reading
        super().__init__(*args, initial=self._found(), **kwargs)
        formats = dict.fromkeys([*DATE_FORMATS, *self.initial["date_formats"]])
        offer_choices(self, "date_formats", [(form, DATE_FORMATS.get(form, form)) for form in formats])
        offer_choices(self, "encoding", [("", _("As found")), *((name, name) for name in ENCODINGS)])
        offer_choices(
            self, "delimiter", [("", _("As found")), *((name, label) for name, (_sign, label) in DELIMITERS.items())]
        )
        offer_choices(self, "sheet", [(name, name) for name in self.sheets])
        for name in self._left_out():
            del self.fields[name]

    def _found(self) -> dict[str, Any]:
        """What was found in the file, or, of one that cannot be read, what was said of it."""
        said = self.reading.said
        names = {sign: name for name, (sign, _label) in DELIMITERS.items()}
        try:
            look = self.reading.look
        except Unreadable:
            self.sheets, self.is_workbook = [], False
            return {
                "header_row": said.get("header_row", 1),
                "date_formats": ["%Y-%m-%d"],
                "encoding": said.get("encoding", ""),
                "delimiter": names.get(said.get("delimiter", ""), ""),
                "row_names": said.get("row_names", False),
                "blanks": ", ".join(said.get("blanks", [])),
            }
        self.sheets, self.is_workbook = look.sheets, look.encoding == WORKBOOK
        kept = self.reading.content
        return {
            "encoding": look.encoding,
            "delimiter": names.get(look.delimiter, ""),
            "sheet": look.sheet,
            "header_row": look.header_row,
            "row_names": look.row_names,
            "date_formats": list(kept.get("date_formats") or look.formats),
            "blanks": ", ".join(look.blanks),
        }

    def _left_out(self) -> Iterable[str]:
        """What cannot be said of this file."""
        if self.is_workbook:
            return ("encoding", "delimiter", "row_names")
        return ("sheet",)

    @property
    def said(self) -> dict[str, Any]:
        """What is said of how the file is written, as a first look takes it."""
        answers = self.cleaned_data
        said: dict[str, Any] = {
            "header_row": answers["header_row"],
            "blanks": [text.strip() for text in answers["blanks"].split(",") if text.strip()],
        }
        if self.is_workbook:
            return {**said, "sheet": answers["sheet"]}
        said["row_names"] = answers["row_names"]
        if answers["encoding"]:
            said["encoding"] = answers["encoding"]
        if answers["delimiter"]:
            said["delimiter"] = DELIMITERS[answers["delimiter"]][0]
        return said


class ColumnsForm(RuledForm):
    """Which column makes rows one case, and which feeds which field; or what a field is in every row."""

    register = forms.CharField(
        label=gettext_lazy("What is this register called?"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("A record is known by this name and its number: the next file of it needs the same."),
        error_messages={"required": gettext_lazy("Enter a name for the register that the file is of.")},
    )
    number = forms.ChoiceField(
        label=gettext_lazy("Which column has the number?"),
        error_messages={"required": gettext_lazy("Choose the column that has the number.")},
    )

    def __init__(self, *args: Any, reading: Reading, **kwargs: Any) -> None:
        self.reading = reading
        self.mapped: dict[str, Any] = reading.content.get("fields", {})
        initial = {"register": reading.content.get("register", ""), "number": reading.content.get("number", "")}
        super().__init__(*args, initial=initial, **kwargs)
        columns = list(dict.fromkeys(name for name in reading.look.header if name))
        # What a profile names and the file lacks is shown, so that it can be seen and changed.
        named = [item["column"] for item in self.mapped.values() if item.get("column")]
        self.columns = list(dict.fromkeys([*columns, *named, *filter(None, [initial["number"]])]))
        choices = [
            (name, name if name in columns else _("%(name)s (not in the file)") % {"name": name})
            for name in self.columns
        ]
        offer_choices(self, "number", [("", _("Choose a column")), *choices])
        for name in ordered_fields(reading):
            self._add(name, choices)

    def _add(self, name: str, choices: list[tuple[str, str]]) -> None:
        """The two questions on a field."""
        said, fields = self.mapped.get(name, {}), self.reading.kind.fields
        label = label_of(name)
        self.fields[f"column_{name}"] = forms.ChoiceField(
            label=label,
            required=False,
            choices=[("", _("No column")), *choices],
            initial=said.get("column", ""),
        )
        if name in {*fields.choices, *fields.lists}:
            self.fields[f"constant_{name}"] = forms.ChoiceField(
                label=_("%(field)s in every row") % {"field": label},
                required=False,
                choices=[(NOTHING_OF_IT, "–"), *mapping.meanings_of(self.reading, name)],
                initial=said.get("constant", NOTHING_OF_IT),
            )

    def rows(self) -> Iterable[dict[str, Any]]:
        """The fields as a page lists them."""
        required = self.reading.kind.fields.required
        for name in ordered_fields(self.reading):
            constant = f"constant_{name}"
            yield {
                "name": name,
                "label": label_of(name),
                "required": name in required,
                "column": self[f"column_{name}"],
                "constant": self[constant] if constant in self.fields else None,
            }

    def problems(self) -> Iterable[Problem]:
        for name in ordered_fields(self.reading):
            constant = self.cleaned_data.get(f"constant_{name}") or NOTHING_OF_IT
            if self.cleaned_data.get(f"column_{name}") and constant != NOTHING_OF_IT:
                yield f"constant_{name}", _("Choose a column or a value for every row, and not both.")

    @property
    def content(self) -> Content:
        """The profile with these columns; what is said of values stays with its field."""
        answers = self.cleaned_data
        fields: dict[str, Any] = {}
        for name in ordered_fields(self.reading):
            column, constant = answers[f"column_{name}"], answers.get(f"constant_{name}") or NOTHING_OF_IT
            before = self.mapped.get(name, {})
            if column:
                same = column == before.get("column")
                fields[name] = {**(before if same else {}), "column": column}
            elif constant != NOTHING_OF_IT:
                fields[name] = {"constant": constant}
        kept = self.reading.content
        return {**kept, "register": answers["register"].strip(), "number": answers["number"], "fields": fields}


def ordered_fields(reading: Reading) -> list[str]:
    """The fields of a kind: those that are needed first, then by what they are called."""
    fields = reading.kind.fields
    return sorted(fields.all, key=lambda name: (name not in fields.required, label_of(name)))


class ValuesForm(RuledForm):
    """What each value of the column of one field means."""

    def __init__(self, *args: Any, reading: Reading, field: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading, self.field = reading, field
        self.mapped: dict[str, Any] = reading.content["fields"][field]
        found = mapping.values_of(reading, field)
        self.too_many = found is None
        self.values: list[Value] = found or []
        self.meanings = mapping.meanings_of(reading, field)
        if field == "unit":
            self.fields["create"] = forms.BooleanField(
                label=_("Make a unit of each name that the register does not know"),
                required=False,
                initial=self.mapped.get("create", False),
            )
        for value in self.values:
            self.fields[f"value_{value.mark}"] = self._choice(value)

    def _choice(self, value: Value) -> forms.ChoiceField:
        empty = [("", _("Nothing"))] if self.field in self.reading.kind.fields.may_be_empty else []
        return forms.ChoiceField(
            label=value.text or _("Empty cell"),
            required=False,
            choices=[(NOTHING_OF_IT, _("Not mapped: refused")), *empty, *self.meanings],
            initial=NOTHING_OF_IT if value.meaning is None else value.meaning,
        )

    def rows(self) -> Iterable[dict[str, Any]]:
        """The values as a page lists them."""
        for value in self.values:
            yield {"value": value, "choice": self[f"value_{value.mark}"]}

    @property
    def content(self) -> Content:
        """The profile with these meanings; those of values that this file does not have stay."""
        here = {value.text.casefold().strip() for value in self.values}
        kept = {
            text: meaning
            for text, meaning in self.mapped.get("values", {}).items()
            if " ".join(text.split()).casefold() not in here
        }
        said = {key: item for key, item in self.mapped.items() if key not in {"values", "blank", "create"}}
        if self.cleaned_data.get("create"):
            said["create"] = True
        meanings = {value.text: self.cleaned_data[f"value_{value.mark}"] for value in self.values}
        blank = meanings.pop("", self.mapped.get("blank", NOTHING_OF_IT))
        if blank != NOTHING_OF_IT:
            said["blank"] = blank
        chosen = {text: meaning for text, meaning in meanings.items() if meaning != NOTHING_OF_IT}
        said["values"] = {**kept, **chosen}
        content = self.reading.content
        return {**content, "fields": {**content["fields"], self.field: said}}
