// Vietnamese text, names and peoples as people write them: the twin of hotich/rules/names.py and
// peoples.py. No text is ever replaced by these forms; they are for comparing and proposing.
// All take and give strings but where it says so; `known` are the names that were exported.

// What Python calls a space; \s lacks some of it and has U+FEFF besides.
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const SPACES = new RegExp(`${SPACE}+`, "gu");
const AROUND = new RegExp(`^${SPACE}+|${SPACE}+$`, "gu");
const WORD = /[\p{L}\p{N}_]+/gu;
const WORD_WITH_MARKS = /[\p{L}\p{N}_\u0300-\u036f]+/gu;

const TONES = "\u0300\u0309\u0303\u0301\u0323";
const PLAIN_VOWELS = "aăâeêioôơuưy";
const MARKED = "ăâêôơư";
const TONED = new Map(); // ồ → [ô, 1]
const WITH_TONE = new Map(); // ô1 → ồ
for (const vowel of PLAIN_VOWELS) {
  [...TONES].forEach((mark, at) => {
    const letter = (vowel + mark).normalize("NFC");
    TONED.set(letter, [vowel, at + 1]);
    WITH_TONE.set(vowel + (at + 1), letter);
  });
}

const SMALL = [...TONED.keys(), ..."ăâđêôơưabcdeghiklmnopqrstuvxy"];
const IN_NAMES = new Set([...SMALL, ...SMALL.map((c) => c.toUpperCase()), ..." .,'’-–()/"]);

const INVISIBLE =
  /[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufff9-\ufffb\u{e0000}-\u{e007f}\ud800-\udfff]/gu;
const QUALITIES = "\u0302\u0306\u031b"; // circumflex, breve, horn: they make a letter

// Letters and signs that the eye takes for usual ones, each with that one.
const SEEN_ALIKE = new Map();
for (const [from, to] of [
  ["авеорсухкмнтігѕјԁһ", "abeopcyxkmhtirsjdh"], // Cyrillic
  ["αβεικνορτυχ", "abeiknoptux"], // Greek
  ["АВЕОРСУХКМНТІЅЈ", "abeopcyxkmhtisj"],
  ["ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx"],
  ["ðɖıɑɡÐƉ", "đđiagđđ"],
  ["’‘ʼʹ′`´", "'''''''"],
  ["‐‑‒–—−", "------"],
]) {
  [...from].forEach((letter, at) => SEEN_ALIKE.set(letter, to[at]));
}
for (let code = 0x21; code < 0x7f; code++) {
  const wide = String.fromCharCode(0xff00 + code - 0x20);
  SEEN_ALIKE.set(wide, String.fromCharCode(code).toLowerCase());
}

const SYLLABLE =
  /^(?<onset>qu|gi(?=[aăâeêioôơuưy])|ngh|ng|nh|gh|ch|kh|ph|th|tr|[bcdđghklmnprstvx])?(?<vowels>[aăâeêioôơuưy]+)(?<coda>ch|nh|ng|[cmnpt])?$/u;
const EITHER_I_OR_Y = new Set(["h", "k", "l", "m", "s", "t", "qu"]);
const ROMAN = /^(?:X{2,3}(?:I[XV]|V?I{0,3})|X(?:I[XV]|VI{0,3}|I{2,3})|I[XV]|VI{2,3}|I{2,3})$/;

/** Cut Python's spaces off both ends. */
export const trim = (text) => text.replace(AROUND, "");

/** The words of a text, letters and digits only. */
export const wordsOf = (text) => text.match(WORD) ?? [];

/** Put the mark that makes a letter before its tone: e + sắc + circumflex is ế all the same. */
function ordered(text) {
  const late = (mark) => Number(!QUALITIES.includes(mark));
  const sorted = (marks) => [...marks].sort((a, b) => late(a) - late(b)).join("");
  return text.normalize("NFD").replace(/[\u0300-\u036f]{2,}/g, sorted).normalize("NFC");
}

/** The text in Unicode NFC without invisible characters, spaces collapsed and trimmed. */
export function nfc(text) {
  let whole = text.replace(INVISIBLE, "").normalize("NFC");
  if (/[\u0300-\u036f]/.test(whole)) whole = ordered(whole); // typed in disorder
  return trim(whole.replace(SPACES, " "));
}

const usual = (text) => Array.from(text, (letter) => SEEN_ALIKE.get(letter) ?? letter).join("");
const seen = (text) => nfc(usual(nfc(text).toLowerCase()));

/** Take the tones off a small-letter word: ["hoa", [1]] for hòa and hoà. */
function withoutTones(word) {
  const pairs = Array.from(word, (letter) => TONED.get(letter) ?? [letter, 0]);
  return [pairs.map(([letter]) => letter).join(""), pairs.map(([, tone]) => tone).filter(Boolean)];
}

function tonePlace(vowels, closed) {
  for (let at = vowels.length - 1; at >= 0; at--) if (MARKED.includes(vowels[at])) return at;
  if (closed) return vowels.length - 1;
  return vowels.length > 2 ? 1 : 0;
}

