"""What can go wrong while hotich sets itself up and starts, and what to do then."""

from hotich.rules.errors import Refused


class DatabaseUnavailable(Refused):
    """The embedded database cannot be had; ``reason`` says why."""

    code = "config.database"
    status = 503
    vi = "Cơ sở dữ liệu đi kèm chưa chạy được ({reason}); hãy xem nhật ký {log} rồi chạy lại."
    en = "The built-in database does not run ({reason}); see the log {log}, then try again."


class SocketFolderTaken(Refused):
    """The folder of our socket is somebody else's, or open to others."""

    code = "config.socket_folder"
    status = 503
    vi = "Thư mục {path} là của người khác hoặc đang mở cho người khác; hãy xóa đi rồi chạy lại."
    en = "The folder {path} is somebody else's or open to others; remove it, then try again."


class ChildNotReady(Refused):
    """A process of ours was started and did not become ready in time."""

    code = "config.child_not_ready"
    status = 503
    vi = "Tiến trình “{name}” chưa chạy được; hãy xem nhật ký {log} rồi chạy lại."
    en = "The process “{name}” did not get ready; see the log {log}, then try again."


class PortTaken(Refused):
    """Another program listens where we want to."""

    code = "config.port_taken"
    status = 503
    vi = "Cổng {port} đang có chương trình khác dùng; hãy dừng nó hoặc chọn cổng khác bằng --port."
    en = "Port {port} is in use by another program; stop it or choose another with --port."


class StillRunning(Refused):
    """Data are to be thrown away that a running hotich uses."""

    code = "config.still_running"
    status = 409
    vi = "Dữ liệu ở {home} đang được dùng; hãy dừng hotich đang chạy (Ctrl+C) rồi thử lại."
    en = "The data in {home} are in use; stop the running hotich (Ctrl+C), then try again."
