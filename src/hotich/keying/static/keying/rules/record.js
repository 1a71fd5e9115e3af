// A record under check, with its book and its persons. The twin of hotich/rules/checks/facts.py and
// of the first half of persons.py.

import { FIRST_DAY, LAST_DAY, bornBy, parse, spanOf, yearOf } from "./dates.js";
import { trim } from "./names.js";
import { bare, isDecimal, paperNumberOk, personalNumber } from "./numbers.js";

/**
 * @typedef {object} Finding what a check found
 * @property {number} check @property {string} id @property {"E"|"W"|"I"} severity
 * @property {string[]} fields first the one to look at
 * @property {Object<string, string|number>} facts @property {string} text
 */

export const REGISTERED = "registration_date";
export const [MALE, FEMALE] = ["1", "2"];

const yearsBetween = (born, on) => yearOf(on) - yearOf(born) - Number(on % 10000 < born % 10000);

/** A record under check. What is flagged is not judged: it reads as empty. */
export class Record {
  /**
   * @param {object} rules as prepared for the kind
   * @param {Object<string, string>} values as written @param {Object<string, string>} flags
   * @param {import("./index.js").Around} around
   */
  constructor(rules, values, flags, { book, today, language = "vi" }) {
    Object.assign(this, rules, { book });
    this.today = Number(today.replaceAll("-", ""));
    this.language = language.startsWith("en") ? 1 : 0;
    this.flags = new Map(Object.entries(flags));
    const plain = Object.entries(values).filter(([name]) => !this.flags.has(name));
    this.plain = new Map(plain.map(([name, value]) => [name, trim(value)]));
    this.dates = new Map();
    this.spans = new Map();
  }

  /** The value of a field; "" where it is empty, flagged, or the kind has no such field. */
  value(name) {
    return (name && this.plain.get(name)) || "";
  }

  /** Whether the book has something in a field, if only something unreadable. */
  given(name) {
    return this.flags.has(name) || this.value(name) !== "";
  }

  /** The date in a field, null where it is empty or cannot be read. */
  written(name) {
    if (!this.dates.has(name)) this.dates.set(name, parse(this.value(name)));
    return this.dates.get(name);
  }

  /**
   * The first and last day that a date field may mean, null where it has no date.
   * @returns {?import("./dates.js").Span}
   */
  span(name) {
    if (!this.spans.has(name)) this.spans.set(name, this.readSpan(name));
    return this.spans.get(name);
  }

  /** An age counts back from certain days; without those it may mean any day. */
  readSpan(name) {
    const written = this.written(name);
    if (!written) return null;
    if (written.age === null) return spanOf(written);
    if (!name.endsWith("_birth_date")) return null; // an age is no day of an event
    const days = this.meant.age_counts_from[name] ?? [REGISTERED];
    const counted = days.map((day) => this.span(day));
    if (!counted.every((span) => span && span[0] > FIRST_DAY)) return [FIRST_DAY, LAST_DAY];
    const born = counted.map((span) => bornBy(written.age, span));
    return [Math.min(...born.map(([first]) => first)), Math.max(...born.map(([, last]) => last))];
  }

  /** Whether one date is certainly after another; not where one of them is not known. */
  isAfter(later, earlier) {
    const [a, b] = [this.span(later), this.span(earlier)];
    return Boolean(a && b && a[0] > b[1]);
  }

  /** The age that is certainly not exceeded; NaN, never more or less, where a date is missing. */
  ageAtMost(born, on) {
    const [a, b] = [this.span(born), this.span(on)];
    return a && b ? yearsBetween(a[0], b[1]) : NaN;
  }

  /** The age that is certainly reached; NaN where a date is missing. */
  ageAtLeast(born, on) {
    const [a, b] = [this.span(born), this.span(on)];
    return a && b ? yearsBetween(a[1], b[0]) : NaN;
  }

  /**
   * Make a finding of a case.
   * @param {string} id @param {string[]} fields the labels of the first join the facts
   * @param {Object<string, string>} said facts that fields tell: fact → field
   * @param {Object<string, string|number>} facts all others
   * @returns {Finding}
   */
  found(id, fields, said = {}, facts = {}) {
    const [check, severity, ...sentences] = this.cases[id];
    const [vi, en] = this.labels.get(fields[0]);
    const all = { ...facts, field_vi: vi, field_en: en };
    for (const [fact, name] of Object.entries(said)) all[fact] = this.value(name);
    const text = sentences[this.language].replace(/\{(\w+)\}/g, (_, fact) => String(all[fact]));
    return { check, id, severity, fields, facts: all, text };
  }

  /** The words of a code, as facts of both languages. */
  codeFacts(fact, list, code, small = false) {
    const words = this.codes[list].find(([known]) => known === code).slice(1);
    const [vi, en] = small ? words.map((word) => word.toLowerCase()) : words;
    return { [`${fact}_vi`]: vi, [`${fact}_en`]: en };
  }

  sexFacts(sex) {
    return this.codeFacts("sex", "GioiTinh", sex, true);
  }

  /** The person in a role. */
  person(role) {
    return this.persons.find((who) => who.role === role);
  }

  /** Whether a paper is an identity card; where none is named, if its number is digits only. */
  hasCard(who) {
    const [paper, number] = [this.value(who.paper_kind), this.value(who.paper_number)];
    if (!this.meant.no_paper_kind.includes(paper)) return this.meant.identity_cards.includes(paper);
    return isDecimal(number) || isDecimal(bare(number));
  }

  /**
   * A person's number of 12 digits with its field: their own, or their card's.
   * @returns {?{name: string, sex: string, year: number}}
   */
  numberOf(who) {
    for (const name of [who.personal_number, who.paper_number]) {
      if (name === who.paper_number && !this.hasCard(who)) continue;
      const parts = personalNumber(this.value(name), this.known.provinces);
      if (parts) return { name, ...parts };
    }
    return null;
  }

  /** The number that belongs to this person only, "" where none surely does. */
  identityOf(who) {
    const personal = bare(this.value(who.personal_number));
    if (personal) return personal;
    const [paper, number] = [this.value(who.paper_kind), bare(this.value(who.paper_number))];
    const unnamed = this.meant.no_paper_kind.includes(paper);
    const sure = unnamed ? paperNumberOk(number) : paper !== this.meant.other_paper;
    return sure ? number.toUpperCase() : "";
  }
}
