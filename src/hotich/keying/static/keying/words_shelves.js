// Phrases by class and field: those of the book and commune, and those of this session.

import { asked, fit, marksAt, Phrases } from "./words_index.js";
import { filled, isTemplate, template } from "./words_templates.js";

const OWN_ENTRY = 5; // what an entry of this session weighs: as one of this book
const LATELY = 3; // one of the last entries weighs more
const LAST_PHRASES = 80;
const OTHER_FIELD = 0.2; // what a phrase weighs in a field where it never stood
const SAME_OWNER = 20; // and where it stood for the same relation between persons
const AFTER_COMMA = 0.01;
const RESPELLED = 0.001;

/** The phrases of one class in one field. */
class Shelf {
  constructor(rows = []) {
    this.templates = rows.filter(([text]) => isTemplate(text));
    this.phrases = new Phrases(rows.filter(([text]) => !isTemplate(text)));
    this.learned = new Map();
  }

  learn(text, clock) {
    for (const said of new Set([text, template(text)])) {
      this.learned.set(said, { n: (this.learned.get(said)?.n ?? 0) + 1, clock });
    }
  }

  /** Rows of Top for what was typed; the last entries of this session count more. */
  find(query, limit, clock) {
    const rows = [...this.phrases.find(query, limit)];
    for (const [text, seen] of this.learned) {
      const found = isTemplate(text) ? null : fit(text, query);
      if (found) rows.push({ text, n: seen.n, ...found, score: weightOf(seen, clock) * found.worth });
    }
    return rows;
  }

  /** Rows of Top for the templates that what was typed fills. */
  fill(text, clock) {
    const rows = this.templates.map(([form, n, score]) => ({ text: filled(form, text), n, score }));
    for (const [form, seen] of this.learned) {
      if (!isTemplate(form)) continue;
      rows.push({ text: filled(form, text), n: seen.n, score: weightOf(seen, clock) });
    }
    return rows.filter((row) => row.text);
  }
}

const weightOf = ({ n, clock }, now) => n * OWN_ENTRY * (now - clock < LAST_PHRASES ? LATELY : 1);

/** All shelves of a book. */
export class Shelves {
  #classes = new Map();
  #clock = 0;

  /** @param {Object<string, Object<string, [string, number, number][]>>} phrases by class, field */
  constructor(phrases) {
    for (const [cls, fields] of Object.entries(phrases)) {
      for (const [stem, rows] of Object.entries(fields)) this.#of(cls).set(stem, new Shelf(rows));
    }
  }

  #of(cls) {
    if (!this.#classes.has(cls)) this.#classes.set(cls, new Map());
    return this.#classes.get(cls);
  }

  /** Take note of a text; `owner` is who else bears the name of the person it is said of. */
  learn(cls, stem, owner, text) {
    this.#clock++;
    const shelves = this.#of(cls);
    for (const key of owner ? [stem, `${stem}@${owner}`] : [stem]) {
      if (!shelves.has(key)) shelves.set(key, new Shelf());
      shelves.get(key).learn(text, this.#clock);
    }
  }

  /** Add the phrases for what was typed to `best`. */
  find(best, cls, stem, owner, text) {
    const query = asked(text);
    const shelves = this.#of(cls);
    const found = new Map();
    const gather = (shelf, factor) => {
      for (const row of shelf?.find(query, best.limit, this.#clock) ?? []) {
        const before = found.get(row.text) ?? { score: 0, n: 0 };
        const score = row.score * factor + before.score;
        found.set(row.text, { ...row, score, n: row.n + before.n });
      }
    };
    gather(shelves.get(stem), 1);
    if (owner) gather(shelves.get(`${stem}@${owner}`), SAME_OWNER);
    if (found.size < best.limit && query.words.length) {
      for (const [other, shelf] of shelves) if (!other.startsWith(stem)) gather(shelf, OTHER_FIELD);
    }
    for (const row of found.values()) best.add(row);
    for (const row of shelves.get(stem)?.fill(text, this.#clock) ?? []) best.add(row);
    if (best.rows.length < best.limit) this.#tails(best, shelves, text);
    if (best.rows.length < best.limit && query.words.length > 1) {
      best.add({ text: this.#respelled(shelves, text), score: RESPELLED });
    }
  }

  /** Behind a comma: "Tại nhà, xuan" → Tại nhà, + thôn Xuân Đàn, xã Mai Đàn. */
  #tails(best, shelves, text) {
    const [, before, sign, tail] = /^(.*)(, | - )(.+)$/u.exec(text) ?? [];
    const query = asked(tail ?? "");
    if (!query.words.length) return;
    const head = this.#respelled(shelves, before) + sign;
    for (const shelf of shelves.values()) {
      for (const { text: phrase, at, n, score } of shelf.find(query, best.limit, this.#clock)) {
        const from = segmentAt(phrase, at);
        const said = head + phrase.slice(from);
        const marks = marksAt(said, head.length + at - from, query.words) ?? [];
        best.add({ text: said, n, marks, score: score * AFTER_COMMA });
      }
    }
  }

  /** What was typed, each word as phrases here write it: "tai nha" → Tại nhà. */
  #respelled(shelves, text) {
    return text.replace(/[\p{L}\p{N}]+/gu, (word) => {
      const query = { ...asked(word), open: false };
      for (const shelf of shelves.values()) {
        const [row] = shelf.find(query, 1, this.#clock);
        const said = row?.text.slice(row.at, row.at + word.length);
        if (said) return word[0] === word[0].toLowerCase() ? said : said[0].toUpperCase() + said.slice(1);
      }
      return word;
    });
  }
}

/** Where the part of a place begins that stands at `at`, between commas or dashes. */
function segmentAt(text, at) {
  const [comma, dash] = [text.lastIndexOf(", ", at), text.lastIndexOf(" - ", at)];
  return Math.max(comma < 0 ? 0 : comma + 2, dash < 0 ? 0 : dash + 3);
}
