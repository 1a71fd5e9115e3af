"""Open accounts and give roles."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from hotich.ledger import actions as ledger
from hotich.people.models import Role, RoleName, User
from hotich.units.models import Unit


def open_account(*, username: str, full_name: str, password: str) -> User:
    """Return the account with this name, opening it if there is none; sets the password then."""
    found = User.objects.filter(username=username).first()
    if found:
        return found
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, password, full_name=full_name)
            ledger.record(actor="system", verb="open_account", subject=f"user:{user.pk}")
    except IntegrityError:  # somebody else opened it at the same moment
        return User.objects.get(username=username)
    return user


def give_role(*, user: User, unit: Unit, name: RoleName) -> Role:
    """Let a person act in a unit from today on, also again; giving it twice changes nothing."""
    with transaction.atomic():
        role, made = Role.objects.get_or_create(
            user=user, unit=unit, name=name, defaults={"valid_from": timezone.localdate()}
        )
        ended = role.valid_to is not None
        if ended:
            Role.objects.filter(pk=role.pk).update(valid_to=None)
            role.valid_to = None
        if made or ended:
            ledger.record(
                actor="system",
                verb="give_role",
                subject=f"user:{user.pk}",
                unit=unit.code,
                detail={"role": str(name)},
            )
    return role
