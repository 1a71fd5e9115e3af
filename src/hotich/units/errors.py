"""What cannot be said of units. ``day`` is written dd.mm.yyyy."""

from hotich.rules.errors import Refused


class UnknownCode(Refused):
    """No unit has this code on this day; facts: code, day."""

    code = "units.unknown_code"
    vi = "Không có đơn vị nào mang mã {code} vào ngày {day}. Kiểm tra lại mã và ngày."
    en = "No unit has the code {code} on {day}. Check the code and the date."


class CodeTaken(Refused):
    """Two units would have one code at the same time; facts: code, name, day."""

    code = "units.code_taken"
    status = 409
    vi = (
        "Mã {code} vào ngày {day} đang là mã của {name}. Ghi việc kết thúc của đơn vị đó trước, "
        "hoặc dùng mã khác."
    )
    en = "On {day} the code {code} is that of {name}. Record the end of that unit first."


class NotValidThen(Refused):
    """A unit of a change does not exist on its day; facts: name, day."""

    code = "units.not_valid_then"
    status = 409
    vi = "Vào ngày {day}, {name} chưa thành lập hoặc đã kết thúc. Sửa ngày hoặc chọn đơn vị khác."
    en = "On {day} {name} does not exist. Change the date or choose another unit."


class LaterChange(Refused):
    """A unit of a change has a later one already; facts: name, day, later."""

    code = "units.later_change"
    status = 409
    vi = (
        "Với {name} đã ghi một thay đổi ngày {later}, sau ngày {day}. Ghi các thay đổi theo thứ tự "
        "thời gian: thu hồi thay đổi sau, ghi thay đổi này rồi ghi lại."
    )
    en = (
        "A change of {name} on {later}, after {day}, is recorded already. Withdraw it, record this "
        "one, then record it again."
    )


class InACircle(Refused):
    """A unit would lie below itself; facts: name, parent."""

    code = "units.in_a_circle"
    vi = "Không đặt {name} dưới {parent} được, vì {parent} đang thuộc {name}. Chọn đơn vị khác."
    en = "{name} cannot be put below {parent}, which lies below it. Choose another unit."


class WrongNumber(Refused):
    """A change with too few or too many units; facts: kind, sources, targets ("1", "2 …")."""

    code = "units.wrong_number"
    vi = (
        "Số đơn vị chưa đúng cho việc “{kind}”: cần {sources} đơn vị chịu thay đổi và {targets} "
        "đơn vị kế thừa, cấp trên hoặc lập mới."
    )
    en = (
        "Wrong number of units for “{kind}”: it needs {sources} that it happens to and {targets} "
        "as successor, parent or new unit."
    )


class NothingNew(Refused):
    """A change that would change nothing; facts: name."""

    code = "units.nothing_new"
    vi = "Thay đổi này để {name} y như cũ. Kiểm tra lại tên hoặc đơn vị cấp trên."
    en = "This change leaves {name} as it is. Check the name or the unit above."


class NeedsSuccessor(Refused):
    """A unit that holds something would end without a successor; facts: name, books, children."""

    code = "units.needs_successor"
    status = 409
    vi = (
        "{name} đang giữ {books} quyển sổ và có {children} đơn vị trực thuộc nên không thể kết "
        "thúc mà không có đơn vị kế thừa. Chọn đơn vị kế thừa."
    )
    en = (
        "{name} holds {books} books and has {children} units below it, so it cannot end without a "
        "successor. Choose the successor."
    )


class AlreadyApplied(Refused):
    """A change that has taken effect cannot be withdrawn."""

    code = "units.already_applied"
    status = 409
    vi = "Thay đổi đã có hiệu lực nên không thu hồi được nữa. Ghi một thay đổi mới để điều chỉnh."
    en = "The change has taken effect and cannot be withdrawn. Record a new one to mend it."


class AlreadyUsed(Refused):
    """A unit founded ahead that is in use already; facts: name."""

    code = "units.already_used"
    status = 409
    vi = (
        "Không thu hồi được: {name} đã có người, có sổ hoặc có trong một thay đổi khác. Chuyển "
        "hoặc thu hồi những việc đó trước."
    )
    en = (
        "It cannot be withdrawn: {name} has people or books, or is part of another change. Move "
        "or withdraw these first."
    )


class BasisMissing(Refused):
    """A change without the decree that it rests on."""

    code = "units.basis_missing"
    vi = "Ghi văn bản làm căn cứ, ví dụ: Nghị quyết số 1680/NQ-UBTVQH15 ngày 16.06.2025."
    en = "Name the decree that this rests on."


class NoSuchLevel(Refused):
    """No unit of a level is there on a day; facts: level, day."""

    code = "units.no_such_level"
    vi = "Vào ngày {day} không còn đơn vị nào ở cấp này."
    en = "On {day} there is no unit of this level."


class UnreadableList(Refused):
    """A file that is no list of units; facts: name, why_vi, why_en."""

    code = "units.unreadable_list"
    vi = "Không đọc được tệp “{name}”: {why_vi}."
    en = "The file “{name}” cannot be read: {why_en}."


class BadCell(Refused):
    """A row of a list that cannot be understood; facts: column, value."""

    code = "units.bad_cell"
    vi = "Ô “{column}” không hiểu được: “{value}”. Sửa ô này rồi nhập lại tệp."
    en = "The cell “{column}” cannot be understood: “{value}”. Mend it, then import the file again."


class CellMissing(Refused):
    """A row of a list without what it needs; facts: column."""

    code = "units.cell_missing"
    vi = "Ô “{column}” còn trống. Điền ô này rồi nhập lại tệp."
    en = "The cell “{column}” is empty. Fill it in, then import the file again."


class SaidOtherwise(Refused):
    """A unit that is there under another name or in another place; facts: code, name, day."""

    code = "units.said_otherwise"
    status = 409
    vi = (
        "Vào ngày {day}, mã {code} trong hệ thống là {name}. Nếu đơn vị đã đổi tên hoặc chuyển cấp "
        "trên thì ghi thành một thay đổi."
    )
    en = (
        "On {day} the code {code} is {name} here. If it was renamed or moved, record that as a "
        "change."
    )
