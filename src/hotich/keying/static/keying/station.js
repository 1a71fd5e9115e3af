// The keying station: opens the desk, shows one entry after the other, and turns keys into acts.
// It never waits for the network: entries, pictures, words and rules lie in the desk.

import { accept, ask, passes } from "./asking.js";
import { Bar, printKeys } from "./bar.js";
import { Batches, NoRules } from "./batches.js";
import { Desk, NobodyHere } from "./desk.js";
import { Drafts } from "./drafts.js";
import { Drop } from "./drop.js";
import { Clock, Typing } from "./entry.js";
import { Form } from "./form.js";
import { caps, keyOf, KEYS } from "./keymap.js";
import { Look } from "./look.js";
import { say, t } from "./say.js";
import { end, lesson, nobody, own, show } from "./screens.js";

const AHEAD = 3; // entries that are decoded before they are needed
const SHOWN = 3; // suggestions
const FLAGS = new Set(["unreadable", "blank", "crossed_out"]);

const at = (id) => document.getElementById(id);

class Station {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.clock = new Clock(() => desk.now());
    this.finished = 0; // entries of this session
    this.drafts = new Drafts(() => this.#draft());
    this.drop = new Drop((text) => this.#take(text));
    this.form = new Form(at("lines"), {
      arrive: (cell) => this.#arrive(cell),
      leave: (cell) => this.#leave(cell),
      type: (cell) => this.#type(cell),
      flag: () => this.#touch(0),
    });
    this.look = new Look(desk, this.form);
    this.batches = new Batches(desk, new URLSearchParams(location.search));
    this.bar = new Bar(desk, {
      now: () => this.#reopened(),
      label: (name) => this.form.cell(name)?.spec.label ?? name,
    });
    this.now = null; // {lease, entry, form, done, total}
    this.typing = null; // null while no entry takes keys
    this.#listen();
  }

  #listen() {
    addEventListener("keydown", (event) => this.#press(event), true);
    at("entry").addEventListener("submit", (event) => (event.preventDefault(), this.#save()));
    at("view").addEventListener("pointerdown", () => this.#touch(0));
    for (const name of ["blur", "pagehide"]) addEventListener(name, () => this.drafts.now());
    document.addEventListener("visibilitychange", () => this.drafts.now());
    this.desk.addEventListener("change", () => this.#changed());
    this.desk.addEventListener("yield", () => this.drafts.now());
    setInterval(() => this.bar.minutes(), 20_000);
    at("aside_form").addEventListener("submit", (event) => (event.preventDefault(), this.#setAside()));
    at("own").addEventListener("toggle", () => at("own").open && own(this.desk, this.pace));
    at("rest").addEventListener("click", () => (this.clock.rest(), this.#tired()));
    for (const dialog of document.querySelectorAll("dialog")) {
      dialog.addEventListener("close", () => this.#back());
    }
  }

  #back() {
    if (this.form.resting && !at("main").hidden) this.form.go(this.form.resting);
  }

  /** What the person did here: entries an hour without pauses. */
  get pace() {
    return { entries: this.finished, hours: this.clock.session / 3_600_000 };
  }

  /** Show the entry that comes next, or why there is none. */
  async begin() {
    this.bar.paint();
    if (!this.desk.current()) say(t("taking"));
    const next = await this.batches.next();
    if (!next) return this.#nothing();
    await this.#open(next).catch((error) => {
      if (!(error instanceof NoRules)) throw error;
      this.batches.none = { code: "off", text: "" }; // they come with the first network
      this.#nothing();
    });
  }

  #nothing() {
    this.now = this.typing = null;
    this.drop.close();
    const why = this.desk.state.owner ? this.batches.none : { code: "owner", text: t("other_tab") };
    end(this.desk, why ?? { code: "none", text: "" }, this.pace, { again: () => this.#again() });
  }

  #again() {
    this.batches.none = null;
    return this.begin();
  }

  /** A refused row was taken up again or closed. */
  async #reopened() {
    await this.drafts.now();
    await this.begin();
  }

  /** Put an entry on the screen: its form, its picture, and its draft if there is one. */
  async #open(current) {
    const { lease, entry, form } = current;
    const { rules, words } = await this.batches.toolsOf(lease);
    const draft = await this.desk.draft(entry);
    const changed = this.now && this.now.lease.id !== lease.id;
    this.now = current;
    this.words = words;
    this.drop.close();
    this.form.build(form);
    this.typing = new Typing(current, rules, this.form, this.desk);
    this.#fill(draft, lease, entry);
    this.clock.start(draft ?? {});
    at("main").classList.toggle("above", form.above);
    show("form");
    this.look.open(entry);
    this.bar.current(current);
    say(changed ? t("batch_done") : "");
    this.#returned(entry);
    this.form.go(this.#first(draft));
    if (draft) this.#caretAtEnd();
    this.#ahead();
  }

  #fill(draft, lease, entry) {
    const previous = this.desk.previous(lease) ?? {};
    this.previous = previous;
    const carried = {};
    for (const { spec } of this.form.cells) {
      if (spec.carried && previous[spec.name]) carried[spec.name] = previous[spec.name];
    }
    const number = this.#expect(lease, entry);
    if (number && this.form.cell("number")) carried.number = number;
    this.form.fill({ values: draft?.values ?? {}, flags: draft?.flags ?? {}, carried });
    for (const name of draft?.accepted ?? []) this.typing.accepted.add(name);
    for (const name of draft?.seen ?? []) this.typing.seen.add(name);
  }

  /** The number an entry bears by its place, or the one after what was keyed just before: a book
   * with a gap goes on from there. */
  #expect(lease, entry) {
    const expected = [...(entry.expected ?? [])];
    const { book, position, number } = this.last ?? {};
    const read = /^0*(\d+)[^/]*\/(\d{4})$/.exec(number ?? "");
    const follows = book === lease.book.id && position === entry.position - 1;
    if (read && follows) expected.push([Number(read[1]) + 1, Number(read[2])]);
    this.typing.expected = expected;
    const next = expected.at(-1);
    return next ? `${String(next[0]).padStart(3, "0")}/${next[1]}` : "";
  }

  #first(draft) {
    return (draft?.field && this.form.cell(draft.field)) || this.form.cells[0];
  }

  #caretAtEnd() {
    const { input } = this.form.resting;
    input.setSelectionRange(input.value.length, input.value.length);
  }

  #returned(entry) {
    this.bar.hush();
    if (entry.returned) this.bar.tell("soft", t("returned", { why: entry.returned }));
  }

  /** Make ready what comes next. */
  #ahead() {
    this.look.ahead(this.desk.upcoming(AHEAD + 1).map(({ entry }) => entry));
    this.batches.ahead(this.now);
    this.#loaded();
  }

