// Checks 0 to 11: each value by itself, and the heading against its book. For every kind.
// The twin of hotich/rules/checks/form.py.

import { fullDay, yearOf } from "./dates.js";
import * as names from "./names.js";
import * as numbers from "./numbers.js";
import { FEMALE, MALE, REGISTERED } from "./record.js";

/** Check 0: a required field has a value, or a flag that says why not. */
function* required(record) {
  for (const { name } of record.fields.filter((field) => field.required)) {
    if (record.flags.has(name)) {
      if (name !== REGISTERED) yield record.found("R0b", [name], {}, flagFacts(record, name));
    } else if (!record.value(name)) {
      yield record.found("R0a", [name]);
    }
  }
}

function flagFacts(record, name) {
  const [vi, en] = record.flag_words[record.flags.get(name)];
  return { flag_vi: vi, flag_en: en };
}

/** Check 1: the number is n[suffix]/yyyy. */
function* number(record) {
  const value = record.value("number");
  if (value && !numbers.parseNumber(value)) {
    yield record.found("R1", ["number"], { value: "number" });
  }
}

/** Check 1: a number is one of those expected at its place, each [number, year]. */
export function* numberInTurn(record, value, expected) {
  const typed = numbers.parseNumber(value);
  if (!typed || !expected.length) return;
  if (expected.some(([n, year]) => n === typed.n && year === typed.year)) return;
  const [n, year] = expected[0];
  const first = numbers.numberText({ n, suffix: "", year });
  yield record.found("R1b", ["number"], {}, { value, expected: first });
}

/** Check 2: the book is bb/yyyy, and the one at hand. */
function* bookNumber(record) {
  const { book } = record;
  const [name, value] = ["book_number", record.value("book_number")];
  const written = numbers.parseBook(value);
  if (value && !written) yield record.found("R2a", [name], { value: name });
  if (written && (written.number !== book.number || written.year !== book.year)) {
    yield record.found("R2b", [name], { value: name }, { book: numbers.bookText(book) });
  }
}

/** Check 3: the registration date is full and real, or flagged. */
function* registrationDate(record) {
  const written = record.written(REGISTERED);
  if (record.flags.has(REGISTERED)) {
    yield record.found("R3b", [REGISTERED], {}, flagFacts(record, REGISTERED));
  } else if (record.value(REGISTERED) && (!written || !fullDay(written))) {
    yield record.found("R3a", [REGISTERED], { value: REGISTERED });
  }
}

/** Checks 4 and 5: the years of number, book and registration agree. */
function* years(record) {
  const year = record.written(REGISTERED)?.year;
  if (!year) return;
  const numbered = numbers.parseNumber(record.value("number"));
  if (numbered && numbered.year !== year) {
    yield record.found("R4", ["number", REGISTERED], {}, { number_year: numbered.year, year });
  }
  const book = numbers.parseBook(record.value("book_number"));
  if (book && book.year > year) {
    yield record.found("R5", ["book_number", REGISTERED], {}, { book_year: book.year, year });
  }
}

/** Check 6: the page is a number within the book. */
function* page(record) {
  const value = record.value("page");
  const { pages } = record.book;
  if (value && !/^0*[1-9][0-9]{0,8}$/.test(value)) {
    yield record.found("R6a", ["page"], { value: "page" });
  } else if (value && pages && Number(value) > pages) {
    yield record.found("R6b", ["page"], { value: "page" }, { pages });
  }
}

/** Check 7: a date has a form that a date may have. */
function* date({ name, type }, value, record) {
  const written = record.written(name);
  const adult = type === "adult_date";
  if (!written || (written.age !== null && !adult)) {
    yield record.found(adult ? "R7b" : "R7a", [name], { value: name });
  }
}

/** Check 8: a code is on its list. */
function* code({ name, codes }, value, record) {
  const known = record.codes[codes].map(([one]) => one);
  if (!known.includes(value)) {
    yield record.found("R8", [name], { value: name }, { codes: known.join(", ") });
  }
}

/** Check 9: a people is on the national list, by any of its names. */
function* people({ name }, value, record) {
  if (!names.peopleCode(value, record.known)) yield record.found("R9a", [name], { value: name });
}

/** Check 9: a nationality is on the list. */
function* nation({ name }, value, record) {
  if (!names.usualNation(value, record.known)) yield record.found("R9b", [name], { value: name });
}

/** Check 10: a name has Vietnamese letters only, no digits, and is not all capitals. */
function* fullName({ name }, value, record) {
  const said = { value: name };
  const letters = names.foreignLetters(value).join(", ");
  if (letters) yield record.found("R10b", [name], said, { letters });
  if (/\p{Nd}/u.test(value)) yield record.found("R10c", [name], said);
  if (names.isAllCapitals(value)) {
    yield record.found("R10d", [name], said, { proposal: names.titleCase(value) });
  }
}

/** Check 11: a personal number is a possible one. */
function* personal({ name }, value, record) {
  if (!numbers.personalNumber(value, record.known.provinces)) {
    yield record.found("R11a", [name], { value: name });
  }
}

/** Check 11: an identity card has 9 or 12 digits; other papers have any number. */
function* paper(field, value, record) {
  const who = record.persons.find((someone) => someone.paper_number === field.name);
  if (!record.hasCard(who)) return;
  const citizen = record.value(who.paper_kind) === record.meant.citizen_card;
  if (!numbers.paperNumberOk(value) || (citizen && numbers.bare(value).length !== 12)) {
    yield record.found("R11d", [field.name], { value: field.name });
  } else if (citizen) {
    yield* personal(field, value, record);
  }
}

const BY_TYPE = {
  date,
  adult_date: date,
  code,
  people,
  nation,
  name: fullName,
  personal_number: personal,
  paper_number: paper,
};

/** Checks 7 to 11: every value by the type of its field. */
function* values(record) {
  for (const field of record.fields) {
    const value = record.value(field.name);
    if (!value) continue;
    if (value.normalize("NFC") !== value) yield record.found("R10a", [field.name]);
    const judge = BY_TYPE[field.type];
    if (judge && field.name !== REGISTERED) yield* judge(field, value, record);
  }
}

/** Check 11: a number of 12 digits agrees with its bearer's year of birth and sex. */
function* numbersOfPersons(record) {
  for (const who of record.persons) {
    const numbered = record.numberOf(who);
    if (!numbered) continue;
    const { name, year } = numbered;
    const span = record.span(who.birth);
    if (span && (year < yearOf(span[0]) || year > yearOf(span[1]))) {
      yield record.found("R11b", [name, who.birth], { birth: who.birth }, { year });
    }
    const sex = who.sex_by_role || record.value(who.sex);
    if ([MALE, FEMALE].includes(sex) && sex !== numbered.sex) {
      const fields = who.sex ? [name, who.sex] : [name];
      yield record.found("R11c", fields, {}, record.sexFacts(numbered.sex));
    }
  }
}

export const FORM_CHECKS = [
  required,
  number,
  bookNumber,
  registrationDate,
  years,
  page,
  values,
  numbersOfPersons,
];
