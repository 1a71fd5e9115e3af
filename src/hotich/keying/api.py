"""The station's API: JSON for the page that keys, docs/api.md.

Every refusal is {"code", "text"} in the person's language, with its status. The session signs in;
a change needs the CSRF token that ``me/`` gives.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import get_language
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from ninja.security import SessionAuth
from pydantic import Field, WithJsonSchema
from pydantic import ValidationError as NotAnItem

from hotich.keying import actions, pace, practice, queries, station, words
from hotich.keying.errors import NoneToGive, OldPage, Unreadable
from hotich.people import access
from hotich.people.request import Request
from hotich.rules.errors import Refused
from hotich.rules.export import browser
from hotich.rules.registers import KINDS
from hotich.web.middleware import refusal

MOST_ITEMS = 20
CACHED = "private, max-age=86400, immutable"


class Keyers(SessionAuth):
    """Lets in who may key somewhere."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = super().authenticate(request, key)
        if user:
            access.require_anywhere(user, "key")
        return user


# No page of documentation, which would load its script from elsewhere: docs/api.md.
api = NinjaAPI(title="hotich", version="1", auth=SessionAuth(), docs_url=None, openapi_url=None)


class Timings(Schema):
    """As the station measured them, by its own clock."""

    started: datetime | None = None
    finished: datetime | None = None
    active_ms: int = Field(default=0, ge=0, le=86_400_000)
    keys: int = Field(default=0, ge=0, le=1_000_000)


class Item(Schema):
    """An entry keyed, or set aside with a reason."""

    id: UUID
    entry: int = Field(ge=1, le=2**63 - 1)
    lease: int | str | None = None
    round: int = Field(1, ge=1, le=32767)
    aside: str | None = Field(None, max_length=1000)
    values: dict[str, str] = Field(default_factory=dict, max_length=200)
    flags: dict[str, str] = Field(default_factory=dict, max_length=200)
    accepted: list[Annotated[str, Field(max_length=300)]] = Field([], max_length=100)
    timings: Timings = Timings()


Unread = Annotated[dict[str, Any], WithJsonSchema(Item.model_json_schema())]


class Items(Schema):
    """Read one by one: an item that cannot be read never stops the others."""

    items: list[Unread] = Field(min_length=1, max_length=MOST_ITEMS)


class Wish(Schema):
    """What batch a person would like: of a book, or of whichever the server picks."""

    book: int | None = Field(None, ge=1, le=2**63 - 1)
    size: int = Field(actions.BATCH, ge=10, le=25)
    away: bool = False


class Answer(Schema):
    id: str
    status: int
    code: str
    text: str = ""


class Answers(Schema):
    answers: list[Answer]
    left_s: dict[str, int]


class Me(Schema):
    user: dict[str, int | str]
    csrf: str
    now: datetime
    practice: str
    leases: list[int]
    today: int
    aim: int | None
    language: str


@api.exception_handler(Refused)
def refused(request: HttpRequest, why: Refused) -> HttpResponse:
    """Answer a refusal with its sentence."""
    return refusal(request, why)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, why: ValidationError) -> HttpResponse:
    """Answer a body that is not what the API takes."""
    return refusal(request, Unreadable(where=_places(why.errors)))


@api.exception_handler(RequestDataTooBig)
def too_long(request: HttpRequest, why: RequestDataTooBig) -> HttpResponse:
    """Answer a body beyond DATA_UPLOAD_MAX_MEMORY_SIZE."""
    return refusal(request, Unreadable(where="body"))


@api.exception_handler(HttpError)
def wrong(request: HttpRequest, why: HttpError) -> HttpResponse:
    """Answer what ninja itself refuses: no CSRF token, a body that is no JSON."""
    return refusal(request, OldPage() if why.status_code == 403 else Unreadable(where="body"))


def _places(errors: Iterable[Any]) -> str:
    """Return where a body is wrong, never what stood there."""
    places = {".".join(str(step)[:60] for step in error["loc"]) for error in errors}
    return ", ".join(sorted(places)[:5])


@api.get("me/", response=Me, url_name="station_me")
def me(request: Request) -> dict[str, Any]:
    """Who is signed in, the token for changes, and what they have in hand."""
    user = request.user
    return {
        "user": {"id": user.pk, "name": user.full_name},
        "csrf": get_token(request),
        "now": timezone.now(),
        "practice": practice.standing(user),
        "leases": queries.live_leases(user),
        "today": pace.today(user),
        "aim": pace.aim(user),
        "language": _language(),
    }


