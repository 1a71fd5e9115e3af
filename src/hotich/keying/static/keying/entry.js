// One entry as it is being typed: what leaving a field makes of it, what the rules say, what was
// accepted "as written in the book", and how long it took.

const PAUSE = 30_000; // milliseconds without a key are a pause
const REST = 5 * 60_000; // so long without a key is a rest from keying
const MARKED = "R0b"; // the check that speaks of a field because it is marked
const LONG = 50 * 60_000; // keying so long without a rest: time for one

/** Counts working time on a clock that nobody can set back. */
export class Clock {
  /** @param {() => number} now the server's time in milliseconds */
  constructor(now) {
    this.now = now;
    this.last = null;
    this.stretch = 0; // active milliseconds since the last rest
    this.session = 0; // active milliseconds since the station was opened
    this.start();
  }

  /** Begin an entry, or go on with a draft of it. */
  start(before = {}) {
    this.active = before.active_ms ?? 0;
    this.keys = before.keys ?? 0;
    this.started = before.started ?? new Date(this.now()).toISOString();
  }

  /** Something was done; a pressed key counts. @param {number} keys */
  touch(keys) {
    const now = performance.now();
    const gap = this.last === null ? 0 : now - this.last;
    this.last = now;
    this.keys += keys;
    if (gap >= REST) this.stretch = 0;
    if (gap >= PAUSE) return;
    this.active += gap;
    this.stretch += gap;
    this.session += gap;
  }

  get tired() {
    return this.stretch >= LONG;
  }

  rest() {
    this.stretch = 0;
  }

  get timings() {
    const { started, keys } = this;
    return { started, finished: new Date(this.now()).toISOString(), active_ms: Math.round(this.active), keys };
  }
}

export class Typing {
  /** @param {{lease: object, entry: object, form: object}} current @param {object} rules
   * @param {import("./form.js").Form} form @param {import("./desk.js").Desk} desk */
  constructor({ lease, entry }, rules, form, desk) {
    Object.assign(this, { lease, entry, rules, form, language: desk.language, expected: entry.expected ?? [] });
    this.names = form.cells.map((cell) => cell.spec.name);
    this.accepted = new Set();
    this.seen = new Set();
    this.shown = new Map(); // field -> what its last message was about
    this.today = new Date(desk.now() + 7 * 3600_000).toISOString().slice(0, 10); // Vietnam's
  }

  /** Turn what was typed as it is written: dates from digits, a code's word or letter to its code.
   * Returns the note to stand beside the field. */
  settle(cell) {
    this.seen.add(cell.spec.name);
    const typed = cell.input.value;
    const text = this.#code(cell.spec, this.rules.readTyped(cell.spec, typed, this.lease.book));
    if (text !== typed) cell.input.value = text;
    const normal = this.normal(cell, text);
    if (normal && !cell.carried) this.form.note(cell, normal);
  }

  normal(cell, text) {
    const word = cell.spec.codes?.[text] ?? this.rules.normal(cell.spec, text);
    return word ? `= ${word}` : "";
  }

  /** One letter may name a code where only one word begins with it: "na" is 1, Nam. */
  #code(spec, text) {
    if (!spec.codes || !text || text in spec.codes) return text;
    const typed = this.rules.fold(text);
    const exact = Object.entries(spec.codes).filter(([, word]) => word.toLowerCase() === text.toLowerCase());
    const found = Object.entries(spec.codes).filter(([, word]) => this.rules.fold(word).startsWith(typed));
    const one = exact.length === 1 ? exact : found;
    return one.length === 1 ? one[0][0] : text;
  }

  #judge() {
    const { form, names, lease, today, language, expected } = this;
    return this.rules.judge({
      values: form.values, flags: form.flags, names, book: lease.book, today, language, expected,
    });
  }

  /** What is still open, hard first: [{cell, finding, hard}], each at the field it speaks of. */
  open() {
    const { hard, soft } = this.#judge();
    this.soft = soft;
    const about = (finding, isHard) => ({ finding, hard: isHard, cell: this.#cellOf(finding) });
    const marked = (finding) => finding.id === MARKED; // whoever sets a mark means it
    const left = soft.filter((each) => !marked(each) && !this.accepted.has(this.rules.nameOf(each)));
    return [...hard.map((each) => about(each, true)), ...left.map((each) => about(each, false))];
  }

  #cellOf(finding) {
    const cells = finding.fields.map((name) => this.form.cell(name)).filter(Boolean);
    return cells[0] ?? this.form.cells[0];
  }

  /** What is open about a field now that it is left: whatever else it speaks of was seen before. */
  openAt(cell) {
    const { name } = cell.spec;
    return this.open().filter(
      ({ finding }) =>
        finding.fields.includes(name) && finding.fields.every((each) => each === name || this.seen.has(each)),
    );
  }

  /** Remember that a message was about this value; the same again is not asked twice. */
  told(cell, open) {
    this.shown.set(cell.spec.name, this.#about(cell, open));
  }

  wasTold(cell, open) {
    return this.shown.get(cell.spec.name) === this.#about(cell, open);
  }

  #about(cell, open) {
    const names = open.map(({ finding }) => this.rules.nameOf(finding)).sort();
    return `${cell.input.value}\n${names.join(" ")}`;
  }

  accept(findings) {
    for (const { finding } of findings) this.accepted.add(this.rules.nameOf(finding));
  }

  /** What was accepted about a field no longer counts once it is typed anew. */
  forget(cell) {
    for (const name of this.accepted) {
      const fields = name.slice(name.indexOf(":") + 1).split("+");
      if (fields.includes(cell.spec.name)) this.accepted.delete(name);
    }
  }

  /** What is sent: values, marks and what was accepted as written. */
  body(timings) {
    const accepted = this.soft.map((finding) => this.rules.nameOf(finding));
    return { values: this.form.values, flags: this.form.flags, accepted, timings };
  }

  draft(clock) {
    const { cells, flags } = this.form;
    const typed = cells.filter((cell) => !cell.carried).map(({ spec, input }) => [spec.name, input.value]);
    const values = Object.fromEntries(typed); // what is carried over is carried over again
    const { active, keys, started } = clock;
    const field = this.form.resting?.spec.name ?? null;
    return {
      values, flags, accepted: [...this.accepted], field, at: Date.now(), seen: [...this.seen],
      active_ms: Math.round(active), keys, started,
    };
  }
}
