"""Every address of Integrity."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.views import ChangePassword, SignIn, SignOut
from integrity import views

# Of allauth only the pages that have a template of ours, under the names it knows them by.
account = [
    path("sign-in/", SignIn.as_view(), name="account_login"),
    path("sign-out/", SignOut.as_view(), name="account_logout"),
    path("account/password/", ChangePassword.as_view(), name="account_change_password"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("about/demo/", views.about_demo, name="about_demo"),
    path("language/", login_not_required(require_POST(set_language)), name="set_language"),
    *account,
    path("account/", include("accounts.urls")),
    path("cases/", include("cases.urls")),
    path("screening/", include("screening.urls")),
    path("figures/", include("figures.urls")),
    path("lists/", include("office.urls")),
]
