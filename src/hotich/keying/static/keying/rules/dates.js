// Dates as registers write them: full, partial, unclear, lunar, an age; in digits and in words.
// The twin of hotich/rules/dates.py. A day is one number, yyyymmdd: easy to order and to compare.

import { nfc, trim, wordsOf } from "./names.js";
import { YEARS, isYear } from "./numbers.js";

/** @typedef {[number, number]} Span the first and the last day that a date may mean, yyyymmdd */

/**
 * @typedef {object} Written a date as written; a part is null where it is not there or unclear
 * @property {?number} year @property {?number} month @property {?number} day
 * @property {?number} age @property {boolean} lunar @property {string[]} parts
 */

export const FIRST_DAY = 10101;
export const LAST_DAY = 99991231;

const LUNAR = "âm lịch";
const OLDEST = 130;
const LUNAR_END = /[ ,]*\(? *(?:âm *lịch|âl|al) *\)?$/u;
const AGE = /^([0-9]{1,3}) *(?:tuổi|t)\.?$/u;
const FORMS = [/^[0-9?]{1,2}$/, /^[0-9?]{1,2}$/, /^[0-9?]{4}$/];

const dayOf = (year, month, day) => year * 10000 + month * 100 + day;

export const yearOf = (day) => Math.floor(day / 10000);

const time = (day) => Date.UTC(yearOf(day), (Math.floor(day / 100) % 100) - 1, day % 100);

/** How many days lie between two days; negative where the second is later. */
export const daysBetween = (later, earlier) => (time(later) - time(earlier)) / 86_400_000;

const monthLength = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Split a date into zero-padded parts, day first, and lunar or not; null where it is none. */
function partsOf(raw) {
  const text = nfc(raw).toLowerCase();
  const lunar = LUNAR_END.test(text);
  const parts = trim(text.replace(LUNAR_END, "")).split(/ *[.\-/,] *| +/);
  const forms = FORMS.slice(-parts.length);
  if (parts.length > 3 || !parts.every((part, at) => forms[at].test(part))) return null;
  return { parts: parts.map((part) => part.padStart(2, part === "?" ? "?" : "0")), lunar };
}

/** The values from first to last that a part, perhaps with "?", may stand for, in that order. */
function* options(part, first, last) {
  if (!part.includes("?")) {
    const value = Number(part);
    if (value >= Math.min(first, last) && value <= Math.max(first, last)) yield value;
    return;
  }
  const form = new RegExp(`^${part.replaceAll("?", "[0-9]")}$`);
  const by = first <= last ? 1 : -1;
  for (let value = first; by * value <= by * last; value += by) {
    if (form.test(String(value).padStart(2, "0"))) yield value;
  }
}

/** The first or the last day that the parts may mean, null where there is none. */
function bound({ parts, lunar }, last) {
  const [day, month, year] = [...Array(3 - parts.length).fill("??"), ...parts];
  const range = (first, end) => (last ? [end, first] : [first, end]);
  for (const y of options(year, ...range(...YEARS))) {
    for (const m of options(month, ...range(1, 12))) {
      const days = lunar ? 30 : monthLength(y, m);
      for (const d of options(day, ...range(1, days))) return { y, m, d };
    }
  }
  return null;
}

/** @returns {?Written} a date as written, or an age; null where it has no form of these */
export function parse(raw) {
  const age = AGE.exec(nfc(raw).toLowerCase());
  if (age) {
    const years = Number(age[1]);
    const none = { year: null, month: null, day: null, lunar: false, parts: [] };
    return years >= 1 && years <= OLDEST ? { ...none, age: years } : null;
  }
  const read = partsOf(raw);
  if (!read || !bound(read, false)) return null;
  const known = read.parts.map((part) => (part.includes("?") ? null : Number(part)));
  const [day, month, year] = [...Array(3 - known.length).fill(null), ...known];
  return { year, month, day, age: null, ...read };
}

/** The one day that is meant, null where there is no single one. */
export function fullDay({ year, month, day, lunar }) {
  const whole = !lunar && day !== null && month !== null && year !== null;
  return whole ? dayOf(year, month, day) : null;
}

/** @returns {Span} what a date (no age) may mean; a lunar one any day of its lunar year */
export function spanOf(written) {
  const [first, last] = [bound(written, false), bound(written, true)];
  if (written.lunar) return [dayOf(first.y, 1, 19), dayOf(last.y + 1, 2, 22)];
  return [dayOf(first.y, first.m, first.d), dayOf(last.y, last.m, last.d)];
}

/** Move by whole years; 29 February becomes 1 March. */
function yearsLater(day, years) {
  const moved = day + years * 10000;
  const lost = moved % 10000 === 229 && monthLength(yearOf(moved), 2) < 29;
  return lost ? dayOf(yearOf(moved), 3, 1) : moved;
}

/** When somebody of an age was born; it may be counted by new years, up to two too many. */
export const bornBy = (age, on) => [yearsLater(on[0], -age - 1), yearsLater(on[1], 2 - age)];

/** The usual form dd.mm.yyyy, mm.yyyy, yyyy (+ " âm lịch") or "32 tuổi"; null where it is none. */
export function normal(raw) {
  const written = parse(raw);
  if (!written) return null;
  if (written.age !== null) return `${written.age} tuổi`;
  return written.parts.join(".") + (written.lunar ? ` ${LUNAR}` : "");
}

