// Registration, book, personal and paper numbers: the twin of hotich/rules/numbers.py.

import { nfc } from "./names.js";

/** The first and the last year that a register can speak of. */
export const YEARS = [1800, 2199];
export const isYear = (year) => year >= YEARS[0] && year <= YEARS[1];

const LABEL = /^(?:quyển +số|quyển|số|no\.?) *:? *(?=[0-9])/iu;

/** Drop what people put around a number: "Số: 1.046 / 2009" → "1046/2009". */
function tight(text) {
  const bared = nfc(text).replace(LABEL, "").replace(/ *[/\\] */g, "/");
  return bared.replace(/(?<=[0-9])\.(?=[0-9]{3}(?![\p{L}\p{N}_]))/gu, "");
}

const padded = (number, width) => String(number).padStart(width, "0");

/** A code or paper number without the spaces, dots and dashes that group its digits. */
export const bare = (text) =>
  nfc(text).replace(/[ .]+/g, "").replace(/(?<=[0-9])[-–]+(?=[0-9])/g, "");

/** Read a registration number n[suffix]/yyyy as {n, suffix, year}; null where it is none. */
export function parseNumber(text) {
  const match = /^([0-9]{1,6})[ .-]?([A-Za-z]{1,3})?\/([0-9]{4})$/.exec(tight(text));
  if (!match || Number(match[1]) < 1 || !isYear(Number(match[3]))) return null;
  return { n: Number(match[1]), suffix: match[2] ?? "", year: Number(match[3]) };
}

/** A registration number's usual form: 046a/2009. */
export const numberText = ({ n, suffix, year }) => `${padded(n, 3)}${suffix}/${year}`;

/** Read a book number bb/yyyy as {number, year}; null where it is none. */
export function parseBook(text) {
  const match = /^([0-9]{1,4})\/([0-9]{4})$/.exec(tight(text));
  if (!match || Number(match[1]) < 1 || !isYear(Number(match[2]))) return null;
  return { number: Number(match[1]), year: Number(match[2]) };
}

/** A book number's usual form: 01/2009. */
export const bookText = ({ number, year }) => `${padded(number, 2)}/${year}`;

/** Read a personal number of 12 digits as {sex, year}; null where it is none. */
export function personalNumber(text, provinces) {
  const match = /^([0-9]{3})([0-5])([0-9]{2})[0-9]{6}$/.exec(bare(text));
  if (!match || !provinces.includes(match[1])) return null;
  const century = Math.floor(Number(match[2]) / 2);
  const sex = Number(match[2]) % 2 ? "2" : "1";
  return { sex, year: 1900 + 100 * century + Number(match[3]) };
}

/** Whether an identity card's number has 9 or 12 digits. */
export const paperNumberOk = (text) => /^(?:[0-9]{9}|[0-9]{12})$/.test(bare(text));

/** Whether a text is digits of any script only. */
export const isDecimal = (text) => /^\p{Nd}+$/u.test(text);
