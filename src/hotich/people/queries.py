"""Read accounts, where they work, and what a file of accounts would do."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from hotich.ledger.models import Line
from hotich.ledger.queries import of_subject
from hotich.people import access, pledge, rows
from hotich.people.errors import NotAllowed, NotThere
from hotich.people.models import AccountsFile, Pledge, Role, RoleName, User
from hotich.rules import names
from hotich.units.models import Unit


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Return the full names behind the ledger's "user:…", as far as there are such accounts."""
    ids = [actor[5:] for actor in actors if actor.startswith("user:") and actor[5:].isdecimal()]
    return {user.actor: user.full_name for user in User.objects.filter(pk__in=ids)}


def home_unit(user: User) -> Unit | None:
    """Return the unit a person works in: that of their oldest role of today, else of their last."""
    today = timezone.localdate()
    roles = user.roles.select_related("unit")
    role = roles.filter(_on(today)).order_by("pk").first() or roles.order_by("-pk").first()
    return role.unit if role else None


def _on(day: datetime.date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


def has_namesake(full_name: str, unit: Unit) -> bool:
    """Tell whether a person of this name works or worked in the unit."""
    wanted = names.canonical(full_name)
    alike = User.objects.filter(roles__unit=unit, search__startswith=f"{names.fold(full_name)} ")
    return any(names.canonical(user.full_name) == wanted for user in alike)


def holds_any(user: User, roles: Iterable[str]) -> bool:
    """Tell whether the person holds one of these roles today, wherever."""
    return user.roles.filter(_on(timezone.localdate()), name__in=list(roles)).exists()


def has_pledged(user: User) -> bool:
    """Tell whether the person accepted the pledge as it stands now."""
    return Pledge.objects.filter(user=user, version=pledge.CURRENT.version).exists()


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the ledger about an account."""

    line: Line
    by: str


def history(person: User) -> list[Deed]:
    """Return the newest 30 ledger lines about an account but sign-ins, with who did it."""
    lines = list(of_subject(person.actor).exclude(verb="sign_in").order_by("-id")[:30])
    known = names_of({line.actor for line in lines})
    return [Deed(line, known.get(line.actor, "")) for line in lines]


# The list


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list of people is narrowed to; "" and None narrow nothing."""

    text: str = ""
    role: str = ""
    force: str = ""
    state: str = ""
    unit: Unit | None = None


STATES = ("active", "first", "locked", "ended")


def visible(user: User) -> QuerySet[User]:
    """Return the accounts a person may see: of their units, also past; none without the right."""
    units = access.units(user, "see_people").values("pk")
    seen = Q(Exists(Role.objects.filter(user=OuterRef("pk"), unit__in=units)))
    if any(role.name == RoleName.ADMINISTRATOR for role in access.managing(user)):
        seen |= ~Q(Exists(Role.objects.filter(user=OuterRef("pk"))))
    return User.objects.filter(seen)


def people(user: User, wanted: Wanted) -> QuerySet[User]:
    """Return the visible accounts that are wanted, in the Vietnamese order of names, with
    ``standing``: their roles of today and to come. Raises NotAllowed.
    """
    if not access.may_anywhere(user, "see_people"):
        raise NotAllowed
    found = visible(user)
    for part in names.fold(wanted.text).split():
        found = found.filter(search__contains=part)
    if wanted.force:
        found = found.filter(force=wanted.force)
    today = timezone.localdate()
    current = Role.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today))
    mine = current.filter(user=OuterRef("pk"))
    if wanted.unit or wanted.role:
        narrowed = mine if wanted.state != "ended" else Role.objects.filter(user=OuterRef("pk"))
        if wanted.unit:
            narrowed = narrowed.filter(unit__path__startswith=wanted.unit.path)
        if wanted.role:
            narrowed = narrowed.filter(name=wanted.role)
        found = found.filter(Exists(narrowed))
    if wanted.state == "locked":
        found = found.filter(is_active=False)
    elif wanted.state == "first":
        found = found.filter(is_active=True, must_change_password=True)
    elif wanted.state == "active":
        found = found.filter(Exists(mine), is_active=True)
    elif wanted.state == "ended":
        found = found.exclude(Exists(mine))
    shown = current.select_related("unit").order_by("valid_from", "pk")
    return found.order_by("sort", "pk").prefetch_related(
        Prefetch("roles", queryset=shown, to_attr="standing")
    )


def person(user: User, pk: int) -> User:
    """Return an account the person may see; NotThere otherwise."""
    found = visible(user).filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found


def roles_of(person: User) -> QuerySet[Role]:
    """Return every role a person holds or held, the newest first."""
    return person.roles.select_related("unit").order_by("-valid_from", "-pk")


def role(user: User, pk: int) -> Role:
    """Return a role of an account the person may see; NotThere otherwise."""
    found = Role.objects.select_related("user", "unit").filter(pk=pk).first()
    if found is None or not visible(user).filter(pk=found.user_id).exists():
        raise NotThere
    return found


def units_managed(user: User, day: datetime.date | None = None) -> QuerySet[Unit]:
    """Return the units of a day (today) in which the person may open accounts, as a tree."""
    day = day or timezone.localdate()
    valid = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
    return access.units(user, "manage_people").filter(valid).order_by("path")


def roles_to_give(user: User) -> list[str]:
    """Return the roles a person may give somewhere, in the order of the house."""
    reach = {name for role in access.managing(user) for name in access.GRANTABLE[role.name]}
    return [name for name in RoleName.values if name in reach]


def waiting_file(user: User) -> AccountsFile | None:
    """Return the file of accounts that the person has uploaded and not yet confirmed."""
    return AccountsFile.objects.filter(by=user).first()


