"""The columns of lists of signals, each said once: pages and files read them here."""

from django.db.models.functions import Left
from django.utils.translation import gettext_lazy

from cases.models.signal import SignalQuerySet
from cases.models.values import Decision
from lib.columns import Column, words_of
from office.labels import labels_of
from office.models import SignalChannel, SignalSource

_TITLE = 120
"""So many characters of a text stand in a list."""

REFERENCE = Column("reference", gettext_lazy("Reference"), "reference", sort="reference", kind="reference")
RECEIVED = Column("received", gettext_lazy("Received"), "received_on", sort="received_on", kind="date")
SOURCE = Column("source", gettext_lazy("Source"), "source", words=labels_of(SignalSource), sort="source")
CHANNEL = Column("channel", gettext_lazy("Way in"), "channel", words=labels_of(SignalChannel))
DECISION = Column("decision", gettext_lazy("Decision"), "decision", words=words_of(Decision), sort="decision")
DECIDED = Column("decided", gettext_lazy("Decided on"), "decided_on", kind="date")

CODED = (REFERENCE, RECEIVED, SOURCE, CHANNEL, DECISION, DECIDED)
"""What those may see who count signals and open none, and all that a file of signals holds."""

OPENED = (
    REFERENCE,
    RECEIVED,
    Column("signal", gettext_lazy("Signal"), "title", kind="title"),
    SOURCE,
    Column("triager", gettext_lazy("Triager"), "triager__name"),
    DECISION,
    DECIDED,
)
"""What those see who may open the signals; read from a queryset that `with_title` has been given."""

UNDECIDED = (
    REFERENCE,
    RECEIVED,
    Column("signal", gettext_lazy("Signal"), "title", kind="title"),
    SOURCE,
    Column("triager", gettext_lazy("Triager"), "triager__name"),
    Column("whistleblower", "", "whistleblower"),
    Column("acknowledged", "", "acknowledged_on"),
    Column("feedback", "", "feedback_on"),
)
"""The undecided ones on the page of those who decide, with what its clocks are read from."""


def with_title(signals: SignalQuerySet) -> SignalQuerySet:
    """The same signals, each with how its text begins as `title`: who reads a signal opens it, and is on record."""
    return signals.annotate(title=Left("text", _TITLE))
