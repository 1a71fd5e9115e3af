// Letters and their marks: "thuy" finds Thúy, "thuý" finds Thúy and Thuý but not Thùy.

const TONES = { "\u0300": 1, "\u0301": 2, "\u0303": 3, "\u0309": 4, "\u0323": 5 };
const QUALITIES = { "\u0302": 1, "\u0306": 2, "\u031b": 3 }; // â, ă, ơ; đ is 4
const BASE = new Map();

/** What a letter is made of: its plain small letter, its quality (â, ă, ơ, đ) and its tone. */
function parts(letter) {
  let found = BASE.get(letter);
  if (!found) {
    const [base, ...marks] = letter.toLowerCase().normalize("NFD");
    found = { base: base === "đ" ? "d" : base, quality: base === "đ" ? 4 : 0, tone: 0 };
    for (const mark of marks) {
      found.tone = TONES[mark] ?? found.tone;
      found.quality = QUALITIES[mark] ?? found.quality;
    }
    BASE.set(letter, found);
  }
  return found;
}

/** Small letters without any marks, as long as the text (which is NFC), so that places stay. */
export function fold(text) {
  const small = text.toLowerCase();
  const plain = small.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replaceAll("đ", "d");
  if (plain.length === text.length) return plain;
  return Array.from(text, (letter) => parts(letter).base.padEnd(letter.length)).join("");
}

export const hasMarks = (text) => /[^\0-\u007f]/.test(text);

/** Does a word agree with what was typed of it? Marks count only where they were typed. */
export function agrees(typed, word) {
  let tone = 0;
  for (let at = 0; at < typed.length; at++) {
    const mine = parts(typed[at]);
    if (mine.quality && mine.quality !== parts(word[at] ?? "").quality) return false;
    tone ||= mine.tone;
  }
  return !tone || [...word].some((letter) => parts(letter).tone === tone);
}

/** Nguyễn for nguyễn: the first letter of each word as a capital. */
export const titled = (text) =>
  text.replace(/(^|[\s\-(])(\p{Ll})/gu, (all, before, letter) => before + letter.toUpperCase());

export const isCapitals = (text) =>
  /\p{L}{2}/u.test(text) && text === text.toUpperCase() && text !== text.toLowerCase();
