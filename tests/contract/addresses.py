"""The table of addresses: who gets what from each, and how many events an answer leaves."""

from dataclasses import dataclass, replace
from typing import Any

PARTS = (
    "investigator",
    "other_investigator",
    "subject",
    "coordinator",
    "second_coordinator",
    "manager",
    "admin",
    "auditor",
    "screening_officer",
    "second_officer",
    "stranger",
)
"""The cast, and whom `tests.support.world` adds to it."""
EVERYBODY = " ".join(PARTS)
NOBODY = "anonymous"
COORDINATORS = "coordinator second_coordinator"
LOGGERS = f"investigator other_investigator subject {COORDINATORS}"
COUNTERS = "manager admin"
OFFICERS = "screening_officer second_officer"
IMPORTERS = f"{LOGGERS} {OFFICERS}"
# The second coordinator and the second officer are walled off from every record of `tests.support.world`.
FREE_COORDINATOR = "coordinator"
TEAM = f"investigator {FREE_COORDINATOR}"
FREE_OFFICER = "screening_officer"
WITH_A_ROLE = " ".join(part for part in PARTS if part != "stranger")
# Who decides on the signal that waits: the other investigator is its triager.
TRIAGERS = f"{FREE_COORDINATOR} other_investigator"


@dataclass(frozen=True)
class Line:
    """An address. `gets` are the parts that it answers, `counts` those who may count what it names and not open it."""

    address: str
    gets: str
    methods: str = "GET HEAD"
    counts: str = ""
    hindered: str = ""
    """The parts that are shown why they cannot do it now."""
    get: int = 200
    """The status of a GET for those who get it."""
    looks: int = 0
    """How many events a GET leaves for them."""
    post: tuple[int, int] = (200, 0)
    """Status and number of events of a POST of an empty form."""
    is_open: bool = False
    """Whether nobody needs to have signed in."""
    signed_in: int = 0
    """The status of an open page for those who have signed in already, if it is another."""
    nobody: int = 0
    """The status of an open page for those who have not, if it is another."""
    missing: int = 404
    """The status for those who do not get it."""

    def expected(self, part: str, method: str) -> tuple[int, int]:
        """The status and the number of events of an answer to this person."""
        if method not in self.methods.split():
            return 405, int(part != NOBODY)
        if part == NOBODY:
            return self._for_nobody(method)
        if part in self.hindered.split():
            return 409, 1
        if part not in self.gets.split():
            return (403 if part in self.counts.split() else self.missing), 1
        if self.signed_in:
            return self.signed_in, 0
        return self.post if method == "POST" else (self.get, self.looks)

    def _for_nobody(self, method: str) -> tuple[int, int]:
        if not self.is_open:
            return 302, 0
        if not self.gets:
            return self.missing, 0
        if self.nobody:
            return self.nobody, 0
        return self.post if method == "POST" else (self.get, self.looks)


def page(address: str, gets: str, **more: Any) -> Line:
    """A page that only shows."""
    return Line(address, gets, **more)


def form(address: str, gets: str, **more: Any) -> Line:
    """A page with a form; an empty one is shown again."""
    return Line(address, gets, methods="GET HEAD POST", **more)


def button(address: str, gets: str, status: int, events: int, **more: Any) -> Line:
    """What only takes a POST."""
    return Line(address, gets, methods="POST", post=(status, events), **more)


def case_step(address: str, gets: str, status: int = 200) -> Line:
    """A step on a case: the form is a look at it, and so is the same form with what was wrong with it."""
    others = " ".join(part for part in f"{TEAM} {COUNTERS}".split() if part not in gets.split())
    return form(address, gets, counts=others, get=status, looks=1, post=(status, 1))


def signal_page(address: str, gets: str, **more: Any) -> Line:
    """A page of a signal. Whoever opens the signal that waits and may not do this is refused, like who counts it."""
    opens = TRIAGERS if "{signal}" in address else TEAM if "{followed}" in address else FREE_COORDINATOR
    others = " ".join(part for part in f"{opens} {COUNTERS}".split() if part not in gets.split())
    return Line(address, gets, counts=others, looks=1, **more)


