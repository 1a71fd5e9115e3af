// The leases in hand and what is still to key in them; in memory, as the store has it.

/** @typedef {{key: string, at: number, draft: object}} Draft */

/** What names one keying of an entry: an entry sent back to be keyed again is another. */
const keyOf = (lease, entry) => `${lease.practice ? "practice " : ""}${entry.id}.${entry.round ?? 1}`;

export class Hand {
  /** @type {any[]} */ leases = [];
  /** @type {Map<string, number>} */ done = new Map(); // key -> when the server had it; 0: not yet
  /** @type {Map<string, Draft>} */ drafts = new Map();
  #current = ""; // key of the entry on the screen: nothing takes it from there
  #book = null; // the book that comes first
  #practising = false;

  /** @param {any[]} leases @param {[string, number][]} done @param {Draft[]} drafts */
  load(leases, done, drafts) {
    this.leases = leases.sort((a, b) => a.order - b.order);
    this.done = new Map(done);
    this.drafts = new Map(drafts.map((draft) => [draft.key, draft]));
  }

  /** Either practise or key; entries of this book come first. */
  focusOn({ book = null, practice = false }) {
    this.#book = book && Number(book);
    this.#practising = Boolean(practice);
    this.#current = "";
  }

  /** What is still to key: the entry on the screen, the book in focus, drafted ones, in order. */
  toKey() {
    const leases = this.leases.filter((lease) => Boolean(lease.practice) === this.#practising);
    const all = leases.flatMap((lease) => lease.entries.map((entry) => ({ lease, entry })));
    const left = all.filter(({ entry }) => !this.done.has(entry.key));
    const ranks = [
      ({ entry }) => Number(entry.key === this.#current),
      ({ lease }) => Number(lease.book.id === this.#book),
      ({ entry }) => this.drafts.get(entry.key)?.at ?? 0,
    ];
    const compare = (a, b) => ranks.map((rank) => rank(b) - rank(a)).find(Boolean) ?? 0;
    return left.sort(compare); // stable: otherwise in the order of the leases and of the book
  }

  current() {
    const [next] = this.toKey();
    this.#current = next?.entry.key ?? "";
    if (!next) return null;
    const { lease, entry } = next;
    const left = lease.entries.filter(({ key }) => !this.done.has(key)).length;
    return { lease, entry, form: lease.forms[entry.layout], done: lease.size - left, total: lease.size };
  }

  /** Where an entry is, by its key. */
  find(key) {
    for (const lease of this.leases) {
      const entry = lease.entries.find((one) => one.key === key);
      if (entry) return { lease, entry };
    }
    return null;
  }

  /**
   * Take over what the server says is in hand. What is typed or finished stays, whatever it says.
   * @param {any[]} answered its leases
   * @param {number} asked when it was asked, in its time
   * @param {(lease: any) => boolean} meant which of ours it was asked about
   */
  merge(answered, asked, meant) {
    const order = Math.max(0, ...this.leases.map((lease) => lease.order));
    const before = new Map(this.leases.map((lease) => [lease.id, lease]));
    for (const [at, lease] of answered.entries()) {
      const old = before.get(lease.id);
      lease.order = old?.order ?? order + 1 + at;
      for (const entry of lease.entries) {
        entry.key = keyOf(lease, entry);
        const saved = this.done.get(entry.key);
        if (saved && saved < asked) this.done.delete(entry.key); // keyed, and now to be keyed again
      }
      const fresh = new Set(lease.entries.map((entry) => entry.key));
      lease.entries.push(...this.#worked(old).filter((entry) => !fresh.has(entry.key)));
      lease.entries.sort((a, b) => a.position - b.position);
      lease.forms = { ...old?.forms, ...lease.forms };
    }
    const ids = new Set(answered.map((lease) => lease.id));
    this.lapse((lease) => meant(lease) && !ids.has(lease.id));
    const others = this.leases.filter((lease) => !ids.has(lease.id));
    this.leases = [...others, ...answered].sort((a, b) => a.order - b.order);
  }

  /** Leases that are over: only what was begun stays in hand. @param {(lease: any) => boolean} over */
  lapse(over) {
    for (const lease of this.leases.filter(over)) lease.entries = this.#worked(lease);
    this.leases = this.leases.filter((lease) => lease.entries.length);
  }

  /** The entries of a lease on which this person has worked. */
  #worked(lease) {
    const worked = ({ key }) => key === this.#current || this.done.has(key) || this.drafts.has(key);
    return lease?.entries.filter(worked) ?? [];
  }

  /** Let leases go that are keyed whole; ``needed``: of rows that may come back. @returns {any[]} those */
  clear(needed) {
    const open = ({ id, entries }) => needed.includes(id) || entries.some(({ key }) => !this.done.has(key));
    const over = this.leases.filter((lease) => !open(lease));
    this.leases = this.leases.filter(open);
    return over;
  }
}