# What a file of accounts would do


@dataclass(frozen=True, slots=True)
class Planned:
    """What one row would do: open | change | same | wrong, to whom and where."""

    row: rows.Row
    outcome: str
    username: str = ""
    user: User | None = None
    unit: Unit | None = None

    def words(self) -> dict[str, str]:
        """Return the row's codes as words of the template."""
        return {
            "role": rows.ROLES.get(self.row.role, ""),
            "force": rows.FORCES.get(self.row.force, ""),
        }

    def problems(self, language: str) -> list[str]:
        """Return a sentence for each problem."""
        return [rows.sentence(code, language) for code in self.row.problems]


OUTCOMES = ("open", "change", "same", "wrong")


def plan(by: User | None, wanted: Iterable[rows.Row]) -> list[Planned]:
    """Say what each row would do now; ``by`` None: the system, which may do all of it.

    Writes nothing; a fixed number of queries.

    A row with a sign-in name is about that account; one without is about the only person of that
    name who works or worked in the unit, else about a new one.
    """
    wanted = list(wanted)
    repeated = rows.repeats(wanted)
    look = _Look(by, wanted)
    taken = set(User.objects.values_list("username", flat=True))
    planned: list[Planned] = []
    for row in wanted:
        if row.number in repeated:
            row = replace(row, problems=(*row.problems, repeated[row.number]))
        one = look.judge(row)
        if one.outcome == "open" and not one.username:
            made = rows.made_username(row.full_name, row.unit_code, taken)
            one = replace(one, username=made)
        taken.add(one.username)
        planned.append(one)
    return planned


def plan_of(by: User, file: AccountsFile) -> list[Planned]:
    """Say what the rows of a waiting file would do now."""
    return plan(by, [rows.Row.from_json(row) for row in file.rows])


class _Look:
    """What the database knows about the rows of a file, read once."""

    def __init__(self, by: User | None, wanted: list[rows.Row]) -> None:
        self.today = timezone.localdate()
        self.managing = access.managing(by) if by else []
        self.by = by
        self.units: dict[str, list[Unit]] = defaultdict(list)
        for unit in Unit.objects.filter(code__in={row.unit_code for row in wanted}):
            self.units[unit.code].append(unit)
        named = Q(username__in={row.username for row in wanted if row.username})
        accounts = (
            User.objects.filter(named | Q(roles__unit__code__in=set(self.units)))
            .distinct()
            .prefetch_related(Prefetch("roles", queryset=Role.objects.select_related("unit")))
        )
        self.by_username = {user.username: user for user in accounts}
        self.by_name: dict[tuple[str, str], list[User]] = defaultdict(list)
        for user in self.by_username.values():
            for code in {role.unit.code for role in user.roles.all()}:
                self.by_name[names.canonical(user.full_name), code].append(user)

    def judge(self, row: rows.Row) -> Planned:
        """Say what one row would do, or what is wrong with it."""
        problems = list(row.problems)
        unit = self._unit(row)
        if unit is None:
            problems.append("unit")
        elif self.by and not any(unit.path.startswith(r.unit.path) for r in self.managing):
            problems.append("unit_not_yours")
        elif self.by and row.role and not access.reaches(self.managing, row.role, unit):
            problems.append("role_above")
        user = self._user(row, problems)
        if problems or unit is None:
            wrong = replace(row, problems=tuple(dict.fromkeys(problems)))
            return Planned(wrong, "wrong", row.username)
        if user is None:
            return Planned(row, "open", row.username, unit=unit)
        changes = self._changes(row, user, unit)
        return Planned(row, "change" if changes else "same", user.username, user, unit)

    def _unit(self, row: rows.Row) -> Unit | None:
        day = max(row.day("valid_from") or self.today, self.today)
        valid = (
            unit
            for unit in self.units.get(row.unit_code, [])
            if unit.valid_from <= day and (unit.valid_to is None or unit.valid_to > day)
        )
        return next(valid, None)

    def _user(self, row: rows.Row, problems: list[str]) -> User | None:
        name = names.canonical(row.full_name)
        if row.username:
            user = self.by_username.get(row.username)
            if user and names.canonical(user.full_name) != name:
                problems.append("other_person")
                return None
        else:
            found = self.by_name.get((name, row.unit_code), [])
            if len(found) > 1:
                problems.append("namesakes")
                return None
            user = found[0] if found else None
        if user and not self._manages(user):
            problems.append("person_not_yours")
        elif user and not user.is_active:
            problems.append("locked")
        return user

    def _manages(self, user: User) -> bool:
        if self.by is None:
            return True
        held = list(user.roles.all())
        held.sort(key=lambda r: (r.valid_from, r.pk), reverse=True)
        current = [r for r in held if r.valid_to is None or r.valid_to >= self.today] or held[:1]
        if user.pk == self.by.pk:
            return False
        if not current:
            return any(r.name == RoleName.ADMINISTRATOR for r in self.managing)
        return all(access.reaches(self.managing, r.name, r.unit) for r in current)

    def _changes(self, row: rows.Row, user: User, unit: Unit) -> bool:
        if row.force and row.force != user.force:
            return True
        first, last = row.day("valid_from") or self.today, row.day("valid_to")
        return not any(covers(r, first, last) for r in user.roles.all()
                       if r.unit_id == unit.pk and r.name == row.role)  # fmt: skip


def covers(role: Role, first: datetime.date, last: datetime.date | None) -> bool:
    """Tell whether a role is valid on every day from the first to the last (None: for good)."""
    if role.valid_from > first:
        return False
    return role.valid_to is None or (last is not None and role.valid_to >= last)