/**
 * Turn typed digits into a date's usual form, "010275" in a book of 2009 → "01.02.1975"; null
 * where they are none. Two digits of a year mean the last such year up to the `hint`.
 */
export function fromDigits(digits, hint) {
  const text = trim(digits);
  if (!/^(?:[0-9]{2}|[0-9?]{4}|[0-9?]{6}|[0-9?]{8})$/.test(text)) return null;
  let [head, year] = [text.slice(0, -4), text.slice(-4)];
  const wholeYear = text.length === 8 || (text.length === 4 && text.includes("?"));
  if (!wholeYear && (year.includes("?") || !isYear(Number(year)))) {
    [head, year] = [text.slice(0, -2), text.slice(-2)];
    if (year.includes("?")) return null;
    const back = (hint - Number(year)) % 100;
    year = String(hint - (back < 0 ? back + 100 : back));
  }
  return normal([...(head.match(/../g) ?? []), year].join("."));
}

const UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const VALUES = new Map([
  ...UNITS.map((word, value) => [word, value]),
  ["bẩy", 7],
  ["tư", 4],
  ["dăm", 5],
]);
const LAST_VALUES = new Map([...VALUES, ["mốt", 1], ["lăm", 5], ["nhăm", 5]]);
const MONTHS = new Map([["giêng", 1], ["chạp", 12]]);
const TEN = ["mươi", "mười"];
const DIGITS = /^[0-9]+$/;

/** Read a number below 100, also short: "chín mươi tám", "chín tám", "linh chín", "12". */
function tensIn(words) {
  const [first, second] = words;
  if (words.length === 1) {
    if (DIGITS.test(first)) return first.length <= 2 ? Number(first) : null;
    return first === "mười" ? 10 : (VALUES.get(first) ?? null);
  }
  if (words.length === 2 && ["linh", "lẻ", "lẽ"].includes(first)) return VALUES.get(second) ?? null;
  if (words.length === 2 && first === "mười") {
    const unit = LAST_VALUES.get(second);
    return unit ? 10 + unit : null;
  }
  const ten = VALUES.get(first) ?? 0;
  if (words.length === 2 && [...TEN, "chục"].includes(second)) return ten > 1 ? 10 * ten : null;
  if (words.length === 2 || (words.length === 3 && TEN.includes(second))) {
    const unit = LAST_VALUES.get(words.at(-1));
    return ten > 1 && unit ? 10 * ten + unit : null;
  }
  return null;
}

/** Read a year: in full, without the hundreds ("hai nghìn lẻ chín"), by digits, or "2009". */
function yearIn(words) {
  if (words.length === 1 && DIGITS.test(words[0])) {
    return words[0].length === 4 ? Number(words[0]) : null;
  }
  const single = words.slice(0, 3).every((word) => VALUES.has(word));
  if (words.length === 4 && single && LAST_VALUES.has(words[3])) {
    return Number(words.map((word) => LAST_VALUES.get(word)).join(""));
  }
  if (!VALUES.has(words[0]) || !["nghìn", "ngàn"].includes(words[1])) return null;
  let [head, rest] = [1000 * VALUES.get(words[0]), words.slice(2)];
  if (rest[1] === "trăm") {
    if (!VALUES.has(rest[0])) return null;
    [head, rest] = [head + 100 * VALUES.get(rest[0]), rest.slice(2)];
  }
  const tens = rest.length ? tensIn(rest) : 0;
  return tens === null ? null : head + tens;
}

/** Read "năm năm hai nghìn": "năm" is both five and year, so try where the month may end. */
function monthAndYear(words) {
  for (const length of [1, 2]) {
    const head = words.slice(0, length);
    const month = (head.length === 1 && MONTHS.get(head[0])) || tensIn(head);
    const year = yearIn(words.slice(length + 1));
    if (words[length] === "năm" && month && month <= 12 && year && isYear(year)) {
      return [month, year];
    }
  }
  return null;
}

/** Read a date in words as its usual form; null where the words are not surely one date. */
export function formFromWords(text) {
  const plain = nfc(text).toLowerCase();
  let words = wordsOf(plain.replace(LUNAR_END, ""));
  while (["sinh", "ngày", "mồng", "mùng"].includes(words[0])) words = words.slice(1);
  const at = words.indexOf("tháng");
  let parts;
  if (at >= 0) {
    const [day, rest] = [tensIn(words.slice(0, at)), monthAndYear(words.slice(at + 1))];
    if (!rest || (at && !day)) return null;
    parts = day ? [day, ...rest] : rest;
  } else if (words[0] === "năm") {
    parts = [yearIn(words.slice(1)) || ""];
  } else {
    return null;
  }
  return normal(parts.join(".") + (LUNAR_END.test(plain) ? ` ${LUNAR}` : ""));
}

/** Read a full date in words as a day; null where the words are not surely one date. */
export function dayFromWords(text) {
  const form = formFromWords(text);
  return form ? fullDay(parse(form)) : null;
}

/** A day as registers write it: 01.02.1975. */
export function shown(day) {
  const two = (number) => String(number % 100).padStart(2, "0");
  return `${two(day)}.${two(Math.floor(day / 100))}.${yearOf(day)}`;
}
