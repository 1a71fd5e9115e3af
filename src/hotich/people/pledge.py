"""The pledge of secrecy: each version's text stays, the last one is to be accepted before work."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One version of the pledge, in paragraphs: Vietnamese is what binds, English explains."""

    version: str
    vi: tuple[str, ...]
    en: tuple[str, ...]

    def paragraphs(self, language: str) -> tuple[str, ...]:
        """Return the paragraphs in "vi" or "en"."""
        return self.en if language.startswith("en") else self.vi


VERSIONS = (
    Text(
        version="1",
        vi=(
            "Sổ hộ tịch chứa thông tin cá nhân của người dân, trong đó có dữ liệu cá nhân nhạy "
            "cảm như dân tộc. Tôi được giao tiếp cận các thông tin này chỉ để số hóa sổ hộ tịch.",
            "Tôi chỉ xem, nhập, kiểm tra những trường hợp được giao; không tra cứu vì tò mò, vì "
            "việc riêng hoặc theo yêu cầu của người không có thẩm quyền.",
            "Tôi giữ bí mật mọi thông tin biết được trong khi làm việc: không sao chép, chụp ảnh, "
            "ghi âm, đăng tải, kể lại hay chuyển cho bất kỳ ai, kể cả sau khi thôi việc này.",
            "Tôi không cho người khác dùng tài khoản, mật khẩu của mình; đăng xuất khi rời máy; "
            "báo ngay người đứng đầu đơn vị khi nghi lộ mật khẩu hoặc lộ thông tin.",
            "Tôi biết rằng mọi lần xem và sửa đều được ghi lại dưới tên tôi.",
            "Tôi đã được phổ biến và cam kết tuân thủ Luật Bảo vệ dữ liệu cá nhân số "
            "91/2025/QH15 và Điều 60, Điều 61 Luật Hộ tịch năm 2014; nếu vi phạm, tôi chịu trách "
            "nhiệm trước pháp luật.",
        ),
        en=(
            "Civil-status registers hold people's personal data, among them sensitive data such "
            "as ethnicity. I am given access to them for the digitisation of registers only.",
            "I look at, key and check only the entries I am given; I do not look anything up out "
            "of curiosity, for private ends or for anyone without authority.",
            "I keep secret whatever I learn in this work: I do not copy, photograph, record, "
            "publish, retell or pass it on to anyone, not even after this work has ended.",
            "I let nobody use my account or password; I sign out when I leave the machine; I tell "
            "the head of the unit at once if I suspect that a password or data have leaked.",
            "I know that every look and every change is recorded under my name.",
            "I have been told of, and will obey, the Law on Personal Data Protection, No. "
            "91/2025/QH15, and Articles 60 and 61 of the 2014 Law on Civil Status; if I break "
            "them I answer before the law.",
        ),
    ),
)
CURRENT = VERSIONS[-1]
