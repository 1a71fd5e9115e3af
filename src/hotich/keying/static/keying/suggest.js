// Suggestions while typing, from the words of this book and commune; nothing changes by itself.
//
// const words = new Words(data);   // data: the answer of GET words/BOOK/
// words.find("person", "nguyen thi la", {field: "mother_name", values}) → [{text, n, marks}]
//
// A suggestion may be only the beginning of a value: family and middle name, a text up to its next
// number. Whole names come from this record alone; others are put together from parts of names.

import { asked, fit, Top } from "./words_index.js";
import { Manners } from "./words_dates.js";
import { fold, isCapitals, titled } from "./words_letters.js";
import { Names } from "./words_names.js";
import { Shelves } from "./words_shelves.js";

const MEN = /^(?:adoptive_)?(?:father|husband)_/;
const WOMEN = /^(?:adoptive_)?(?:mother|wife)_/;
const KIN = /^(?:child|father|parent|person|applicant|deceased|ward|guardian1)_name$/;
const IN_RECORD = 1e6; // what stands in this record already goes before all else
const PUT_TOGETHER = 1; // and names put together come last
const WAYS = 12; // of writing a date in words that are tried

/** The words of a book, and what this session adds to them. */
export class Words {
  #fields;
  #shelves;
  #names;
  #ties = new Map();
  #manners = new Manners();
  #capitals = new Map();

  constructor(data) {
    this.#fields = data.fields ?? {};
    this.#shelves = new Shelves(data.phrases ?? {});
    this.#names = new Names(data.names);
    for (const [field, whose] of Object.entries(data.ties ?? {})) {
      this.#ties.set(field, new Map(Object.entries(whose)));
    }
  }

  /**
   * Return the likeliest values for what stands in a field, at most `limit`.
   * @param {string} cls the class of the field (Field.words)
   * @param {string} typed with or without marks; "" offers what is likely before anything is typed
   * @param {{limit?: number, field?: string, values?: Object<string, string>}} about the field's
   *   name and what the record has so far
   * @returns {{text: string, n: number, marks: [number, number][]}[]} n: entries it stands in,
   *   0 if unknown; marks: where the typed letters stand in it
   */
  find(cls, typed, { limit = 3, field = "", values = {} } = {}) {
    const text = typed.normalize("NFC");
    const best = new Top(limit + 1);
    const place = this.#place(field);
    this.#fromRecord(best, cls, asked(text), values, place);
    if (cls === "words") this.#dates(best, text, values, field);
    else if (cls === "person") this.#people(best, text, values, place);
    else if (cls !== "record") {
      const owner = ownerOf(values, place.prefix);
      this.#shelves.find(best, cls, place.stem, owner, text);
      if (cls === "officer" && text) this.#people(best, text, values, place);
      if (cls === "text") this.#named(best, text, values, place);
    }
    const rows = best.rows.filter((row) => row.text !== text).slice(0, limit);
    return rows.map(({ text: said, n = 0, marks = [] }) => ({ text: said, n, marks }));
  }

  /** Take note of what a finished entry has in a field. */
  learn(cls, typed, { field = "", values = {} } = {}) {
    const text = typed?.normalize("NFC").trim();
    if (!text) return;
    const place = this.#place(field);
    const owner = ownerOf(values, place.prefix);
    if (cls === "words") this.#manners.learn(dateOf(field, values), text);
    else if (cls === "person") {
      this.#capitals.set(field, isCapitals(text));
      this.#names.learn(text, sexOf(place, values));
      if (owner) this.#tie(field, owner);
    } else if (cls !== "record") this.#shelves.learn(cls, place.stem, owner, text);
  }

  #tie(field, owner) {
    const whose = this.#ties.get(field) ?? new Map();
    whose.set(owner, (whose.get(owner) ?? 0) + 1);
    this.#ties.set(field, whose);
  }

  /** What a field is (stem), and of whom (prefix): mother_residence is a mother's residence. */
  #place(field) {
    const stem = this.#fields[field]?.[1] ?? field;
    return { field, stem, prefix: field.slice(0, Math.max(0, field.length - stem.length - 1)) };
  }

  /** The same person's papers, the family's residence, the father who declares. */
  #fromRecord(best, cls, query, values, { field, stem, prefix }) {
    const add = (text, score) => {
      const found = text && fit(text, query);
      if (found) best.add({ text, marks: found.marks, score: score * found.worth });
    };
    const owner = ownerOf(values, prefix);
    if (owner && cls !== "person") add(values[`${owner}_${stem}`], 2 * IN_RECORD);
    const ties = this.#ties.get(field);
    for (const [other, value] of Object.entries(values)) {
      const [kind, itsStem] = this.#fields[other] ?? [];
      if (other === field || kind !== cls || itsStem !== stem) continue;
      if (cls === "person") add(value, IN_RECORD * (ties?.get(this.#place(other).prefix) ?? 0));
      else if (cls === "place" || cls === "people" || cls === "nation") add(value, IN_RECORD);
    }
  }

  #dates(best, text, values, field) {
    const query = asked(text);
    let score = WAYS;
    for (const said of this.#manners.write(dateOf(field, values))) {
      const found = score > 0 && fit(said, query);
      if (found && !found.at) best.add({ text: said, marks: found.marks, score });
      score--;
    }
  }

  #people(best, text, values, place, head = "") {
    const query = asked(text);
    const kin = KIN.test(place.field) ? Object.keys(values).filter((other) => KIN.test(other)) : [];
    const families = kin.filter((other) => other !== place.field && values[other]).map((other) => familyOf(values[other]));
    const about = { sex: sexOf(place, values), kin: families, limit: best.limit };
    const usual = /\p{Lu}\p{Ll}/u.test(text) ? false : this.#capitals.get(place.field);
    const capitals = usual || /\p{Lu}{2}/u.test(text);
    this.#names.find(query, { ...about, capitals }).forEach((row, rank) => {
      best.add({ ...row, text: head + row.text, score: PUT_TOGETHER / (rank + 1) });
    });
  }

  /** A name behind a colon: "Họ và tên: " and one of this record, or one put together. */
  #named(best, text, values, place) {
    const [, head, name] = /^(.*: )(.*)$/u.exec(text) ?? [];
    if (!head) return;
    for (const [field, value] of Object.entries(values)) {
      const found = this.#fields[field]?.[0] === "person" && fit(value, asked(name));
      if (found) best.add({ text: head + value, marks: [], score: IN_RECORD * found.worth });
    }
    if (name) this.#people(best, name, values, place, head);
  }
}

const dateOf = (field, values) => values[field.replace(/_words$/, "")] ?? "";
const familyOf = (name) => titled(name.toLowerCase()).split(" ")[0];

function sexOf({ field, prefix }, values) {
  if (MEN.test(field)) return "1";
  return WOMEN.test(field) ? "2" : values[`${prefix}_sex`] ?? "";
}

/** Who else in the record bears the name of a person, "" where nobody does. */
function ownerOf(values, prefix) {
  const mine = `${prefix}_name`;
  const name = fold(values[mine] ?? "");
  const same = ([field, value]) => field !== mine && field.endsWith("_name") && fold(value) === name;
  return name ? Object.entries(values).find(same)?.[0].slice(0, -"_name".length) ?? "" : "";
}
