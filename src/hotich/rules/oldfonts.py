"""Text typed with the fonts of before Unicode: recognised, and a reading proposed.

"NguyÔn V¨n An" is TCVN3 (ABC) without its font, "Nguyeãn Vaên An" VNI; "Nguyá»…n" is UTF-8 read
as Windows-1252. All three come in with Excel files. A reading is only ever proposed.
"""

import re
import unicodedata
from dataclasses import dataclass

from hotich.rules.names import is_syllable

_TCVN3 = str.maketrans(
    "¸µ¶·¹" "¨¾»¼½Æ" "©ÊÇÈÉË" "®" "ÐÌÎÏÑ" "ªÕÒÓÔÖ" "Ý×ØÜÞ"
    "ãßáâä" "«èåæçé" "¬íêëìî" "óïñòô" "\u00adøõö÷ù" "ýúûüþ" "¡¢§£¤¥¦",
    "áàảãạ" "ăắằẳẵặ" "âấầẩẫậ" "đ" "éèẻẽẹ" "êếềểễệ" "íìỉĩị"
    "óòỏõọ" "ôốồổỗộ" "ơớờởỡợ" "úùủũụ" "ưứừửữự" "ýỳỷỹỵ" "ĂÂĐÊÔƠƯ",
)  # fmt: skip

_VNI_ALONE = str.maketrans("ñíìæóòôöîÑÍÌÆÓÒÔÖÎ", "đíìỉĩịơưỵĐÍÌỈĨỊƠƯỴ")
_VNI_TONES = dict(zip("øûõùï", "\u0300\u0309\u0303\u0301\u0323", strict=True))
_VNI_ON_A_E_O = dict(zip("âàåãáä", ("", *"\u0300\u0309\u0303\u0301\u0323"), strict=True))
_VNI_ON_A = dict(zip("êèúüéë", ("", *"\u0300\u0309\u0303\u0301\u0323"), strict=True))
_VNI_PAIR = re.compile(r"([aeouyôö])([øûõùïâàåãáäêèúüéë])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text seems to say: the encoding ("TCVN3", "VNI" or "UTF-8") and the proposal."""

    encoding: str
    text: str


def _from_tcvn3(text: str) -> str:
    plain = [letter for letter in text if letter.isascii() and letter.isalpha()]
    read = text.translate(_TCVN3)
    capitals = len(plain) > 1 and all(letter.isupper() for letter in plain)
    return read.upper() if capitals else read  # capitals with a tone were a font of their own


def _from_vni(text: str) -> str:
    def pair(match: re.Match[str]) -> str:
        base, mark = match[1], match[2].lower()
        if mark in _VNI_TONES:
            made = base.translate(_VNI_ALONE) + _VNI_TONES[mark]
        elif mark in _VNI_ON_A_E_O and base in "aeoAEO":
            made = base + "\u0302" + _VNI_ON_A_E_O[mark]
        elif mark in _VNI_ON_A and base in "aA":
            made = base + "\u0306" + _VNI_ON_A[mark]
        else:
            return match[0]
        return unicodedata.normalize("NFC", made)

    done, last = [], 0
    for match in _VNI_PAIR.finditer(text):
        done += [text[last : match.start()].translate(_VNI_ALONE), pair(match)]
        last = match.end()
    return "".join([*done, text[last:].translate(_VNI_ALONE)])


def _from_utf8(text: str) -> str:
    octets = bytearray()
    for letter in text:
        try:
            octets += letter.encode("cp1252")
        except UnicodeEncodeError:  # five bytes that Windows-1252 leaves out, or no mojibake
            octets += letter.encode("latin-1")
    return octets.decode("utf-8")


def _well_formed(text: str) -> bool:
    """Say whether every word is a Vietnamese syllable: An, an or AN, but not NguyÔn."""
    words = re.findall(r"[^\W\d_]+", text)
    return bool(words) and all(
        is_syllable(word) and (word[1:].islower() or word.isupper() or len(word) == 1)
        for word in words
    )


def old_encoding(text: str) -> Reading | None:
    """Return how a text of old fonts reads, None where it is no such text or not surely one.

    To be asked of the text as it came, before ``names.nfc``: TCVN3's ư is a soft hyphen. Only a
    text that is no Vietnamese as it stands, and wholly Vietnamese by one reading, is one.
    """
    raw = unicodedata.normalize("NFC", text)
    if raw.isascii() or ("\u00ad" not in raw and _well_formed(raw)):
        return None
    try:
        read = _from_utf8(raw)
    except UnicodeError:
        pass
    else:
        return Reading("UTF-8", read) if _well_formed(read) else None
    if any(ord(letter) > 0xFF for letter in raw):
        return None
    readings = [Reading("TCVN3", _from_tcvn3(raw)), Reading("VNI", _from_vni(raw))]
    found = [one for one in readings if one.text != raw and _well_formed(one.text)]
    return found[0] if len(found) == 1 else None
