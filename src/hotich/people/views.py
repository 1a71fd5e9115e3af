"""Pages of people: the list, one person and what is done to their account, the import by Excel."""

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from hotich.people import access, actions, forms, queries, secondfactor, sheet
from hotich.people.errors import FileTooLarge, NotAllowed, TooManyTries
from hotich.people.models import Force, Role, RoleName, User
from hotich.people.request import Request
from hotich.people.slips import Slip
from hotich.rules.errors import Refused

PAGE = 50
TEXT_KEY = "people_text"  # what is searched for stays out of the address
WAIT_MINUTES = {"change_password": 5, "reset_password": 60}


def count_try(request: Request, action: str) -> None:
    """Count one try of an account; raises TooManyTries above the limit in the settings."""
    if not ratelimit.consume(request, action=action, user=request.user):
        raise TooManyTries(minutes=WAIT_MINUTES[action])


def may_manage_somebody(request: Request) -> None:
    """Raise NotAllowed for whoever manages nobody."""
    if not access.may_anywhere(request.user, "manage_people"):
        raise NotAllowed


def people(request: Request) -> HttpResponse:
    """List the people of one's units; a name to search for is posted and kept in the session."""
    if not access.may_anywhere(request.user, "see_people"):
        raise NotAllowed
    if request.method == "POST":
        request.session[TEXT_KEY] = request.POST.get("text", "")[:100]
        return redirect(request.get_full_path())
    units = list(access.units(request.user, "see_people").order_by("path"))
    chosen = {name: request.GET.get(name, "") for name in ("role", "force", "state", "unit")}
    text = request.session.get(TEXT_KEY, "")
    wanted = queries.Wanted(
        text=text,
        role=chosen["role"],
        force=chosen["force"],
        state=chosen["state"],
        unit=next((unit for unit in units if str(unit.pk) == chosen["unit"]), None),
    )
    found = Paginator(queries.people(request.user, wanted), PAGE)
    context = {
        "page": found.get_page(request.GET.get("page")),
        "text": text,
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "units": [(unit.pk, unit.name) for unit in units],
        "roles": RoleName.choices,
        "forces": Force.choices,
        "states": _states(),
        "can_manage": access.may_anywhere(request.user, "manage_people"),
    }
    return render(request, "people/people.html", context)


def _states() -> list[tuple[str, str]]:
    return [
        ("active", _("đang làm")),
        ("first", _("chưa đổi mật khẩu lần đầu")),
        ("locked", _("đang khóa")),
        ("ended", _("không còn vai trò")),
    ]


def open_person(request: Request) -> HttpResponse:
    """Show the form of a new account, or open it and show its slip."""
    may_manage_somebody(request)
    form = forms.PersonForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            slip = actions.open_person(by=request.user, name=data.pop("role"), **data)
        except Refused as why:
            form.add_error(None, why.text(get_language() or "vi"))
        else:
            return slips(request, [slip])
    status = 400 if form.errors else 200
    return render(request, "people/open.html", {"form": form}, status=status)