  /** How many pictures are here: who takes work along must know when the network may go. */
  #loaded() {
    const { have, of } = this.desk.state.images;
    at("ahead").textContent = of ? t(have < of ? "loading" : "ahead", { n: of, have }) : "";
  }

  // --- the field that is typed in

  #arrive(cell) {
    this.look.turn(null);
    this.look.followSoon();
    this.#suggest(cell);
  }

  #leave(cell) {
    this.drop.close();
    clearTimeout(this.looking);
    this.typing?.settle(cell);
    this.#later();
  }

  #type(cell) {
    this.#touch(0);
    this.look.turn(null);
    this.typing?.forget(cell);
    this.#suggest(cell);
  }

  #touch(keys) {
    this.clock.touch(keys);
    this.#later();
    if (this.clock.tired) this.#tired();
  }

  #tired() {
    at("rest").hidden = !this.clock.tired;
  }

  /** Look for what may be meant once the key is painted: never in the way of typing. */
  #suggest(cell) {
    clearTimeout(this.looking);
    if (!this.words || !cell.spec.words) return this.drop.close();
    this.looking = setTimeout(() => {
      if (document.activeElement !== cell.input) return;
      const { name, words } = cell.spec;
      const values = this.form.values;
      const found = cell.carried ? [] : this.words.find(words, cell.input.value, { limit: SHOWN, values, field: name });
      this.drop.show(cell, found.filter(({ text }) => text !== cell.input.value));
    }, 0);
  }

  #take(text) {
    const cell = this.form.active;
    if (cell) this.form.put(cell, text);
  }

  // --- keys

  #press(event) {
    if (event.isComposing || event.keyCode === 229) return; // the input method builds a letter
    if (!["Shift", "Control", "Alt", "Meta"].includes(event.key)) this.#touch(1);
    const key = keyOf(event);
    if (!key || event.target.closest?.("dialog") || at("main").hidden) return;
    const cell = this.form.active;
    if (!this.typing || (!cell && !key.anywhere)) return;
    if (this.#act(key.act, cell, event) === false) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Do what a key asks for; false leaves it to the browser. */
  #act(act, cell, event) {
    if (FLAGS.has(act)) return this.#flag(cell, act);
    switch (act) {
      case "next":
        return this.#next(cell, event.key === "Tab");
      case "previous":
        return this.#step(cell, -1);
      case "save":
        return void this.#save();
      case "ditto":
        return this.#ditto(cell);
      case "first":
        return this.#atEnd(cell) && this.drop.choose(0);
      case "second":
        return void this.drop.choose(1);
      case "third":
        return void this.drop.choose(2);
      case "undo":
        return this.#undo(cell);
      case "aside":
        return void (this.now.lease.practice || at("aside").showModal()); // practice has nobody to ask
      case "help":
        return void at("help").showModal();
    }
    return void this.look.act(act);
  }

  #atEnd({ input }) {
    return this.drop.open && input.selectionStart === input.selectionEnd && input.selectionEnd === input.value.length;
  }

  #step(cell, by) {
    const next = this.form.cells[cell.index + by];
    if (next) this.form.go(next);
    else if (by > 0) at("save").focus();
    else return false;
  }

  /** Enter and Tab: what is unusual is shown first, and a second press goes on. */
  #next(cell, tab) {
    this.form.confirm(cell);
    this.typing.settle(cell);
    const open = this.typing.openAt(cell);
    if (open.length && !passes(this.typing, cell, open, tab)) return this.look.followSoon();
    if (open.length) this.#later();
    this.#step(cell, 1);
  }

  #flag(cell, flag) {
    this.form.mark(cell, cell.select.value === flag ? "" : flag);
    say(cell.select.value ? t(flag) : t("flag_gone"));
  }

  #ditto(cell) {
    const text = this.previous[cell.spec.name];
    if (text) this.form.put(cell, text, t("ditto"));
    else say(t("no_ditto"));
  }

  /** Esc: close what is open, then bring back what stood in the field when it was entered. */
  #undo(cell) {
    if (this.drop.open) return this.drop.close();
    if (cell.said) {
      this.form.hush(cell);
      cell.input.select();
    } else if (cell.input.value !== cell.before || cell.select.value !== cell.marked) {
      if (cell.select.value !== cell.marked) this.form.mark(cell, cell.marked);
      this.form.put(cell, cell.before);
    } else return false;
  }

  #later() {
    if (this.typing) this.drafts.later();
  }

  async #draft() {
    if (!this.typing) return;
    const { entry } = this.now;
    await this.desk.saveDraft(entry, this.typing.draft(this.clock)).then(
      () => this.now?.entry === entry && say(t("drafted")),
      () => this.bar.paint(),
    );
  }

  // --- an entry is done

  #save() {
    const { typing, form } = this;
    if (!typing) return;
    const cell = form.active ?? form.resting;
    if (cell) typing.settle(cell);
    for (const each of form.cells) typing.seen.add(each.spec.name);
    let open = typing.open();
    const told = open.filter((each) => !each.hard && each.cell === cell);
    if (told.length && cell.said && typing.wasTold(cell, told)) {
      accept(typing, cell, told);
      open = typing.open();
    }
    if (open.length) return this.#showFirst(open);
    return this.#finish(typing.body(this.clock.timings));
  }

  #showFirst(open) {
    const { cell } = open[0];
    this.form.go(cell);
    ask(this.typing, cell, open.filter((each) => each.cell === cell));
    this.look.followSoon();
  }

  /** The next entry comes at once; the draft goes only when the disk has the finished one. */
  #finish(body) {
    const current = this.now;
    const { lease, entry } = current;
    this.drafts.drop();
    const passed = this.desk.state.practice === "passed";
    const kept = this.desk.finish(lease, entry, body);
    this.typing = null;
    if (lease.practice) return this.#practised(current, body, kept, passed);
    this.finished += 1;
    kept.catch(() => ((this.finished -= 1), this.#notKept(entry, body)));
    this.last = { book: lease.book.id, position: entry.position, number: body.values.number };
    setTimeout(() => this.#learn(body.values));
    return this.begin();
  }

  /** The row could not be written: it comes back as a draft after the entry on the screen. */
  async #notKept(entry, { values, flags, accepted }) {
    await this.desk.saveDraft(entry, { values, flags, accepted }).catch(() => null);
    this.bar.tell("hard", t("not_kept", { label: entry.label }));
  }

  /** Practice is marked by the server, so it needs the network: what was typed stays till then. */
  async #practised(current, body, marked, passed) {
    const answer = await marked.catch(() => null);
    if (answer) {
      this.finished += 1;
      await lesson(passed ? { wrong: answer.wrong } : answer, current, this.look.view.picture);
      return this.begin();
    }
    const { rules } = await this.batches.toolsOf(current.lease);
    this.typing = new Typing(current, rules, this.form, this.desk);
    for (const name of body.accepted) this.typing.accepted.add(name);
    this.bar.tell("hard", t("not_checked"));
    this.#later();
  }

  /** What was just keyed is offered from now on. */
  #learn(values) {
    for (const { spec } of this.form.cells) {
      const value = values[spec.name];
      if (this.words && spec.words && value) this.words.learn(spec.words, value, { field: spec.name, values });
    }
  }

  async #setAside() {
    const reason = at("reason").value.trim();
    if (!reason || !this.now) return;
    const { lease, entry } = this.now;
    this.drafts.drop();
    at("aside").close();
    at("reason").value = "";
    const draft = this.typing.draft(this.clock);
    this.typing = null;
    this.desk.setAside(lease, entry, reason).catch(() => this.#notKept(entry, draft));
    await this.begin();
  }

  /** The desk has news: another tab took over or gave back, or there is work again. */
  #changed() {
    const { owner, network, full } = this.desk.state;
    this.bar.paint();
    this.#loaded();
    if (network === "on") this.look.again();
    const regained = owner && at("fields").disabled;
    at("fields").disabled = !owner || full;
    if (regained && !full) return this.begin();
    if (at("end").hidden || this.batches.taking || !owner) return;
    const off = this.batches.none?.code === "off";
    if (this.desk.current() || (network === "on" && off)) this.#again();
  }
}

printKeys(KEYS, caps);
try {
  const { api } = JSON.parse(at("boot").textContent);
  await new Station(await Desk.open({ api })).begin();
} catch (error) {
  if (!(error instanceof NobodyHere)) throw error;
  const here = encodeURIComponent(location.pathname + location.search);
  if (error.network === "signed_out") location.assign(`${at("sign_in").dataset.href}?next=${here}`);
  else nobody();
}
