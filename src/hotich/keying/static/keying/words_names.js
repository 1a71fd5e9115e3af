// Full names put together from family, middle and given names; no citizen's whole name is kept.

import { agrees, fold, isCapitals, titled } from "./words_letters.js";
import { marksAt, Top } from "./words_index.js";

const CUT_SHORT = 0.03; // "ng" for Nguyễn where another word follows
const UNKNOWN = 1e-6; // a word that nobody here bears is kept as it was typed
const LEARNED = 500; // what one name of this session adds, in ten thousandths
const KIN = 50_000; // and what being the family name of one's kin adds
const BEGUN = 1e4; // a middle name alone stands beside whole names as if its given name were sure
const WIDEST = 8; // parts tried at each place
const PARTICLES = { Văn: "1", Thị: "2" }; // middle words that tell a man or a woman

const sexes = (sex) => (sex === "1" || sex === "2" ? [sex] : ["1", "2"]);

/** One part of names, with how often each is borne in ten thousand. */
class Part {
  constructor(rows = []) {
    this.rows = new Map();
    for (const [text, weight] of rows) this.add(text, weight);
  }

  add(text, weight) {
    const row = this.rows.get(text) ?? { text, weight: 0, words: fold(text).split(" ") };
    row.weight += weight;
    this.rows.set(text, row);
  }

  /** The names that fit the typed words from `from` on, the likeliest first. */
  fitting(typed, from, likely = []) {
    const best = new Top(WIDEST);
    for (const row of this.rows.values()) {
      const weight = row.weight + (likely.includes(row.text) ? KIN : 0);
      const score = fitOf(row, typed, from) * weight;
      if (score) best.add({ ...row, score });
    }
    return best.rows;
  }
}

function fitOf({ text, words }, typed, from) {
  let fit = 1;
  for (let index = 0; index < words.length && from + index < typed.length; index++) {
    const { folded, raw, marks } = typed[from + index];
    if (!words[index].startsWith(folded)) return 0;
    if (marks && !agrees(raw, text.split(" ")[index])) return 0;
    if (folded.length < words[index].length && from + index < typed.length - 1) fit *= CUT_SHORT;
  }
  return fit;
}

/** The names of a commune, with what this session adds. */
export class Names {
  constructor({ family, middle = {}, given = {} } = {}) {
    this.family = new Part(family);
    this.middle = { 1: new Part(middle.m), 2: new Part(middle.f) };
    this.given = { 1: new Part(given.m), 2: new Part(given.f) };
  }

  /** Add the parts of a name that was typed; sex is "1", "2" or unknown. */
  learn(name, sex) {
    const words = titled(name.toLowerCase()).split(/\s+/);
    if (words.length < 2) return;
    this.family.add(words[0], LEARNED);
    for (const each of sexes(sex || PARTICLES[words[1]])) {
      this.middle[each].add(words.slice(1, -1).join(" "), LEARNED);
      this.given[each].add(words[words.length - 1], LEARNED);
    }
  }

  /**
   * Return the likeliest names for the typed words as rows of Top: whole ones, or family and middle
   * name while no more was typed. The last one keeps the last word as it was typed.
   * @param {{words: object[], open: boolean}} query
   * @param {{sex: string, kin: string[], limit: number, capitals: boolean}} about
   */
  find({ words, open }, { sex, kin, limit, capitals }) {
    const typed = open ? words : [...words, { folded: "", raw: "", marks: false }];
    const best = new Top(limit);
    for (const family of kin) this.family.add(family, 0);
    for (const each of sexes(sex)) {
      for (const family of or(this.family.fitting(typed, 0, kin), typed, 0)) {
        this.#middles(best, typed, family, each);
      }
    }
    const rows = best.rows;
    const kept = open && words.length > 1 && rows[0] && asTyped(rows[0].text, words);
    const whole = rows.filter((row) => fold(row.text) === fold(kept || ""));
    if (kept && whole.length < limit - 1 && !whole.some((row) => row.text === kept)) {
      rows.splice(Math.min(limit - 2, rows.length), rows.length, { text: kept, score: 0 });
    }
    return rows.map(({ text, score }) => {
      const said = capitals ? text.toUpperCase() : text;
      return { text: said, score, marks: marksAt(said, 0, words) ?? [] };
    });
  }

  #middles(best, typed, family, sex) {
    const from = family.words.length;
    const middles = this.middle[sex].fitting(typed, from).filter((middle) => middle.text);
    for (const middle of from < typed.length - 1 ? or(middles, typed, from) : middles) {
      const head = { text: `${family.text} ${middle.text}`, score: family.score * middle.score };
      const next = from + middle.words.length;
      if (next >= typed.length) best.add({ ...head, score: head.score * BEGUN });
      if (typed.length > from + 1) this.#givens(best, typed, head, sex, next);
    }
    if (from < typed.length) {
      const none = this.middle[sex].rows.get("")?.weight ?? 1;
      this.#givens(best, typed, { ...family, score: family.score * none }, sex, from);
    }
  }

  #givens(best, typed, head, sex, from) {
    if (from < typed.length - 1) return;
    for (const given of or(this.given[sex].fitting(typed, from), typed, from)) {
      best.add({ text: `${head.text} ${given.text}`, score: head.score * given.score });
    }
  }
}

/** What fits, or else the word as it was typed. */
function or(found, typed, at) {
  if (found.length || !typed[at]?.raw) return found;
  return [{ text: capital(typed[at].raw), words: [typed[at].folded], score: UNKNOWN }];
}

const capital = (word) => titled(isCapitals(word) ? word.toLowerCase() : word);

/** A name with its last word as it was typed. */
const asTyped = (name, words) =>
  [...name.split(" ").slice(0, words.length - 1), capital(words[words.length - 1].raw)].join(" ");
