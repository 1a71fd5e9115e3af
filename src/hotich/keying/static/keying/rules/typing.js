// What leaving a field makes of what was typed, and the usual form to show beside a value.
// The twin of hotich/rules/typing.py and normal.py. A field is one of the exported ones.

import { formFromWords, fromDigits, normal as usualDate } from "./dates.js";
import { fold, isAllCapitals, nfc, titleCase, usualNation, usualPeople } from "./names.js";
import { bare, bookText, numberText, parseBook, parseNumber } from "./numbers.js";

/** In a book of one year "46" is number 046 of it. */
function numberOfBook(text, years) {
  if (years.length !== 1 || text.includes("/") || !/^\p{Nd}/u.test(text)) return text;
  const number = parseNumber(`${text}/${years[0]}`);
  return number ? numberText(number) : text;
}

/** The value that a person means by what they typed; whatever else it is, unchanged. */
export function readTyped(field, text, years, codes) {
  const typed = nfc(text);
  if (field.type === "date" || field.type === "adult_date") {
    return (years.length && fromDigits(typed, Math.max(...years))) || typed;
  }
  if (field.type === "number") return numberOfBook(typed, years);
  if (!field.codes) return typed;
  const folded = fold(typed);
  const means = (word) => fold(word) === folded;
  return codes[field.codes].find(([, ...words]) => words.some(means))?.[0] ?? typed;
}

const FORMS = {
  name: (value) => (isAllCapitals(value) ? titleCase(value) : ""),
  date: usualDate,
  adult_date: usualDate,
  date_words: formFromWords,
  number: (value) => {
    const number = parseNumber(value);
    return number && numberText(number);
  },
  book: (value) => {
    const book = parseBook(value);
    return book && bookText(book);
  },
  people: usualPeople,
  nation: usualNation,
  personal_number: bare,
  paper_number: bare,
};

/** The usual form of a value, V. Nam → Việt Nam; "" where it has that already, or none. */
export function normalForm(field, value, known) {
  const form = FORMS[field.type]?.(value, known) || "";
  return form === nfc(value) ? "" : form;
}
