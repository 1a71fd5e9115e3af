// A typist who knows what is written and presses few keys by a plain policy; counts each key.
//
// Telex: what it takes to type a text with an input method, every mark and capital included.

const BASE = { â: "aa", ă: "aw", ê: "ee", ô: "oo", ơ: "ow", ư: "uw", đ: "dd" };
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const SHIFTED = /[~!@#$%^&*()_+{}|:"<>?]/;
const isWord = (letter) => letter !== undefined && /[\p{L}\p{N}]/u.test(letter);
const isUpper = (letter) => letter !== letter.toLowerCase();

/** Keys for one word in Telex without Shift: aa aw dd ee oo ow uw, a tone once a syllable. */
function telexWord(word) {
  const small = word.toLowerCase().normalize("NFD");
  const tones = small.match(TONES)?.length ?? 0;
  const letters = small.replace(TONES, "").normalize("NFC");
  const keys = [...letters.replace("ươ", "uow")].map((letter) => BASE[letter] ?? letter).join("");
  return [...keys].length + tones + doubled(letters);
}

/** What Telex would take for a mark must be pressed once more: "Bass", "Wen", "xoong". */
function doubled(letters) {
  const foreign = /[aeiouyâăêôơư].*[sfrxj]|w/.exec(letters) ? 1 : 0;
  return foreign + (/aa|ee|oo|dd/.exec(letters) ? 1 : 0);
}

/** Keys for capitals: Shift for each, or Caps Lock on and off for a whole run of them. */
function shifts(text) {
  let keys = 0;
  for (const [run] of text.matchAll(/[^\p{Ll}]*\p{Lu}[^\p{Ll}]*(?!\p{Ll})|\p{Lu}/gu)) {
    keys += Math.min(2, [...run].filter(isUpper).length);
  }
  return keys;
}

/** Keys that typing a text in Telex takes, Shift counted. */
export function telex(text) {
  let keys = shifts(text);
  for (const [piece] of text.normalize("NFC").matchAll(/[\p{L}\p{N}]+|[^\p{L}\p{N}]/gu)) {
    keys += isWord(piece[0]) ? telexWord(piece) : SHIFTED.test(piece) ? 2 : 1;
  }
  return keys;
}

const bareKeys = (text) => [...text].reduce((sum, sign) => sum + (SHIFTED.test(sign) ? 2 : 1), 0);
const takes = (at) => (at ? 2 : 1); // → or Alt and a digit

/**
 * Type one value with suggestions; returns {keys, how}. `find(text)` gives what is shown.
 *
 * Letters are typed without marks, small but for the first, until the value is shown: then it is
 * taken; a shown beginning of it is taken where that saves keys. Where nothing that is shown fits
 * at the end of a word, its marks are typed now (Telex takes them at the end), and the next words
 * with capitals. What stands wrong at the end is selected and typed anew.
 */
export function typeWithWords(truth, find, fold) {
  let [text, at, keys, careful] = ["", 0, 0, false];
  for (;;) {
    const shown = find(text).map((row) => row.text);
    const whole = shown.indexOf(truth);
    if (whole >= 0) return { keys: keys + takes(whole), how: at ? "found" : "offered" };
    if (text === truth) return { keys, how: "typed" };
    if (at >= truth.length) return { keys: keys + 2 + telex(truth), how: "retyped" };
    const part = find.strict ? null : beginning(shown, truth, at);
    if (part) {
      keys += takes(part.index);
      [text, at, careful] = [part.text, part.text.length, false];
      continue;
    }
    const letter = truth[at];
    const capital = isUpper(letter) && (careful || (at === 0 && find.sentence));
    text += capital ? fold(letter).toUpperCase() : fold(letter);
    keys += (SHIFTED.test(letter) ? 2 : 1) + (capital ? 1 : 0);
    at++;
    if (isWord(letter) && !isWord(truth[at])) {
      const now = find(text).map((row) => row.text);
      const fits = now.some((row) => row.slice(0, at) === truth.slice(0, at) || row === truth);
      careful = !fits;
      if (!fits) {
        const start = lastWord(truth, at);
        const word = truth.slice(start, at);
        keys += telexWord(word) - [...word].length;
        text = text.slice(0, start) + (isUpper(text[start]) ? word : word.toLowerCase());
      }
    }
  }
}

function lastWord(text, end) {
  let start = end;
  while (start > 0 && isWord(text[start - 1])) start--;
  return start;
}

/** The shown beginning of the truth that saves most, if it saves more than taking it costs. */
function beginning(shown, truth, at) {
  let best = null;
  shown.forEach((text, index) => {
    const ends = !isWord(truth[text.length]) || !isWord(truth[text.length - 1]);
    if (!truth.startsWith(text) || !ends || text.length <= at) return;
    const gain = bareKeys(truth.slice(at, text.length)) - takes(index);
    if (gain > 0 && gain > (best?.gain ?? 0)) best = { text, index, gain };
  });
  return best;
}

/** The digits that stand for a date or a number, as the station reads them; "" for none. */
function digitsFor(field, truth, read) {
  const digits = truth.replace(/\D/g, "");
  const [day, month, year] = [digits.slice(0, -6), digits.slice(-6, -4), digits.slice(-4)];
  const tries = field.type === "number"
      ? [String(parseInt(truth, 10)), truth.split("/")[0]]
      : [`${day}${month}${year.slice(2)}`, digits];
  return tries.filter((each) => each && read(field, each) === truth).sort((a, b) => a.length - b.length)[0];
}

/**
 * Key a book: every field of every record; returns rows {record, field, cls, keys, telex, how}.
 * @param {{fields: object[], records: {values: object, flags: object, expected: string}[],
 *   strict?: boolean}} book strict: nothing is taken before a letter is typed, nor a beginning
 * @param {object} words an instance of Words
 * @param {(field: object, text: string) => string} read readTyped of the rules
 */
export function keyBook({ fields, records, strict }, words, read, fold) {
  const rows = [];
  let previous = {};
  records.forEach(({ values: truth, flags, expected }, record) => {
    const values = {};
    const stands = { number: expected };
    for (const field of fields) if (field.carried) stands[field.name] = previous[field.name] ?? "";
    for (const field of fields) {
      const value = truth[field.name] ?? "";
      const flag = flags[field.name] ?? "";
      const row = { record, field: field.name, cls: field.words ?? field.type, telex: telex(value) + 1 };
      if (flag) row.telex += 1;
      const done = keyField(field, value, { stands: stands[field.name] ?? "", previous, values, words, read, fold, strict });
      rows.push({ ...row, keys: done.keys + (flag ? 1 : 0) + 1, how: done.how });
      if (value) values[field.name] = value;
    }
    for (const field of fields) {
      const value = values[field.name];
      if (value && field.words) words.learn(field.words, value, { field: field.name, values });
    }
    previous = values;
  });
  return rows;
}

function keyField(field, value, { stands, previous, values, words, read, fold, strict }) {
  if (value === stands) return { keys: 0, how: value ? "carried" : "empty" };
  if (!value) return { keys: 1, how: "cleared" };
  const ways = [];
  if (previous[field.name] === value) ways.push({ keys: 1, how: "ditto" });
  const digits = ["date", "adult_date", "number"].includes(field.type) && digitsFor(field, value, read);
  if (digits) ways.push({ keys: digits.length, how: "digits" });
  if (field.words) {
    const options = { limit: 3, field: field.name, values };
    const find = (text) => (strict && !text ? [] : words.find(field.words, text, options));
    Object.assign(find, { sentence: field.words !== "person", strict });
    if (field.words !== "record") ways.push(typeWithWords(value, find, fold));
    else {
      const at = find("").findIndex((row) => row.text === value);
      if (at >= 0) ways.push({ keys: takes(at), how: "offered" });
    }
  }
  if (!ways.length || field.words === "record") ways.push({ keys: telex(value), how: "typed" });
  return ways.reduce((best, way) => (way.keys < best.keys ? way : best));
}
