// When a draft is written: after a pause in typing, at the latest after two seconds of it.

const PAUSE = 400; // milliseconds without a key
const AT_MOST = 2000; // milliseconds of typing without a draft

export class Drafts {
  #timer = 0;
  #since = null; // when what is not written yet was typed first

  /** @param {() => Promise<void>} write */
  constructor(write) {
    this.write = write;
  }

  /** Something was typed. */
  later() {
    clearTimeout(this.#timer);
    this.#since ??= performance.now();
    const wait = Math.max(0, Math.min(PAUSE, AT_MOST - (performance.now() - this.#since)));
    this.#timer = setTimeout(() => this.now(), wait);
  }

  /** Write what is not written yet. */
  async now() {
    if (this.#since === null) return;
    this.drop();
    await this.write();
  }

  /** The entry is done: there is nothing to write any more. */
  drop() {
    clearTimeout(this.#timer);
    this.#since = null;
  }
}
