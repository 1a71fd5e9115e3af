"""What can go wrong when a file is kept."""

from hotich.rules.errors import Refused


class StorageFull(Refused):
    code = "files.storage_full"
    status = 507
    vi = (
        "Ổ đĩa của máy chủ đã đầy nên tệp chưa được lưu. Báo quản trị giải phóng chỗ rồi gửi "
        "lại tệp này."
    )
    en = (
        "The server's disk is full, so the file was not kept. Ask the administrator to free "
        "space, then send it again."
    )


class TooLarge(Refused):
    code = "files.too_large"
    status = 413
    vi = (
        "Tệp lớn hơn {limit_mb} MB nên không nhận. Hãy quét lại thành nhiều tệp nhỏ hơn, mỗi "
        "tệp vài chục trang."
    )
    en = (
        "The file is larger than {limit_mb} MB and was not taken. Scan it again as several "
        "smaller files."
    )


class Unreachable(Refused):
    code = "files.unreachable"
    status = 500
    vi = "Không mở được tệp {sha256} trên ổ lưu. Báo quản trị chạy “hotich check --files”."
    en = (
        "The file {sha256} cannot be opened on the storage. Ask the administrator to run "
        "“hotich check --files”."
    )