function canonicalWord(word) {
  const [letters, tones] = withoutTones(word);
  const syllable = SYLLABLE.exec(letters)?.groups;
  if (!syllable || tones.length > 1) return word;
  const { onset = "", coda = "" } = syllable;
  let { vowels } = syllable;
  if (vowels === "i" && !coda && EITHER_I_OR_Y.has(onset)) vowels = "y";
  if (tones.length) {
    const at = tonePlace(vowels, Boolean(coda));
    vowels = vowels.slice(0, at) + WITH_TONE.get(vowels[at] + tones[0]) + vowels.slice(at + 1);
  }
  return onset + vowels + coda;
}

/** The one spelling in which two writings of the same words are equal (hoà = hòa, kì = kỳ). */
export const canonical = (text) => seen(text).replace(WORD_WITH_MARKS, canonicalWord);

/** The search key: small letters without any diacritics, đ as d. */
export function fold(text) {
  const bare = nfc(text).toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  return nfc(usual(bare).replaceAll("đ", "d"));
}

/** The letters, loose marks and signs that no Vietnamese name is written with, rising. */
export function foreignLetters(text) {
  const odd = (letter) => !IN_NAMES.has(letter) && !/\p{Nd}/u.test(letter);
  const found = new Set(Array.from(nfc(text)).filter(odd));
  return [...found].sort((a, b) => a.codePointAt(0) - b.codePointAt(0));
}

/** Whether a name of more than one letter has only capitals. */
export const isAllCapitals = (text) =>
  /\p{Uppercase}/u.test(text) &&
  !/[\p{Lowercase}\p{Lt}]/u.test(text) &&
  (text.match(/\p{L}/gu) ?? []).length > 1;

/** Capital first letters also behind a sign, but not late behind an apostrophe (L'm stays). */
function titleWord(word) {
  if (ROMAN.test(word)) return word;
  const small = word.toLowerCase();
  const head = /^[\p{L}\p{N}_]{1,2}['’](?=[\p{L}\p{N}_]{2})/u.exec(small);
  const letters = Array.from(small);
  const after = head ? Array.from(head[0]).length : 0;
  const begins = (at) => at === after || at === 0 || " -–(/".includes(letters[at - 1]);
  return letters.map((letter, at) => (begins(at) ? letter.toUpperCase() : letter)).join("");
}

/** The name with each word's first letter capital: NGUYỄN THỊ HOA → Nguyễn Thị Hoa. */
export const titleCase = (text) => nfc(split(nfc(text)).map(titleWord).join(" "));

const split = (text) => (text ? text.split(" ") : []);

/** Take a marker off: ["H'", ["Hen", "Niê"]] for H'Hen Niê, H' Hen Niê and H Hen Niê. */
function behindMarker(words, markers) {
  const letters = Array.from(seen(words[0]));
  if (words.length > 1 && markers.includes(letters.join(""))) return [words[0], words.slice(1)];
  const head = letters.slice(0, 2).join("");
  const joined = letters.length > 2 && letters[1] === "'" && /\p{L}/u.test(letters[2]);
  if (!joined || !markers.includes(head)) return ["", words];
  const first = Array.from(words[0]);
  return [first.slice(0, 2).join(""), [first.slice(2).join(""), ...words.slice(1)]];
}

/** The surname of a full name, by the families and markers that are known; "" without one. */
export function surnameOf(name, known) {
  const words = split(nfc(name));
  if (!words.length) return "";
  const [marker, rest] = behindMarker(words, known.markers);
  if (marker) return rest.slice(1).join(" ");
  if (words.length < 2) return "";
  const small = words.map((word) => canonicalWord(word.toLowerCase()));
  const family = known.surnames_of_two
    .map((surname) => surname.split(" "))
    .find((parts) => parts.every((part, at) => part === small[at]));
  const length = family && family.length < words.length ? family.length : 1;
  return words.slice(0, length).join(" ");
}

/** Every surname a name may be read with, canonical: Tôn Nữ Mai → tôn, tôn nữ. */
export function surnames(name, known) {
  const surname = canonical(surnameOf(name, known));
  const small = canonical(name);
  const perhaps = known.surnames_perhaps_of_two.filter((two) => small.startsWith(`${two} `));
  return [surname, surname.split(" ")[0], ...perhaps].filter(Boolean);
}

/** Canonical words without punctuation: "Bru - Vân Kiều" and "Bru Vân Kiều" are one. */
const key = (text) => wordsOf(canonical(text)).join(" ");
const listed = (table, name) => (Object.hasOwn(table, name) ? table[name] : null);

/** The two-digit code of a people by any of its names, null where it is not listed. */
export function peopleCode(text, known) {
  const plain = nfc(text).replace(/^(?:dân tộc|người) +/iu, "");
  const whole = listed(known.peoples, key(plain));
  const bracket = plain.indexOf("(");
  if (whole || bracket < 0) return whole;
  const code = listed(known.peoples, key(plain.slice(0, bracket)));
  return code === listed(known.peoples, key(plain.slice(bracket + 1))) ? code : null;
}

/** Whether two texts name one people: by the list, or by spelling where it is not listed. */
export function samePeople(a, b, known) {
  const code = peopleCode(a, known);
  return code ? code === peopleCode(b, known) : key(a) === key(b);
}

/** A people's name on the national list by any of its names, "" where it is unlisted. */
export const usualPeople = (text, known) => known.people_names[peopleCode(text, known)] ?? "";

/** A nationality's usual name, V. Nam → Việt Nam; "" where it is not listed. */
export const usualNation = (text, known) => listed(known.nations, key(text)) ?? "";
