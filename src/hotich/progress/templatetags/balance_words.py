"""Words of the account and of the ledger."""

from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotich.people.templatetags.people_words import DEEDS
from hotich.progress.queries import Balance
from hotich.rules.transitions import BALANCE
from hotich.web.states import STATES

register = template.Library()

NOTES = {
    "missing_explained": gettext_lazy(
        "nhảy số, trang rách hoặc mất, đã hủy: có người chịu trách nhiệm"
    ),
    "missing": gettext_lazy("phải bằng 0 thì mới duyệt được sổ"),
    "unscanned": gettext_lazy("chưa có ảnh, sổ chưa báo quét xong"),
    "to_key": gettext_lazy("đã có ảnh, chờ người nhập lần 1 hoặc lần 2"),
    "in_keying": gettext_lazy("có người đang giữ, quá 30 phút tự trả lại"),
    "set_aside": gettext_lazy("người nhập để lại cho người có kinh nghiệm"),
    "to_settle": gettext_lazy("hai lần nhập khác nhau, chờ người thứ ba"),
    "in_review": gettext_lazy("hai người đã khớp, chờ duyệt cả quyển"),
    "returned": gettext_lazy("phải nhập lại hai lần"),
    "approved": gettext_lazy("chờ người đứng đầu hoặc Sở cho gửi"),
    "waiting": gettext_lazy("đã gửi đi, chưa có câu trả lời"),
    "accepted": gettext_lazy("có mã tiếp nhận từng mục"),
    "refused": gettext_lazy("có mã lý do, mở ra để sửa rồi gửi lại"),
    "unknown": gettext_lazy("mất câu trả lời, đang hỏi lại theo mã, không gửi mù"),
    "held": gettext_lazy("gửi hỏng nhiều lần, chờ người xem"),
    "other_route": gettext_lazy("Bộ đã có từ đợt trước hoặc từ phần mềm của Bộ"),
}

VERBS = {
    "found_unit": gettext_lazy("Lập đơn vị"),
    "record_unit_change": gettext_lazy("Ghi thay đổi của đơn vị"),
    "apply_unit_change": gettext_lazy("Thay đổi của đơn vị có hiệu lực"),
    "withdraw_unit_change": gettext_lazy("Thu hồi thay đổi của đơn vị"),
    "open_account": gettext_lazy("Mở tài khoản"),
    "give_role": gettext_lazy("Giao vai trò"),
    "register_book": gettext_lazy("Ghi sổ vào danh mục"),
    "change_layout": gettext_lazy("Đổi mẫu trang của sổ"),
    "close_scanning": gettext_lazy("Báo quét xong"),
    "reopen_scanning": gettext_lazy("Mở lại việc quét"),
    "add_scan": gettext_lazy("Nhận tệp quét"),
    "read_scan": gettext_lazy("Đọc tệp quét, tách trường hợp"),
    "refuse_scan": gettext_lazy("Từ chối tệp quét"),
    "lease_batch": gettext_lazy("Nhận lô nhập"),
    "return_lease": gettext_lazy("Trả lô nhập"),
    "save_keying": gettext_lazy("Lưu lần nhập"),
    "set_aside": gettext_lazy("Để xử lý sau"),
    "load_samples": gettext_lazy("Nạp sổ mẫu để nhập thử"),
    "pass_practice": gettext_lazy("Đạt bài nhập thử"),
    "excuse_from_practice": gettext_lazy("Miễn bài nhập thử"),
    "resume": gettext_lazy("Trả về kho nhập"),
    "set_sharing": gettext_lazy("Đặt việc dùng kho chung"),
    "ask_help": gettext_lazy("Đề nghị giúp nhập"),
    "end_help": gettext_lazy("Thôi đề nghị giúp"),
    "set_risk": gettext_lazy("Đặt mức lo chậm của các đơn vị"),
    "set_aim": gettext_lazy("Đặt mục tiêu của mình"),
    "settle_difference": gettext_lazy("Phân xử một chỗ"),
    "send_up": gettext_lazy("Chuyển người có kinh nghiệm"),
    "take_back_answer": gettext_lazy("Lấy lại câu trả lời"),
    "verify": gettext_lazy("Kiểm theo ảnh"),
    "agree": gettext_lazy("Khớp thành bản ghi"),
    "take_over": gettext_lazy("Nhận bản ghi từ tệp"),
    "raise_alert": gettext_lazy("Báo động xem hàng loạt"),
    "answer_alert": gettext_lazy("Xác minh cảnh báo xem"),
    "correct": gettext_lazy("Sửa bản ghi"),
    "return_entry": gettext_lazy("Trả lại để nhập lại"),
    "accept_finding": gettext_lazy("Xác nhận điểm lạ"),
    "explain_missing": gettext_lazy("Giải trình số thiếu"),
    "withdraw_explanation": gettext_lazy("Rút lại giải trình số thiếu"),
    "approve_book": gettext_lazy("Duyệt sổ"),
    "reopen_entry": gettext_lazy("Mở lại trường hợp"),
    "queue_package": gettext_lazy("Xếp hàng gửi"),
    "write_package": gettext_lazy("Lập gói"),
    "refuse_package": gettext_lazy("Không lập được gói"),
    "deliver_package": gettext_lazy("Cho gửi gói"),
    "delivery_accept": gettext_lazy("Bộ nhận"),
    "delivery_refuse": gettext_lazy("Bộ từ chối"),
    "delivery_lose": gettext_lazy("Mất câu trả lời"),
    "delivery_retry": gettext_lazy("Gửi lại sau"),
    "delivery_hold": gettext_lazy("Tạm giữ"),
    "release_held": gettext_lazy("Cho thử lại"),
}

