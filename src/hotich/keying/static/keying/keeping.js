// Writes down what is finished, and what the server answered; with a full disk it holds the rows in
// memory until either the disk or the server has them.

const isFull = (error) => error.name === "QuotaExceededError";

export class Keeping {
  /** @type {Map<string, () => void>} rows only in memory -> what tells that they are safe */
  #unsafe = new Map();

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.desk = desk;
  }

  get full() {
    return this.#unsafe.size > 0;
  }

  /** Keep a finished entry; resolves when the disk has it, or the server. @param {import("./outbox.js").Row} row */
  async keep(row) {
    const { hand } = this.desk;
    const draft = hand.drafts.get(row.key);
    hand.done.set(row.key, 0);
    hand.drafts.delete(row.key);
    try {
      await this.#write(row);
    } catch (error) {
      if (isFull(error)) return this.#hold(row);
      hand.done.delete(row.key);
      if (draft) hand.drafts.set(row.key, draft);
      throw error;
    }
    this.desk.added(row);
  }

  /** The one transaction of a finished entry; it fails in a tab that is no longer at work. */
  #write(row) {
    const { store, tab, lastTyped } = this.desk;
    return store.write(["outbox", "drafts", "done", "meta"], (at) => {
      const owner = at.meta.get("owner");
      owner.onsuccess = () => owner.result !== tab.id && owner.transaction.abort();
      at.outbox.put(row);
      at.drafts.delete(row.key);
      if (!row.answer) at.done.put(0, row.key);
      at.meta.put(lastTyped, "last");
    });
  }

  #hold(row) {
    return new Promise((resolve) => {
      this.#unsafe.set(row.id, resolve);
      this.desk.added(row);
      this.#again();
    });
  }

  #safe(row) {
    this.#unsafe.get(row.id)?.();
    this.#unsafe.delete(row.id);
  }

  /** Try to write down what is only in memory, without the pictures that can be fetched again. */
  async #again() {
    const { hand, outbox, supplies } = this.desk;
    const held = outbox.rows.filter(({ id }) => this.#unsafe.has(id));
    if (!held.length) return;
    try {
      const next = hand.current()?.entry.image;
      await supplies.drop([...supplies.here].filter((url) => url !== next));
      for (const row of held) {
        await this.#write(row);
        this.#safe(row);
      }
    } catch (error) {
      if (!isFull(error)) throw error;
    }
    this.desk.changed();
  }

  /**
   * Take in what the server answered: saved rows go, others stay until the person has seen them.
   * @param {import("./outbox.js").Row[]} rows @param {any[]} answers to them
   */
  async settle(rows, answers) {
    const { hand, outbox, store, supplies } = this.desk;
    const heard = rows.filter((_row, at) => answers[at].status < 500); // those again later
    const gone = [];
    for (const row of heard) {
      const said = answers[rows.indexOf(row)];
      if (said.status === 200 && ["saved", "again"].includes(said.code)) gone.push(row);
      else row.answer = said;
      hand.done.set(row.key, this.desk.now());
    }
    const kept = heard.filter((row) => !gone.includes(row));
    outbox.rows = outbox.rows.filter((row) => !gone.includes(row));
    gone.forEach((row) => this.#safe(row));
    const pictures = gone.map((row) => hand.find(row.key)?.entry.image).filter(Boolean);
    // First what needs no space.
    await store.write(["outbox"], (at) => gone.forEach((row) => at.outbox.delete(row.id)));
    await supplies.drop(pictures);
    try {
      await store.write(["outbox", "done"], (at) => {
        for (const row of kept) at.outbox.put(row);
        for (const row of heard) at.done.put(hand.done.get(row.key), row.key);
      });
      kept.forEach((row) => this.#safe(row));
    } catch (error) {
      if (!isFull(error)) throw error; // else it is asked again after a restart, and answered alike
    }
    await this.#again();
  }
}
