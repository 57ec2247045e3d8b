"""Every address of Integrity."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from accounts.invitations.views import invitation
from integrity import views
from lib.methods import require_POST

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("about/demo/", views.about_demo, name="about_demo"),
    path("language/", login_not_required(require_POST(set_language)), name="set_language"),
    path("", include("accounts.urls_signin")),
    path("account/", include("accounts.urls")),
    path("signals/", include("cases.signals.urls")),
    path("my-cases/", include("integrity.desk.urls")),
    path("cases/", include("cases.urls")),
    path("screening/", include("screening.staff.urls")),
    path("screening/", include("screening.urls")),
    path("import/", include("integrity.intake.urls")),
    path("figures/tokens/", include("figures.tokens.urls")),
    path("figures/open/", include("figures.tokens.urls_open")),
    path("figures/setup/", include("figures.setup.urls")),
    path("figures/publications/", include("figures.publications.urls")),
    path("figures/", include("figures.urls")),
    path("lists/", include("office.urls")),
    path("audit/", include("audit.urls")),
    path("people/", include("accounts.people.urls")),
    path("invitation/<str:token>/", invitation, name="invitation"),
]

handler400 = "integrity.views.bad_request"
