// Texts that differ only in a number or a name: "# giờ # phút", "#/QĐ-UBND", "Họ và tên: @".

import { fold } from "./words_letters.js";

const NAME = /: \p{Lu}\p{L}*(?: \p{Lu}\p{L}*)+$/u;

export const template = (text) => text.replace(/\d+/g, "#").replace(NAME, ": @");
export const isTemplate = (text) => /[#@]/.test(text);

/**
 * Fill a template with what was typed, up to its next gap: "7" in "# giờ # phút" → "7 giờ ".
 * A space may stand for what lies between two numbers: "7 30" → "7 giờ 30 phút". "" where what was
 * typed does not fit or is all there is.
 */
export function filled(form, typed) {
  const wanted = fold(typed);
  let [out, at] = ["", 0];
  for (const piece of form.split(/([#@])/)) {
    const rest = wanted.slice(at);
    if (piece === "#" || piece === "@") {
      const digits = piece === "#" ? /^\d*/.exec(rest)[0] : "";
      if (!digits) return rest ? "" : out;
      [out, at] = [out + digits, at + digits.length];
      continue;
    }
    const plain = fold(piece);
    if (plain.startsWith(rest)) at = wanted.length;
    else if (rest.startsWith(plain)) at += piece.length;
    else if (/^ \d/.test(rest)) at += 1;
    else return "";
    out += piece;
  }
  return at < wanted.length ? "" : out;
}