def slips(request: Request, made: list[Slip], counts: dict[str, int] | None = None) -> HttpResponse:
    """Print the slips of an act: the only time that these passwords are seen."""
    context = {"slips": made, "counts": counts, "address": request.build_absolute_uri("/")}
    answer = render(request, "people/slips.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_GET
def person(request: Request, user_id: int) -> HttpResponse:
    """Show a person: roles and their history, and what the viewer may do to the account."""
    return _person(request, queries.person(request.user, user_id))


def _person(
    request: Request, person: User, status: int = 200, **bound: forms.forms.Form
) -> HttpResponse:
    manages = access.may_manage(request.user, person)
    roles = list(queries.roles_of(person))
    edit = {"full_name": person.full_name, "force": person.force}
    context: dict[str, Any] = {
        "person": person,
        "roles": roles,
        "today": timezone.localdate(),
        "manages": manages,
        "endable": _endable(request.user, roles),
        "pledge": person.pledges.order_by("-accepted_at").first(),
        "factors": secondfactor.kinds(person),
        "history": queries.history(person),
        "give": bound.get("give") or forms.RoleForm(request.user),
        "edit": bound.get("edit") or forms.EditForm(initial=edit),
    }
    if manages and len(queries.units_managed(request.user)[:2]) > 1:
        context["move"] = bound.get("move") or forms.MoveForm(request.user, person)
    return render(request, "people/person.html", context, status=status)


def _endable(user: User, roles: list[Role]) -> set[int]:
    """Return which of somebody's roles the user may end."""
    by = access.managing(user)
    return {
        role.pk
        for role in roles
        if role.user_id != user.pk and access.reaches(by, role.name, role.unit)
    }


def _act(
    request: Request,
    person: User,
    which: str,
    form: forms.forms.Form,
    do: Callable[[dict[str, Any]], object],
    done: str,
) -> HttpResponse:
    """Do what a form on a person's page says and return there; its refusal is shown in the form."""
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except Refused as why:
            if why.status == 403:
                raise
            form.add_error(None, why.text(get_language() or "vi"))
        else:
            messages.success(request, done)
            return redirect("person", person.pk)
    return _person(request, person, 400, **{which: form})


def _manage(request: Request, user_id: int) -> User:
    person = queries.person(request.user, user_id)
    access.require_person(request.user, person)
    return person


@require_POST
def edit_person(request: Request, user_id: int) -> HttpResponse:
    """Correct a name or a force."""
    person = _manage(request, user_id)
    form = forms.EditForm(request.POST)
    return _act(request, person, "edit", form,
                lambda data: actions.edit_person(by=request.user, user=person, **data),
                _("Đã lưu thông tin."))  # fmt: skip


@require_POST
def give_role(request: Request, user_id: int) -> HttpResponse:
    """Give one more role."""
    person = _manage(request, user_id)
    form = forms.RoleForm(request.user, request.POST)
    return _act(request, person, "give", form,
                lambda data: actions.give_role(
                    by=request.user, user=person, name=data.pop("role"), **data),
                _("Đã giao vai trò."))  # fmt: skip


@require_POST
def move_person(request: Request, user_id: int) -> HttpResponse:
    """Move a person to another unit."""
    person = _manage(request, user_id)
    form = forms.MoveForm(request.user, person, request.POST)
    return _act(request, person, "move", form,
                lambda data: actions.move_person(by=request.user, user=person, **data),
                _("Đã chuyển đơn vị."))  # fmt: skip


@require_POST
def end_role(request: Request, role_id: int) -> HttpResponse:
    """End a role now."""
    role = queries.role(request.user, role_id)
    actions.end_role(by=request.user, role=role)
    messages.success(request, _("Đã kết thúc vai trò. Lô đang giữ vẫn được làm xong."))
    return redirect("person", role.user_id)


@require_POST
def reset_password(request: Request, user_id: int) -> HttpResponse:
    """Give a new first password: the answer is its slip."""
    person = _manage(request, user_id)
    count_try(request, "reset_password")
    slip = actions.reset_password(by=request.user, user=person)
    forget_failures(request, person)
    return slips(request, [slip])


def forget_failures(request: Request, person: User) -> None:
    """Let a person sign in at once whose account was closed for a while by wrong passwords."""
    key = f"{request.get_host()}:{person.username.lower()}"
    ratelimit.clear(request, action="login_failed", key=key)


@require_POST
def lock_account(request: Request, user_id: int) -> HttpResponse:
    """Lock an account, or with ``open`` unlock it."""
    person = _manage(request, user_id)
    if request.POST.get("open"):
        actions.unlock_account(by=request.user, user=person)
        messages.success(request, _("Đã mở khóa tài khoản."))
    else:
        actions.lock_account(by=request.user, user=person)
        messages.success(request, _("Đã khóa tài khoản. Mọi phiên đăng nhập đã kết thúc."))
    return redirect("person", person.pk)


@require_POST
def remove_factors(request: Request, user_id: int) -> HttpResponse:
    """Take away the second factors of a person who lost theirs."""
    person = _manage(request, user_id)
    actions.remove_second_factors(by=request.user, user=person)
    messages.success(request, _("Đã gỡ xác thực hai lớp. Người này đăng nhập lại rồi bật lại."))
    return redirect("person", person.pk)


# Accounts by Excel


# The body is read only after sign-in, access and size are checked: the CSRF check would read it
# first, so it runs inside.
@csrf_exempt
def import_accounts(request: Request) -> HttpResponse:
    """Show the page of the import with the report of the waiting file, or take a file in."""
    may_manage_somebody(request)
    if request.method == "POST":
        length = request.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > sheet.MOST_BYTES + 2**16:
            raise FileTooLarge(limit_mb=sheet.MOST_BYTES // 2**20)
        return _take_file(request)
    return _import_page(request, forms.AccountsFileForm())


@csrf_protect
def _take_file(request: Request) -> HttpResponse:
    form = forms.AccountsFileForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            found = sheet.read(upload, timezone.localdate())
            actions.read_accounts_file(by=request.user, name=upload.name or "", found=found)
        except Refused as why:
            form.add_error("file", why.text(get_language() or "vi"))
        else:
            return redirect("import_accounts")
    return _import_page(request, form, 400)


def _import_page(request: Request, form: forms.AccountsFileForm, status: int = 200) -> HttpResponse:
    waiting = queries.waiting_file(request.user)
    language = get_language() or "vi"
    planned = queries.plan_of(request.user, waiting) if waiting else []
    counts = {o: sum(p.outcome == o for p in planned) for o in queries.OUTCOMES}
    context = {
        "form": form,
        "waiting": waiting,
        "counts": counts,
        "lines": [(p, p.problems(language), p.words()) for p in planned],
        "to_do": counts["open"] + counts["change"],
    }
    return render(request, "people/import.html", context, status=status)


@require_POST
def confirm_import(request: Request) -> HttpResponse:
    """Open the accounts of the waiting file; the answer is their slips."""
    may_manage_somebody(request)
    made, counts = actions.open_accounts(by=request.user)
    if made:
        return slips(request, made, counts)
    messages.success(request, _("Đã xong: không có tài khoản nào mới phải mở."))
    return redirect("people")


@require_GET
def import_template(request: Request) -> HttpResponse:
    """Send the Excel file to fill in, with the codes of one's own units."""
    may_manage_somebody(request)
    codes = [(unit.code, unit.name) for unit in queries.units_managed(request.user)]
    content = sheet.template(codes, queries.roles_to_give(request.user))
    answer = HttpResponse(
        content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="tai-khoan.xlsx"'
    return answer
