// Finds phrases by the beginnings of their words, the most frequent first.

import { agrees, fold, hasMarks } from "./words_letters.js";

const HEAD = 5; // letters by which words are sorted
const WORD = /[\p{L}\p{N}]+/gu;
const UNSEEN = 0.01; // public words that stand in no entry yet
const START = 3; // a phrase that begins so is worth more than one that only contains it
const SHORT = 0.2; // words cut short: "x d" for Xuân Đàn

/** The words that were typed; `open`: the last one may go on. */
export function asked(typed) {
  const words = (typed.match(WORD) ?? []).map((raw) => ({ folded: fold(raw), raw, marks: hasMarks(raw) }));
  return { words, open: /[\p{L}\p{N}]$/u.test(typed) };
}

/** Phrases, each with the places where its words begin. */
export class Phrases {
  /** @param {[string, number, number][]} rows (text in NFC, entries, weight), heaviest first */
  constructor(rows) {
    this.rows = rows;
    this.folded = fold(rows.map(([text]) => text).join("\n"));
    this.starts = new Int32Array(rows.length);
    for (let id = 1; id < rows.length; id++) {
      this.starts[id] = this.starts[id - 1] + rows[id - 1][0].length + 1;
    }
    this.#sortWords();
  }

  /** Sort the places where words begin by their first letters, in the order of the phrases. */
  #sortWords() {
    const { folded } = this;
    const lists = new Map(); // by number: far quicker than by text
    for (let at = 0; at < folded.length; at++) {
      if (!isLetter(folded, at)) continue;
      const from = at;
      let key = 0;
      let plain = true;
      for (; isLetter(folded, at); at++) {
        const code = folded.charCodeAt(at);
        if (at < from + HEAD) key = key * 37 + code - (code > 96 ? 96 : 21);
        plain &&= code < 128;
      }
      const head = plain ? key : folded.slice(from, Math.min(at, from + HEAD));
      const list = lists.get(head);
      if (list) list.push(from);
      else lists.set(head, [from]);
    }
    /** @type {[string, number[]][]} the first letters of words, and their places */
    this.heads = [...lists.values()].map((list) => [headAt(folded, list[0]), list]);
  }

  #idAt(place) {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #row(id) {
    const [text, n, weight] = this.rows[id];
    return { text, n, weight: weight || UNSEEN };
  }

  /** The best phrases for what was typed, as rows of Top with `at`, where the match begins. */
  find(query, limit) {
    const best = new Top(limit);
    if (!query.words.length) {
      for (let id = 0; id < Math.min(limit, this.rows.length); id++) {
        const row = this.#row(id);
        best.add({ ...row, at: 0, marks: [], score: row.weight * START });
      }
      return best.rows;
    }
    const { index, lists } = this.#rarest(query);
    for (const list of lists) this.#gather(best, list, index, query);
    return best.rows;
  }

  /** Add what fits at the places of one word, heaviest first: stop where nothing can be better. */
  #gather(best, list, index, query) {
    let heaviest = Infinity; // no row further on weighs more
    for (const anchor of list) {
      if (best.least >= heaviest * START) return;
      const place = this.#back(anchor, index);
      if (place < 0) continue;
      const begins = place === 0 || this.folded[place - 1] === "\n";
      if (best.least >= heaviest * (begins ? START : 1)) continue;
      const short = follow(this.folded, place, query);
      if (short < 0) continue;
      const id = this.#idAt(place);
      const row = this.#row(id);
      heaviest = row.weight;
      const at = place - this.starts[id];
      const score = row.weight * worth(at, short);
      if (score <= best.least) continue;
      const marks = marksAt(row.text, at, query.words);
      if (marks) best.add({ ...row, at, marks, score });
      if (marks && best.limit === 1) return;
    }
  }

  /** The typed word that begins the fewest words here, and the lists of their places. */
  #rarest({ words, open }) {
    const found = words.map(({ folded }, index) => ({ index, folded, lists: [], size: 0 }));
    for (const each of found) {
      const whole = !open && each.index === words.length - 1;
      const sought = each.folded.slice(0, HEAD);
      for (const [head, list] of this.heads) {
        if (whole ? head !== sought : !head.startsWith(sought)) continue;
        each.lists.push(list);
        each.size += list.length;
      }
    }
    return found.reduce((least, each) => (each.size < least.size ? each : least));
  }

  /** Go back so many words within a phrase; -1 where there are not so many. */
  #back(place, words) {
    const { folded } = this;
    let at = place;
    for (let left = words; left > 0; left--) {
      do at--;
      while (at >= 0 && folded[at] !== "\n" && !isLetter(folded, at));
      if (!isLetter(folded, at)) return -1;
      while (isLetter(folded, at - 1)) at--;
    }
    return at;
  }
}

function isLetter(text, at) {
  const code = text.charCodeAt(at);
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code > 127;
}

function headAt(folded, from) {
  let at = from;
  while (at < from + HEAD && isLetter(folded, at)) at++;
  return folded.slice(from, at);
}

const worth = (at, short) => (at ? 1 : START) * (short ? SHORT : 1);

/** How a single text fits what was typed: {at, marks, worth}, null where it does not. */
export function fit(text, query) {
  if (!query.words.length) return { at: 0, marks: [], worth: START };
  const folded = fold(text);
  for (let at = 0; at < folded.length; at++) {
    if (!isLetter(folded, at) || isLetter(folded, at - 1)) continue;
    const short = follow(folded, at, query);
    const marks = short < 0 ? null : marksAt(text, at, query.words);
    if (marks) return { at, marks, worth: worth(at, short) };
  }
  return null;
}

/** Follow the typed words from a place: -1 if they do not fit, else how many are cut short. */
function follow(folded, place, { words, open }) {
  let at = place;
  let short = 0;
  for (let index = 0; ; index++) {
    const word = words[index].folded;
    if (!folded.startsWith(word, at)) return -1;
    at += word.length;
    const whole = !isLetter(folded, at);
    if (index === words.length - 1) return open || whole ? short : -1;
    if (!whole) short++;
    while (isLetter(folded, at)) at++;
    while (at < folded.length && folded[at] !== "\n" && !isLetter(folded, at)) at++;
    if (!isLetter(folded, at)) return -1;
  }
}

/** Where the typed letters stand in a text: [[from, to], …]; null where its marks are others. */
export function marksAt(text, place, words) {
  const marks = [];
  WORD.lastIndex = place;
  for (const { raw, folded, marks: marked } of words) {
    const found = WORD.exec(text);
    if (!found || (marked && !agrees(raw, found[0]))) return null;
    marks.push([found.index, found.index + folded.length]);
  }
  return marks;
}

/** The few best rows by score, each text once. */
export class Top {
  constructor(limit) {
    this.limit = limit;
    this.rows = [];
  }

  /** What a row must exceed to be among the best. */
  get least() {
    return this.rows.length < this.limit ? -1 : this.rows[this.rows.length - 1].score;
  }

  add(row) {
    if (row.score <= this.least) return;
    const same = this.rows.findIndex((other) => other.text === row.text);
    if (same >= 0) {
      if (this.rows[same].score >= row.score) return;
      this.rows.splice(same, 1);
    }
    const at = this.rows.findIndex((other) => other.score < row.score);
    this.rows.splice(at < 0 ? this.rows.length : at, 0, row);
    if (this.rows.length > this.limit) this.rows.length = this.limit;
  }
}