def signal_step(address: str, gets: str = FREE_COORDINATOR, status: int = 200) -> Line:
    """A step on a signal."""
    return signal_page(address, gets, methods="GET HEAD POST", get=status, post=(status, 1))


def screening_step(address: str, status: int = 200) -> Line:
    """A step on a trajectory."""
    return form(address, FREE_OFFICER, counts=COUNTERS, get=status, looks=1, post=(status, 1))


def training_step(address: str) -> Line:
    """A step on a training session, which concerns nobody."""
    return form(address, OFFICERS, counts=COUNTERS, looks=1, post=(200, 1))


def person_step(address: str, status: int = 200) -> Line:
    """A step on a person, for the admin."""
    return form(address, "admin", get=status, looks=1, post=(status, 1))


def own(address: str, **more: Any) -> Line:
    """A page of one's own account."""
    return Line(address, EVERYBODY, **{"methods": "GET HEAD POST", **more})


def outside(address: str, **more: Any) -> Line:
    """A page for whoever has not signed in."""
    return Line(address, EVERYBODY, is_open=True, **{"methods": "GET HEAD POST", **more})


STAFF_FIGURES = ("sworn_in", "code_acknowledged", "training")

LINES: tuple[Line, ...] = (
    page("", EVERYBODY, get=302),
    outside("health/", methods="GET HEAD"),
    # There is a demo only in demo mode, and a provider only where one is configured.
    Line("about/demo/", "", is_open=True),
    Line("sign-in/provider/", "", methods="POST", is_open=True),
    Line("sign-in/provider/callback/", "", methods="GET", is_open=True),
    outside("language/", methods="POST", post=(302, 0)),
    outside("sign-in/", signed_in=302),
    outside("sign-in/code/", get=302, post=(302, 0)),
    outside("sign-in/passkey/", get=302, post=(302, 0)),
    outside("sign-in/recovery-code/", get=302, post=(302, 0)),
    outside("sign-out/", nobody=302, post=(302, 1)),
    Line("invitation/nonsense/", "", methods="GET HEAD POST", is_open=True, missing=410),
    own("account/", methods="GET HEAD"),
    own("account/theme/", methods="POST"),
    own("account/password/"),
    own("account/places/", methods="GET HEAD"),
    own("account/places/end/", methods="POST", post=(302, 1)),
    own("account/confirm/"),
    own("account/confirm/anew/", methods="GET HEAD"),
    own("account/confirm/code/", get=302, post=(302, 0)),
    own("account/confirm/passkey/", get=302, post=(302, 0)),
    own("account/factors/", methods="GET HEAD"),
    own("account/factors/app/"),
    own("account/factors/passkeys/add/"),
    own("account/factors/recovery-codes/new/"),
    Line("account/factors/recovery-codes/", ""),
    Line("account/factors/app/remove/", "", methods="GET HEAD POST"),
    Line("account/factors/passkeys/AAAAAAAAAAAA/remove/", "", methods="GET HEAD POST"),
    Line("account/provider/link/", "", methods="POST"),
    Line("account/provider/unlink/", "", methods="POST"),
    # The list of cases and the numbers above it are a look each.
    page("my-cases/", "investigator other_investigator subject", looks=2),
    page("cases/", f"{LOGGERS} {COUNTERS}", looks=1),
    form("cases/export/", f"{LOGGERS} admin"),
    form("cases/new/", LOGGERS),
    page("cases/duplicates/", COORDINATORS, looks=1),
    button("cases/duplicates/{duplicate}/seen/", FREE_COORDINATOR, 302, 1),
    page("cases/{case}/", TEAM, counts=COUNTERS, looks=1),
    page("cases/{case}/looked/", TEAM, counts=COUNTERS, looks=1),
    case_step("cases/{case}/correct/", "investigator"),
    case_step("cases/{case}/lead/", FREE_COORDINATOR),
    case_step("cases/{case}/hand-over/", "investigator"),
    case_step("cases/{case}/step-out/", "investigator"),
    case_step("cases/{case}/team/new/", "investigator"),
    case_step("cases/{case}/team/{member}/take-off/", "investigator"),
    case_step("cases/{case}/walls/new/", TEAM),
    case_step("cases/{case}/walls/{wall}/lift/", TEAM),
    case_step("cases/{case}/allegations/new/", "investigator"),
    case_step("cases/{case}/allegations/{allegation}/correct/", "investigator"),
    case_step("cases/{case}/allegations/{allegation}/subject/", "investigator"),
    case_step("cases/{case}/allegations/{allegation}/finding/", "investigator"),
    case_step("cases/{case}/investigations/new/", "investigator"),
    case_step("cases/{case}/investigations/{investigation}/end/", "investigator"),
    # A form that asks nothing is sent with nothing.
    replace(case_step("cases/{found}/closing/propose/", "investigator"), post=(302, 1)),
    case_step("cases/{case}/closing/propose/", "investigator", 409),
    case_step("cases/{case}/closing/confirm/", TEAM, 409),
    case_step("cases/{proposed}/closing/decline/", TEAM),
    case_step("cases/{closed}/reopen/", TEAM),
    case_step("cases/{case}/void/", FREE_COORDINATOR),
    page("signals/", LOGGERS, looks=1),
    page("signals/all/", f"{LOGGERS} {COUNTERS}", looks=1),
    form("signals/new/", LOGGERS),
    signal_page("signals/{signal}/", TRIAGERS),
    signal_page("signals/{clocked}/", FREE_COORDINATOR),
    signal_page("signals/{settled}/", FREE_COORDINATOR),
    signal_page("signals/{followed}/", TEAM),
    # Nobody decides unread; the coordinator has read the other one.
    replace(signal_step("signals/{signal}/decide/", TRIAGERS), post=(409, 1)),
    signal_step("signals/{clocked}/decide/"),
    signal_step("signals/{settled}/decide/", status=409),
    signal_step("signals/{signal}/correct/", TRIAGERS),
    signal_step("signals/{settled}/correct/", status=409),
    # Nobody chosen is an answer.
    replace(signal_step("signals/{signal}/triager/"), post=(302, 1)),
    signal_step("signals/{clocked}/acknowledge/"),
    signal_step("signals/{signal}/acknowledge/", TRIAGERS, status=409),
    signal_step("signals/{clocked}/feedback/"),
    signal_step("signals/{followed}/feedback/", TEAM),
    signal_step("signals/{settled}/take-back/"),
    signal_step("signals/{followed}/take-back/", status=409),
    signal_step("signals/{signal}/walls/new/"),
    signal_step("signals/{followed}/walls/new/", status=409),
    signal_step("signals/{signal}/walls/{signal_wall}/lift/"),
    signal_step("signals/{signal}/reporter/"),
    signal_step("signals/{followed}/reporter/", TEAM),
    signal_step("signals/{settled}/reporter/"),
    signal_step("signals/{signal}/reporter/record/"),
    page("screening/", f"{OFFICERS} {COUNTERS}", looks=1),
    form("screening/export/", f"{OFFICERS} admin"),
    form("screening/new/", OFFICERS),
    page("screening/{trajectory}/", FREE_OFFICER, counts=COUNTERS, looks=1),
    screening_step("screening/{trajectory}/stage/"),
    screening_step("screening/{trajectory}/complete/"),
    screening_step("screening/{decided}/objection/"),
    screening_step("screening/{trajectory}/objection/", 409),
    screening_step("screening/{trajectory}/officer/"),
    screening_step("screening/{trajectory}/correct/"),
    screening_step("screening/{trajectory}/walls/new/"),
    screening_step("screening/{screened}/walls/{screened_wall}/lift/"),
    page("screening/board/", OFFICERS, looks=1),
    page("screening/renewals/", OFFICERS, looks=1),
    page("screening/{team_mate}/", FREE_OFFICER, counts=COUNTERS, looks=1),
    screening_step("screening/{team_mate}/correct/"),
    screening_step("screening/{renewable}/renew/"),
    screening_step("screening/{trajectory}/renew/", 409),
    screening_step("screening/{renewable}/renewals/end/"),
    screening_step("screening/{trajectory}/renewals/end/", 409),
    screening_step("screening/{renewable}/duty/new/"),
    screening_step("screening/{renewable}/duty/{duty}/assess/"),
    screening_step("screening/{renewable}/enter-service/"),
    # The second officer is that member of staff.
    page("screening/staff/", OFFICERS, looks=1),
    form("screening/staff/swear-in/", OFFICERS, looks=1, post=(200, 1)),
    form("screening/staff/code/", OFFICERS, looks=1, post=(200, 1)),
    page("screening/staff/{staff}/", FREE_OFFICER, counts=COUNTERS, looks=1),
    screening_step("screening/staff/{staff}/leave/"),
    screening_step("screening/staff/{staff}/correct/"),
    screening_step("screening/staff/{staff}/oath/", 409),
    screening_step("screening/staff/{staff}/oath/correct/"),
    screening_step("screening/staff/{staff}/oath/take-back/"),
    screening_step("screening/staff/{staff}/code/"),
    screening_step("screening/staff/{staff}/code/{acknowledgement}/withdraw/"),
    page("screening/training/", OFFICERS, looks=1),
    form("screening/training/new/", OFFICERS),
    page("screening/training/{training}/", OFFICERS, counts=COUNTERS, looks=1),
    training_step("screening/training/{training}/correct/"),
    training_step("screening/training/{training}/void/"),
    page("import/", IMPORTERS),
    form("import/new/", IMPORTERS),
    page("import/templates/cases.csv", LOGGERS),
    page("import/templates/staff.csv", OFFICERS),
    page("import/profiles/", "admin"),
    form("import/profiles/bring-in/", "admin"),
    page("import/profiles/{import_profile}.toml", "admin"),
    button("import/profiles/{import_profile}/withdraw/", "admin", 302, 1),
    page("import/runs/", COORDINATORS, looks=1),
    # Nothing was imported: tests of their own take imports back.
    Line("import/runs/AAAAAAAAAAAA/take-back/", "", methods="GET HEAD POST"),
    # A file is its owner's alone. It has been mapped, and not tried.
    page("import/files/{incoming}/", "investigator", looks=1),
    form("import/files/{incoming}/reading/", "investigator", looks=1, post=(200, 1)),
    form("import/files/{incoming}/columns/", "investigator", looks=1, post=(200, 1)),
    page("import/files/{incoming}/values/", "investigator", looks=1),
    # No value has to mean anything, and an empty form says that none does.
    form("import/files/{incoming}/values/finding/", "investigator", looks=1, post=(302, 1)),
    form("import/files/{incoming}/profile/", "investigator", looks=1, post=(200, 1)),
    button("import/files/{incoming}/profile/save/", "investigator", 200, 1),
    page("import/files/{incoming}/profile.toml", "investigator", looks=1),
    button("import/files/{incoming}/check/", "investigator", 302, 1),
    form("import/files/{incoming}/import/", "investigator", get=409, looks=1, post=(409, 1)),
    button("import/files/{incoming}/discard/", "investigator", 302, 1),
    page("import/files/{incoming}/refused.csv", ""),
    page("figures/", f"{LOGGERS} {COUNTERS} {OFFICERS}", looks=1),
    page("figures/compare/", f"{LOGGERS} {COUNTERS} {OFFICERS}", looks=1),
    page("figures/tokens/", "admin", looks=1),
    form("figures/tokens/issue/", "admin"),
    button("figures/tokens/{figure_token}/withdraw/", "admin", 302, 1),
    page("figures/open/", "", is_open=True, missing=401),
    page("figures/open/suspicions.json", "", is_open=True, missing=401),
    page("figures/setup/", "admin", looks=1),
    form("figures/setup/breaks/add/", "admin"),
    form("figures/setup/breaks/{break}/", "admin", looks=1, post=(200, 1)),
    button("figures/setup/breaks/{break}/withdraw/", "admin", 302, 1),
    button("figures/setup/breaks/{break}/bring-back/", "admin", 302, 1),
    form("figures/setup/headcounts/add/", "admin"),
    form("figures/setup/headcounts/{headcount}/", "admin", looks=1, post=(200, 1)),
    # After the first publication it stays what it is.
    form("figures/setup/threshold/", "admin", get=409, looks=1, post=(409, 1)),
    page("figures/publications/", WITH_A_ROLE),
    form("figures/publications/new/", "manager", counts="admin"),
    page("figures/publications/{publication}/", COUNTERS, looks=1),
    form("figures/publications/{publication}/correct/", "manager", counts="admin"),
    form("figures/publications/{publication}/figures.csv", COUNTERS),
    form("figures/publications/{publication}/figures.zip", COUNTERS),
    page("figures/publications/{publication}/edition/", WITH_A_ROLE),
    page("figures/publications/{publication}/edition.csv", WITH_A_ROLE),
    page("figures/publications/{publication}/edition.zip", WITH_A_ROLE),
    page("figures/suspicions/", f"{LOGGERS} {COUNTERS}", looks=1),
    page("figures/screening_started/", f"{OFFICERS} {COUNTERS}", looks=1),
    form("figures/suspicions.csv", f"{LOGGERS} {COUNTERS}"),
    page("figures/suspicions.json", f"{LOGGERS} {COUNTERS}", looks=1),
    page("figures/suspicions/records/", f"{LOGGERS} {COUNTERS}", looks=1),
    form("figures/suspicions/records.csv", f"{LOGGERS} admin", counts="manager"),
    page("figures/signals/", f"{LOGGERS} {COUNTERS}", looks=1),
    form("figures/signals.csv", f"{LOGGERS} {COUNTERS}"),
    page("figures/signals/records/", f"{LOGGERS} {COUNTERS}", looks=1),
    form("figures/signals/records.csv", f"{LOGGERS} admin", counts="manager"),
    *(page(f"figures/{figure}/", f"{OFFICERS} {COUNTERS}", looks=1) for figure in STAFF_FIGURES),
    *(page(f"figures/{figure}/records/", f"{OFFICERS} {COUNTERS}", looks=1) for figure in STAFF_FIGURES),
    *(form(f"figures/{figure}/records.csv", f"{OFFICERS} admin", counts="manager") for figure in STAFF_FIGURES),
    page("lists/", "admin"),
    page("lists/causes/", "admin"),
    form("lists/causes/add/", "admin"),
    form("lists/causes/items/money/", "admin"),
    form("lists/causes/items/money/retire/", "admin"),
    button("lists/causes/items/money/bring-back/", "admin", 302, 1),
    page("audit/", "auditor", looks=1),
    page("audit/events/{event}/", "auditor", looks=1),
    page("audit/sheet/{month}/", "auditor", looks=1),
    form("audit/sheet/{month}/{item}/", "auditor", looks=1, post=(200, 1)),
    page("people/", "admin auditor", looks=1),
    form("people/invite/", "admin"),
    page("people/proposals/", "admin auditor", looks=1),
    page("people/proposals/{proposal}/", "admin auditor", looks=1),
    # Who proposed it does not decide on it.
    form("people/proposals/{proposal}/approve/", "auditor", hindered="admin", looks=1, post=(302, 1)),
    form("people/proposals/{proposal}/decline/", "auditor", hindered="admin", looks=1, post=(200, 1)),
    page("people/sam/", "admin auditor", looks=1),
    person_step("people/sam/roles/give/"),
    person_step("people/sam/roles/investigator/end/"),
    person_step("people/sam/number/"),
    person_step("people/sam/link/", 409),
    person_step("people/sam/second-factor/"),
    person_step("people/sam/sessions/"),
    person_step("people/sam/deactivate/"),
    person_step("people/sam/reactivate/", 409),
)
OPEN = {
    "figures/open/",
    "figures/open/suspicions.json",
    "health/",
    "about/demo/",
    "language/",
    "sign-in/",
    "sign-in/code/",
    "sign-in/passkey/",
    "sign-in/recovery-code/",
    "sign-in/provider/",
    "sign-in/provider/callback/",
    "sign-out/",
    "invitation/nonsense/",
}
"""The few addresses that are answered to whoever has not signed in."""
