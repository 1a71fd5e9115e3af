"""Words of the account and of the ledger."""

from django import template
from django.utils.translation import gettext_lazy

from hotich.progress.queries import Balance

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
    "open_account": gettext_lazy("Mở tài khoản"),
    "give_role": gettext_lazy("Giao vai trò"),
    "register_book": gettext_lazy("Ghi sổ vào danh mục"),
    "close_scanning": gettext_lazy("Báo quét xong"),
    "reopen_scanning": gettext_lazy("Mở lại việc quét"),
    "add_scan": gettext_lazy("Nhận tệp quét"),
    "read_scan": gettext_lazy("Đọc tệp quét, tách trường hợp"),
    "refuse_scan": gettext_lazy("Từ chối tệp quét"),
    "lease_batch": gettext_lazy("Nhận lô nhập"),
    "save_keying": gettext_lazy("Lưu lần nhập"),
    "set_aside": gettext_lazy("Để xử lý sau"),
    "resume": gettext_lazy("Trả về kho nhập"),
    "settle_difference": gettext_lazy("Phân xử một chỗ"),
    "agree": gettext_lazy("Khớp thành bản ghi"),
    "take_over": gettext_lazy("Nhận bản ghi từ tệp"),
    "raise_alert": gettext_lazy("Báo động xem hàng loạt"),
    "answer_alert": gettext_lazy("Xác minh cảnh báo xem"),
    "correct": gettext_lazy("Sửa bản ghi"),
    "return_entry": gettext_lazy("Trả lại để nhập lại"),
    "accept_finding": gettext_lazy("Xác nhận điểm lạ"),
    "explain_missing": gettext_lazy("Giải trình số thiếu"),
    "approve_book": gettext_lazy("Duyệt sổ"),
    "reopen_entry": gettext_lazy("Mở lại trường hợp"),
    "queue_package": gettext_lazy("Xếp hàng gửi"),
    "write_package": gettext_lazy("Lập gói"),
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


@register.simple_tag
def place_note(place: str) -> str:
    """Say what a place of the account means."""
    return str(NOTES[place])


@register.simple_tag
def verb(name: str) -> str:
    """Say an act of the ledger in the officer's words."""
    return str(VERBS.get(name, name))
