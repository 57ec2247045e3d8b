"""The board: what is under way, by officer and by stage."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import me
from lib.methods import require_safe
from office import looks
from screening import access, board
from screening.filters import NOBODY, BoardFilter

OF_A_DUTY = ("public_key", "kind", "reported_on", "trajectory__reference")
FIRST_DUTIES = 5
"""How many duty-to-report events the board shows; their number leads to all of them."""


@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """Who has how many, and the stages with the first that are due; narrowed to one officer where that is asked."""
    user = me(request)
    access.enter_to_work(user)
    under_way = access.visible_to(user).under_way()
    filters = BoardFilter(request.GET, under_way)
    access.record_page(user, "board", looks.asked_of(filters))
    shares = board.shares_of(under_way)
    officer = filters.data.get("officer")
    chosen = [share for share in shares if not officer or officer == (share.username or NOBODY)]
    waiting = access.duties_waiting(user)
    context = {
        "filters": filters,
        "shares": shares,
        "whole": board.summed(shares),
        "nobody": NOBODY,
        "officer": officer,
        "columns": board.columns_of(filters.qs, board.summed(chosen).stages),
        "duties_number": waiting.order_by().values("trajectory").distinct().count(),
        "duties": waiting.select_related("trajectory").only(*OF_A_DUTY)[:FIRST_DUTIES],
    }
    return render(request, "screening/board.html", context)