@api.post("leases/", auth=Keyers(), url_name="station_leases")
def take(request: Request, wish: Wish) -> dict[str, Any]:
    """Take a batch, or get what is in hand; ``none`` says why nothing new came."""
    user, before = request.user, queries.live_leases(request.user)
    book, pool = queries.book_to_key(user, wish.book, away=wish.away)
    lease = book and actions.lease_batch(
        by=user, book=book, size=wish.size, away=wish.away, pool=pool
    )
    leases = station.leases_of(user, _language())
    enough = lease and not wish.away and station.left_in(leases, lease.book_id) > queries.AHEAD
    if enough or (lease and lease.pk not in before):
        return {"leases": leases}
    return {"leases": leases, "none": _said(NoneToGive())}


def _said(why: Refused) -> dict[str, str]:
    return {"code": why.code, "text": why.text(_language())}


@api.post("leases/{int:lease_id}/renew/", url_name="station_renew")
def renew(request: Request, lease_id: int) -> dict[str, int]:
    """Go on holding a lease."""
    lease = actions.renew(by=request.user, lease=queries.own_lease(request.user, lease_id))
    return {"left_s": station.left_of(lease)}


@api.post("leases/{int:lease_id}/return/", url_name="station_return")
def give_back(request: Request, lease_id: int) -> dict[str, int]:
    """Give what is not keyed of a lease back to the others."""
    lease = queries.own_lease(request.user, lease_id)
    return {"returned": actions.return_lease(by=request.user, lease=lease)}


@api.post("keyings/", response=Answers, url_name="station_keyings")
def save(request: Request, sent: Items) -> dict[str, Any]:
    """Save up to twenty keyings, each exactly once; an answer for each, in their order."""
    read = [_read(raw, samples=False) for raw in sent.items]
    items = [_act(item) for item in read if isinstance(item, Item)]
    saved = iter(actions.save_keyings(by=request.user, items=items))
    answers = [next(saved) if isinstance(item, Item) else item for item in read]
    leases = {a.lease.pk: a.lease for a in answers if isinstance(a, actions.Answer) and a.lease}
    return {
        "answers": [_answer(a) if isinstance(a, actions.Answer) else a for a in answers],
        "left_s": {str(pk): station.left_of(lease) for pk, lease in leases.items()},
    }


def _read(raw: dict[str, Any], *, samples: bool) -> Item | dict[str, Any]:
    """Return an item, or the answer to one that is none: of a register, or of the samples."""
    try:
        item = Item.model_validate(raw)
    except NotAnItem as why:
        refused = Unreadable(where=_places(why.errors()))
    else:
        if samples or not isinstance(item.lease, str):
            return item
        refused = Unreadable(where="lease")  # a sample's number is some entry's number too
    return {"id": str(raw.get("id"))[:60], "status": refused.status, **_said(refused)}


def _act(item: Item) -> actions.Item:
    return actions.Item(
        id=item.id,
        entry=item.entry,
        round=item.round,
        lease=item.lease if isinstance(item.lease, int) else None,
        values=item.values,
        flags=item.flags,
        accepted=item.accepted,
        timings=item.timings.model_dump(mode="json"),
        aside=item.aside,
    )


def _answer(answer: actions.Answer) -> dict[str, Any]:
    why = answer.refused
    if why is None:
        return {"id": str(answer.id), "status": 200, "code": answer.said}
    return {"id": str(answer.id), "status": why.status, **_said(why)}


@api.get("practice/", auth=Keyers(), url_name="station_practice")
def lesson(request: Request, kind: str) -> dict[str, Any]:
    """Samples of a kind to practise on, in the shape of a lease."""
    return practice.lesson(request.user, kind, _language())


@api.post("practice/", auth=Keyers(), url_name="station_practised")
def practised(request: Request, sent: Items) -> dict[str, Any]:
    """Judge samples that were typed; ``passed`` is null while too few are."""
    read = [_read(raw, samples=True) for raw in sent.items]
    items = [
        {"id": item.id, "entry": item.entry, "values": item.values, "flags": item.flags}
        for item in read
        if isinstance(item, Item)
    ]
    told = practice.told(actions.record_trials(by=request.user, items=items), _language())
    judged = iter(told["answers"])
    return told | {"answers": [next(judged) if isinstance(i, Item) else i for i in read]}


@api.get("words/{int:book_id}/", url_name="station_words")
def book_words(
    request: Request, response: HttpResponse, book_id: int, v: str = ""
) -> dict[str, Any]:
    """The dictionaries of a book that is in hand; immutable by ``v``."""
    response.headers["Cache-Control"] = CACHED
    return words.words_of(request.user, queries.book_in_hand(request.user, book_id))


@api.get("rules/{kind}/", url_name="station_rules")
def rules(request: Request, response: HttpResponse, kind: str, v: str = "") -> dict[str, Any]:
    """The rules of a kind, for the same findings in the browser; immutable by ``v``."""
    if kind not in KINDS:
        raise Unreadable(where="kind")
    response.headers["Cache-Control"] = CACHED
    return browser.export_for_browser(kind)


def _language() -> str:
    return (get_language() or "vi")[:2]
