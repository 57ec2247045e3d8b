"""No address reads a column that its page does not show: what a list is asked beyond its own filters is refused."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests.cast import Cast
from tests.support.audited import events, kinds

LISTS = {
    "/cases/": "coordinator",
    "/cases/export/": "coordinator",
    "/signals/": "coordinator",
    "/signals/all/": "coordinator",
    "/signals/all/?": "manager",
    "/screening/": "screening_officer",
    "/screening/board/": "screening_officer",
    "/screening/renewals/": "screening_officer",
    "/screening/staff/": "screening_officer",
    "/screening/staff/swear-in/": "screening_officer",
    "/screening/staff/code/": "screening_officer",
    "/screening/training/": "screening_officer",
    "/screening/export/": "screening_officer",
    "/figures/": "manager",
    "/figures/compare/": "manager",
    "/figures/suspicions/": "manager",
    "/figures/suspicions.json": "manager",
    "/figures/suspicions/records/": "manager",
    "/figures/signals/records/": "manager",
    "/figures/sworn_in/records/": "manager",
    "/figures/suspicions/records.csv": "admin",
    "/figures/suspicions.csv": "manager",
    "/audit/": "auditor",
}
ASKED = [
    "registered_by__password__startswith=a",
    "team__user__password__startswith=a",
    "subjects__number_hash=0",
    "number_hash=0",
    "id=1",
    "pk__in=1",
    "order_by=registered_by__password",
    "ordering=id",
    "fields=summary",
]
OF_A_LIST = ["sort=registered_by__password", "sort=id", "after=nonsense"]
"""What a list does have, with what it does not; a file has no pages and an order of its own, and passes them over."""


@pytest.mark.parametrize("address", LISTS)
def test_what_is_no_filter_is_refused(cast: Cast, client_of: Callable[[User], Client], address: str) -> None:
    client = client_of(getattr(cast, LISTS[address]))
    assert client.get(address).status_code == 200
    taken = []
    is_list = address.endswith("/") and "export" not in address
    for asked in [*ASKED, *(OF_A_LIST if is_list else [])]:
        with events() as left:
            answer = client.get(f"{address}?{asked}")
        if (answer.status_code, len(left)) != (400, 1):
            taken.append((asked, answer.status_code, kinds(left)))
    assert not taken
