// The rows that the server has not yet acknowledged, and the loop that sends them.
// A row leaves only when the server has answered for it; sending one twice does no harm.

import { isUnsent } from "./store.js";

/**
 * @typedef {object} Row
 * @property {string} id UUID: the server applies it once
 * @property {number} user whose it is
 * @property {number} at when it was finished, in the server's time
 * @property {string} key of the entry in hand
 * @property {string} label of the entry, for people
 * @property {number} entry
 * @property {number} lease
 * @property {number} round
 * @property {string} [aside] why it is set aside; then nothing below
 * @property {Record<string, string>} [values]
 * @property {Record<string, string>} [flags]
 * @property {string[]} [accepted]
 * @property {object} [timings]
 * @property {any} [answer] what the server said against it, until the person has seen it
 */

const BATCH = 20;
const FIRST = 1000; // milliseconds to the second try, then twice as long each time
const LONGEST = 60_000;
const UNREADABLE = [400, 413, 422]; // of a whole batch: one of its rows is bad

export class Outbox {
  /** @type {Row[]} */ rows = [];
  #late = new Set(); // rows at which the server broke: after the others
  #size = BATCH;
  #wait = FIRST;
  #running = false;
  #flying = null;
  #stir = () => {};

  /**
   * @param {number} user
   * @param {import("./network.js").Network} network
   * @param {() => boolean} mayRun false in a tab that is not at work
   * @param {(rows: Row[], answers: any[], body: any) => Promise<void>} settle
   */
  constructor(user, network, mayRun, settle) {
    Object.assign(this, { user, network, mayRun, settle });
  }

  get waiting() {
    return this.rows.filter((row) => !row.answer && row.user === this.user);
  }

  get unsent() {
    return this.rows.filter(isUnsent).length;
  }

  get refused() {
    return this.rows.filter((row) => row.answer).map((row) => ({ row, answer: row.answer }));
  }

  /** Send now, without waiting out a pause. */
  wake() {
    this.#wait = FIRST;
    this.#stir();
    if (!this.#running) this.#run();
  }

  async #run() {
    this.#running = true;
    while (this.mayRun() && (this.waiting.length || this.network.status !== "on")) {
      const gone = await this.flight().catch(() => false); // the store failed: it is sent again
      if (gone) this.#wait = FIRST;
      else await this.#pause();
    }
    this.#running = false;
  }

  /** One batch to the server and back, one at a time; false: try again later. @returns {Promise<boolean>} */
  flight() {
    this.#flying ??= this.#fly().finally(() => (this.#flying = null));
    return this.#flying;
  }

  async #fly() {
    if (this.network.status === "signed_out" && !(await this.network.me())) return false;
    const rows = this.#next();
    if (!rows.length) return this.network.status === "on" || Boolean(await this.network.me());
    return this.#post(rows);
  }

  /** The oldest first; rows at which the server broke come last and alone. */
  #next() {
    const fresh = this.waiting.filter((row) => !this.#late.has(row.id));
    if (!fresh.length) this.#late.clear();
    return fresh.length ? fresh.slice(0, this.#size) : this.waiting.slice(0, 1);
  }

  /** @param {Row[]} rows @returns {Promise<boolean>} */
  async #post(rows) {
    const answer = await this.network.ask("keyings/", { items: rows.map(itemOf) });
    if (answer.status === 200 && answer.body?.answers) {
      this.#size = BATCH;
      const said = new Map(answer.body.answers.map((one) => [one.id, one]));
      const heard = rows.filter((row) => said.has(row.id));
      await this.settle(heard, heard.map((row) => said.get(row.id)), answer.body);
      return heard.length > 0;
    }
    if (UNREADABLE.includes(answer.status)) return this.#part(rows, answer);
    if (answer.status === 500) this.#spare(rows);
    return false;
  }

  /** Find the row that makes a batch unreadable, so that the others go on. */
  async #part(rows, { status, body }) {
    if (rows.length === 1) {
      const text = body?.text ?? "";
      await this.settle(rows, [{ id: rows[0].id, status, code: body?.code ?? "unreadable", text }]);
      return true;
    }
    const half = Math.ceil(rows.length / 2);
    return (await this.#post(rows.slice(0, half))) && this.#post(rows.slice(half));
  }

  /** The server broke: fewer rows next time; a single one that breaks it waits for the others. */
  #spare(rows) {
    if (rows.length === 1) this.#late.add(rows[0].id);
    else this.#size = Math.ceil(rows.length / 2);
  }

  /** Wait with jitter, so that a commune does not come back all at once; `wake` ends it. */
  #pause() {
    const time = this.#wait * (0.5 + Math.random() / 2);
    this.#wait = Math.min(LONGEST, this.#wait * 2);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, time);
      this.#stir = () => (clearTimeout(timer), resolve());
    });
  }

  /** Send all that can be sent at once. @returns {Promise<boolean>} nothing is left */
  async drain() {
    while (this.waiting.length && (await this.flight()));
    return this.unsent === 0;
  }
}

/** What is sent of a row. @param {Row} row */
const itemOf = ({ id, entry, lease, round, aside, values, flags, accepted, timings }) =>
  aside ? { id, entry, lease, round, aside } : { id, entry, lease, round, values, flags, accepted, timings };