SUBJECTS = {
    "book": gettext_lazy("quyển"),
    "entry": gettext_lazy("trường hợp"),
    "delivery": gettext_lazy("lần gửi"),
    "user": gettext_lazy("tài khoản"),
    "unit": gettext_lazy("đơn vị"),
}


@register.simple_tag
def about(subject: str) -> str:
    """Say what a line of the ledger is about: "book:2" is "quyển #2"."""
    kind, _colon, key = subject.partition(":")
    return f"{SUBJECTS[kind]} #{key}" if kind in SUBJECTS else subject


@register.simple_tag
def places_of(balance: Balance, place: str) -> int:
    """Return how many entries of a balance are in a place."""
    return balance.places[place]


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A line of the account: how it is joined to the one above, how many, where, and what it means.

    ``kind`` is "in" for a part of the line above it; ``place`` is "" for a line that only sums up.
    """

    kind: str
    op: str
    place: str
    n: int
    label: str
    note: str


_ALWAYS = ("missing", "accepted")  # said even when there is none
_SENT = ("waiting", "accepted", "refused", "unknown", "held")


@register.simple_tag
def account_lines(balance: Balance) -> list[AccountLine]:
    """Return the lines between what must be there and what cannot be explained."""
    places = [place for place in BALANCE if balance.places[place] or place in _ALWAYS]
    sent = [place for place in places if place in _SENT]
    lines: list[AccountLine] = []
    for place in places:
        op = "+" if lines else "="
        if len(sent) > 1 and place == sent[0]:
            whole = sum(balance.places[one] for one in sent)
            lines.append(AccountLine("", op, "", whole, _("Đã gửi Bộ"), ""))
        part = len(sent) > 1 and place in sent
        word, note = str(STATES[place].word), str(NOTES[place])
        lines.append(
            AccountLine(
                "in" if part else "", "" if part else op, place, balance.places[place], word, note
            )
        )
    return lines


@register.simple_tag
def verb(name: str) -> str:
    """Say an act of the ledger in the officer's words."""
    return str(VERBS.get(name) or DEEDS.get(name) or name)
