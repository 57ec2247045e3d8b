"""Addresses of signing in, confirming and second factors, under the names django-allauth knows them by.

Of allauth only these pages are there. A page that asks a passkey has the one script of the register, the page that
shows a picture for an authenticator app a picture within itself: the content security policy allows each on that page
alone.
"""

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.urls import path

from accounts import organisation
from accounts.factorviews import (
    AddPasskey,
    App,
    ConfirmCode,
    ConfirmPasskey,
    Factors,
    NewRecoveryCodes,
    RecoveryCodes,
    RemoveApp,
    RemovePasskey,
    SecondStep,
    SecondStepPasskey,
    SecondStepRecovery,
)
from accounts.views import ChangePassword, Confirm, ConfirmAnew, SignIn, SignOut

with_script = csp_replace({"script-src": [SELF]})
with_picture = csp_update({"img-src": "data:"})

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="account_login"),
    path("sign-in/code/", SecondStep.as_view(), name="mfa_authenticate"),
    path("sign-in/passkey/", with_script(SecondStepPasskey.as_view()), name="sign_in_passkey"),
    path("sign-in/recovery-code/", SecondStepRecovery.as_view(), name="sign_in_recovery_code"),
    path("sign-in/provider/", organisation.sign_in, name="provider_sign_in"),
    path("sign-in/provider/callback/", organisation.callback, name="provider_callback"),
    path("sign-out/", SignOut.as_view(), name="account_logout"),
    path("account/password/", ChangePassword.as_view(), name="account_change_password"),
    path("account/provider/link/", organisation.link, name="provider_link"),
    path("account/provider/unlink/", organisation.unlink, name="provider_unlink"),
    path("account/confirm/", Confirm.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", ConfirmCode.as_view(), name="mfa_reauthenticate"),
    path("account/confirm/passkey/", with_script(ConfirmPasskey.as_view()), name="mfa_reauthenticate_webauthn"),
    path("account/confirm/anew/", ConfirmAnew.as_view(), name="account_confirm_anew"),
    path("account/factors/", Factors.as_view(), name="mfa_index"),
    path("account/factors/app/", with_picture(App.as_view()), name="mfa_activate_totp"),
    path("account/factors/app/remove/", RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/factors/passkeys/add/", with_script(AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("account/factors/passkeys/<slug:key>/remove/", RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("account/factors/recovery-codes/", RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("account/factors/recovery-codes/new/", NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
]
