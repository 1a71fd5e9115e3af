"""Signing in and out, one's own account, other people's; pages of the library not named here stay
closed.
"""

from allauth.account.views import account_inactive, login, logout, reauthenticate
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.providers.openid_connect import views as oidc
from allauth.socialaccount.views import login_cancelled, login_error
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.cache import never_cache

from hotich.people import own, views
from hotich.people.secondfactor import only_if_on, with_line, with_passkeys

second_factor = [
    path("", only_if_on(mfa.index), name="mfa_index"),
    path("code/", mfa.authenticate, name="mfa_authenticate"),
    path("code-again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("app/", only_if_on(with_line(totp.activate_totp)), name="mfa_activate_totp"),
    path("app/off/", with_line(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("codes/", never_cache(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "codes/new/",
        only_if_on(with_line(codes.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
    path("keys/", only_if_on(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path(
        "keys/add/",
        only_if_on(with_passkeys(with_line(passkeys.add_webauthn))),
        name="mfa_add_webauthn",
    ),
    path("keys/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path(
        "keys/<int:key_id>/remove/",
        own.own_key(with_line(passkeys.remove_webauthn)),
        name="mfa_remove_webauthn",
    ),
    path(
        "keys/<int:key_id>/edit/",
        own.own_key(passkeys.edit_webauthn),
        name="mfa_edit_webauthn",
    ),
]

account = [
    path("", own.my_account, name="my_account"),
    path("password/", own.password, name="password"),
    path("pledge/", own.pledge_page, name="pledge"),
    path("again/", reauthenticate, name="account_reauthenticate"),
    path("second-factor/", include(second_factor)),
]

people = [
    path("", views.people, name="people"),
    path("open/", views.open_person, name="open_person"),
    path("import/", views.import_accounts, name="import_accounts"),
    path("import/confirm/", views.confirm_import, name="confirm_import"),
    path("import/template/", views.import_template, name="import_template"),
    path("<int:user_id>/", views.person, name="person"),
    path("<int:user_id>/edit/", views.edit_person, name="edit_person"),
    path("<int:user_id>/role/", views.give_role, name="give_role"),
    path("<int:user_id>/move/", views.move_person, name="move_person"),
    path("<int:user_id>/reset/", views.reset_password, name="reset_password"),
    path("<int:user_id>/lock/", views.lock_account, name="lock_account"),
    path("<int:user_id>/factors/", views.remove_factors, name="remove_factors"),
    path("role/<int:role_id>/end/", views.end_role, name="end_role"),
]

urlpatterns = [
    path("sign-in/", login, name="account_login"),
    path("sign-in/key/", login_not_required(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/oidc/", oidc.login, {"provider_id": "oidc"}, name="openid_connect_login"),
    path(
        "sign-in/oidc/back/", oidc.callback, {"provider_id": "oidc"}, name="openid_connect_callback"
    ),
    path("sign-in/oidc/error/", login_not_required(login_error), name="socialaccount_login_error"),
    path(
        "sign-in/oidc/cancelled/",
        login_not_required(login_cancelled),
        name="socialaccount_login_cancelled",
    ),
    path("sign-out/", logout, name="account_logout"),
    path("inactive/", account_inactive, name="account_inactive"),
    path("account/", include(account)),
    path("people/", include(people)),
]
