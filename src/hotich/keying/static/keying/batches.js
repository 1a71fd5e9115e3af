// Which batch comes next, and what is needed to key in it: taken in time, made ready once.

import { prepare } from "./rules/index.js";
import { Words } from "./suggest.js";

const FEW = 3; // entries left in hand at which the next batch is fetched
const KEPT = 3; // batches whose rules and words are held ready

/** Without its rules an entry cannot be keyed. */
export class NoRules extends Error {}

export class Batches {
  /** @param {import("./desk.js").Desk} desk @param {URLSearchParams} wish what the address asks for */
  constructor(desk, wish) {
    this.desk = desk;
    this.book = Number(wish.get("book")) || null;
    this.practice = wish.get("practice") ?? "";
    this.away = wish.has("away");
    this.asked = false; // the batch that the address asks for was asked for
    this.none = null; // why nothing more was given
    this.taking = null;
    this.tools = new Map(); // lease id -> {rules, words}
    this.#focus();
  }

  #focus() {
    this.desk.focusOn({ book: this.book, practice: this.practice });
  }

  /** Return the entry to key, after taking a batch if there is none; null: see ``none``. */
  async next() {
    const current = this.desk.current();
    if (current && this.#meant(current)) return current;
    if (!this.desk.state.owner) return null;
    const first = !this.asked;
    await this.take(this.book);
    if (first) this.#focus(); // what was just asked for comes before what was in hand
    return this.desk.current();
  }

  /** Another book may be in hand than the one the address asks for, or fewer entries of it. */
  #meant({ lease }) {
    if (this.asked || this.desk.state.network !== "on") return true;
    return !this.away && (!this.book || lease.book.id === this.book);
  }

  /** Ask for a batch; one question at a time. */
  take(book) {
    this.taking ??= this.#take(book).finally(() => (this.taking = null));
    return this.taking;
  }

  async #take(book) {
    this.asked = true;
    const { practice, away } = this;
    const taken = this.desk.take(practice ? { practice } : { book, away });
    const { none } = await taken.catch(() => ({ none: { code: "off", text: "" } }));
    this.none = none ?? null;
  }

  /** Fetch the next batch before the one in hand is empty, and make its tools ready. */
  ahead({ lease }) {
    const next = this.desk.upcoming(FEW + 1);
    for (const each of next) this.toolsOf(each.lease).catch(() => null);
    const few = next.length <= FEW && !this.none && !lease.practice;
    if (few && this.desk.state.network === "on") this.take(lease.book.id);
  }

  /** Rules and words of a batch. @returns {Promise<{rules: object, words: Words|null}>} */
  async toolsOf(lease) {
    const known = this.tools.get(lease.id);
    if (known) return known;
    const [exported, data] = await Promise.all([
      this.desk.rules(lease),
      this.desk.words(lease).catch(() => null), // without suggestions the station works as well
    ]);
    if (!exported) throw new NoRules();
    const tools = { rules: prepare(exported), words: data && new Words(data) };
    this.tools.set(lease.id, tools);
    if (this.tools.size > KEPT) this.tools.delete(this.tools.keys().next().value);
    return tools;
  }
}
