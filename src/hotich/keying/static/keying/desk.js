// The keyer's desk: leases in hand, drafts, finished entries, with or without a network.
// The screen (station.js) uses this class alone and never waits for the network by it.

import { Hand } from "./hand.js";
import { Keeping } from "./keeping.js";
import { leave, leaveUnsent } from "./leaving.js";
import { Network } from "./network.js";
import { Outbox } from "./outbox.js";
import { leftHere, letIn, signedIn, Store } from "./store.js";
import { Supplies } from "./supplies.js";
import { Tab } from "./tabs.js";
import { hasWorker, registerWorker, renewPage } from "./worker.js";

const AWAY = 200; // entries at most to take along
const BATCH = 25; // entries of one lease when taking along
const FULL_HANDS = "keying.enough_in_hand";
const ACTIVE = 5 * 60_000; // milliseconds: who typed so lately is at work, the lease is renewed
const RENEW = 15 * 60; // seconds left below which a lease is renewed
const EVERY = 60_000;

/** Nobody is known here and the server cannot be asked. */
export class NobodyHere extends Error {
  constructor(network) {
    super(`nobody here: ${network}`);
    this.network = network;
  }
}

/** Events: "change" (of ``state``), "yield" (another tab takes over: save the draft now). */
export class Desk extends EventTarget {
  /** @type {Desk | null} the one of this page */ static here = null;
  user = { id: 0, name: "" };
  language = document.documentElement.lang || "vi";
  practice = "none";
  aim = null;
  hand = new Hand();
  lastTyped = {}; // book -> values
  #today = 0;
  #ends = {}; // lease -> when it is over, in the server's time
  #others = []; // people who left rows here
  #typed = 0; // when something was typed last, by performance.now()

  /**
   * Open the desk of whoever is signed in; who was so last is trusted until the server says other.
   * @param {{api?: string, work?: boolean}} [options] work: false to send and leave, not to key
   * @throws {NobodyHere}
   */
  static async open({ api = "/keying/api/", work = true } = {}) {
    const desk = new Desk();
    desk.network = new Network(api, () => desk.changed());
    const known = await signedIn();
    const me = known ? null : await desk.network.me();
    if (!known && !me) throw new NobodyHere(desk.network.status);
    await desk.#open(known ?? me.user);
    if (work) await desk.#begin();
    if (me) await desk.#meet(me);
    else if (work) desk.#greet();
    if (work) registerWorker(api, () => desk.tab.owner && (!desk.#typed || !desk.hand.toKey().length));
    Desk.here = desk;
    return desk;
  }

  async #open(user) {
    this.user = user;
    this.network.user = user.id;
    this.store = await Store.open(user.id, () => this.#close());
    this.outbox = new Outbox(user.id, this.network, () => this.tab.owner, (...heard) => this.#hear(...heard));
    this.tab = new Tab(user.id, this.store, {
      give: () => this.#give(),
      load: () => this.#load(),
      taken: () => this.#greet(),
      changed: () => this.changed(),
    });
    this.supplies = new Supplies(this.store, this.network, () => this.changed());
    this.keeping = new Keeping(this);
    await this.#load();
  }

  async #begin() {
    await this.tab.claim();
    addEventListener("online", () => this.#greet());
    addEventListener("offline", () => this.network.lose());
    const lookAgain = () => this.network.status === "signed_out" && this.#greet();
    addEventListener("focus", lookAgain);
    new BroadcastChannel("hotich-keying").onmessage = () => this.#greet(); // leave.js: somebody signed in
    addEventListener("beforeunload", (event) => this.keeping.full && event.preventDefault());
    setInterval(() => this.#renew(), EVERY);
  }

  /** Read what is here. */
  async #load() {
    const { store } = this;
    const [leases, keys, done, drafts, rows, last, ends, off] = await Promise.all([
      store.all("leases"),
      store.keys("done"),
      store.all("done"),
      store.all("drafts"),
      store.all("outbox"),
      store.get("meta", "last"),
      store.get("meta", "ends"),
      store.get("meta", "off"),
      this.supplies.load(),
    ]);
    this.hand.load(leases, keys.map((key, at) => [key, done[at]]), drafts);
    this.outbox.rows = rows.sort((a, b) => a.at - b.at);
    this.#today ||= this.outbox.waiting.length;
    this.lastTyped = last ?? {};
    this.#ends = ends ?? {};
    this.network.off = off ?? 0;
  }

  /** Ask the server who is there, then send and fetch what waits. */
  async #greet() {
    const me = await this.network.me();
    if (me) await this.#meet(me);
    this.outbox.wake();
  }

  /** @param {any} me what the server says of this person */
  async #meet(me) {
    this.user = me.user;
    Object.assign(this, { practice: me.practice, aim: me.aim, language: me.language });
    this.#today = me.today + this.outbox.waiting.length;
    this.hand.lapse((lease) => !lease.practice && !me.leases.includes(lease.id));
    await letIn(me.user);
    await this.store.put("meta", "off", this.network.off).catch(() => {});
    const left = await leftHere();
    this.#others = left.filter((person) => person.id !== this.user.id && person.unsent);
    if (!this.#typed) renewPage(me.language);
    this.changed();
    this.outbox.wake();
    this.#fetchImages();
  }

  get csrf() {
    return this.network.csrf;
  }

  get state() {
    const { status, where, stranger, off } = this.network;
    const { here } = this.supplies;
    const left = this.hand.toKey();
    return {
      unsent: this.outbox.unsent,
      network: status,
      where, // what comes first: the pledge, a new password
      stranger, // who is signed in instead
      refused: this.outbox.refused,
      secure: hasWorker(),
      owner: this.tab.owner,
      full: this.keeping.full,
      clockOff: Math.round(off / 1000),
      practice: this.practice,
      aim: this.aim,
      today: this.#today,
      images: { have: left.filter(({ entry }) => here.has(entry.image)).length, of: left.length },
      others: this.#others, // [{name, unsent}] of other people on this machine
    };
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** The server's time in milliseconds. */
  now() {
    return this.network.now();
  }

  /** Seconds for which a lease is still held; below zero when it is over. */
  left(lease) {
    return ((this.#ends[lease.id] ?? 0) - this.now()) / 1000;
  }

  // ---- Entries in hand

  /** Practise or key, and which book first. @param {{book?: number, practice?: string}} wish */
  focusOn(wish) {
    this.hand.focusOn(wish);
  }

  current() {
    return this.hand.current();
  }

  /** The entry on the screen and those after it. @param {number} n */
  upcoming(n) {
    return this.hand.toKey().slice(0, n);
  }

  /**
   * Take a batch. With ``away`` up to 200 entries with all their pictures, words and rules;
   * otherwise the pictures follow.
   * @param {{book?: number | null, size?: number, away?: boolean, practice?: string}} wish
   * @returns {Promise<{none?: {code: string, text: string, where?: string}}>}
   */
  async take({ book = null, size = 20, away = false, practice = "" }) {
    this.#mustOwn();
    navigator.storage?.persist?.(); // otherwise a browser short of space may drop the store
    const path = practice ? `practice/?kind=${practice}` : "leases/";
    const wish = practice ? undefined : { book, size: away ? BATCH : size, away };
    const inHand = () => this.hand.toKey().length;
    let told, before;
    do {
      before = inHand();
      told = await this.#takeOne(path, wish);
    } while (away && !told.none && inHand() > before && inHand() < AWAY);
    if (told.none?.code === FULL_HANDS && !inHand()) told = await this.#takeOne(path, { size }); // taken by another machine, or wiped here
    const { leases } = this.hand;
    await this.supplies.keepParts(leases.flatMap((lease) => [lease.words, lease.rules]));
    const pictures = this.#fetchImages();
    if (!away || !inHand()) return told;
    await Promise.all([pictures, ...leases.flatMap((lease) => [this.words(lease), this.rules(lease)])]);
    return {};
  }

  async #takeOne(path, wish) {
    const asked = this.now();
    const { status, body } = await this.network.ask(path, wish);
    if (status !== 200) {
      const code = { 0: "off", 401: "signed_out" }[status] ?? body?.code ?? "off";
      return { none: { code, text: body?.text ?? "", where: body?.where } };
    }
    this.hand.merge(body.leases, asked, (lease) => Boolean(lease.practice) === !wish);
    for (const lease of body.leases) this.#ends[lease.id] = this.now() + (lease.left_s ?? 0) * 1000;
    await this.#storeHand();
    return body.none ? { none: body.none } : {};
  }

  /** Write the leases down as they are in hand. */
  #storeHand() {
    return this.store.write(["leases", "done", "meta"], (at) => {
      at.leases.clear();
      for (const lease of this.hand.leases) at.leases.put(lease);
      at.done.clear();
      for (const [key, saved] of this.hand.done) at.done.put(saved, key);
      at.meta.put(this.#ends, "ends");
    });
  }

  /** Fetch the pictures of what is in hand, and let go what shows anything else. */
  async #fetchImages() {
    if (!this.tab.owner) return;
    const all = this.hand.leases.flatMap(({ entries }) => entries);
    await this.supplies.keepOnly(all.map(({ image }) => image)).catch(() => {});
    await this.supplies.fetch(this.hand.toKey().map(({ entry }) => entry.image));
  }

  /** @returns {Promise<Blob>} */
  image(entry) {
    return this.supplies.picture(entry.image);
  }

  /** The whole page of an entry, or the one before or after it; null: not to be had now. */
  async page(entry, offset) {
    const url = entry.pages?.[{ "-1": "before", 0: "own", 1: "after" }[offset]];
    return url ? this.supplies.page(url).catch(() => null) : null;
  }

  words(lease) {
    return this.supplies.part(lease.words);
  }

  rules(lease) {
    return this.supplies.part(lease.rules);
  }

  previous(lease) {
    return this.lastTyped[lease.book.id] ?? lease.previous ?? {};
  }

  // ---- What is typed

  async draft(entry) {
    return this.hand.drafts.get(entry.key)?.draft ?? null;
  }

  /** Keep what is being typed; a tab that is not at work, or an entry that is done, keeps nothing. */
  async saveDraft(entry, draft) {
    if (!this.tab.owner || this.hand.done.has(entry.key)) return;
    this.#typed = performance.now();
    const kept = { key: entry.key, at: this.now(), draft };
    this.hand.drafts.set(entry.key, kept);
    await this.store.put("drafts", undefined, kept);
  }

  /** Finish an entry: done at once here, resolved when the disk has it; practice: when it is marked. */
  async finish(lease, entry, { values, flags, accepted, timings }) {
    const typed = { values, flags, accepted, timings };
    if (lease.practice) return this.#practise(entry, typed);
    this.lastTyped[lease.book.id] = values;
    return this.#keep(lease, entry, typed);
  }

  /** Leave an entry of the register to a senior reader; samples are nobody's to read. */
  async setAside(lease, entry, reason) {
    if (lease.practice) throw new DOMException("a sample", "InvalidStateError");
    return this.#keep(lease, entry, { aside: reason });
  }

  async #keep(lease, { key, id, round, label }, typed) {
    this.#mustOwn();
    if (this.hand.done.has(key)) throw new DOMException("already finished", "InvalidStateError");
    this.#typed = performance.now();
    const user = this.user.id;
    await this.keeping.keep({ id: uuid(), user, at: this.now(), key, entry: id, lease: lease.id, round, label, ...typed });
  }

  /** A finished entry is kept. @param {import("./outbox.js").Row} row */
  added(row) {
    this.outbox.rows.push(row);
    if (!row.aside) this.#today += 1;
    this.outbox.wake();
    this.changed();
  }

  /** Practice is marked at once by the server. */
  async #practise(entry, typed) {
    this.#mustOwn();
    const item = { id: uuid(), entry: entry.id, lease: "practice", round: entry.round ?? 1, ...typed };
    const { status, body } = await this.network.ask("practice/", { items: [item] });
    const [said] = body?.answers ?? [];
    if (status !== 200 || said?.status !== 200) throw Object.assign(new Error("practice"), { status, body });
    this.hand.done.set(entry.key, this.now());
    this.hand.drafts.delete(entry.key);
    await this.store.write(["done", "drafts"], (at) => {
      at.done.put(this.now(), entry.key);
      at.drafts.delete(entry.key);
    });
    if (body.passed) this.practice = "passed";
    this.changed();
    return { wrong: said.wrong, passed: body.passed, mark: body.mark };
  }

  // ---- What the server says

  async #hear(rows, answers, body) {
    for (const [lease, left] of Object.entries(body?.left_s ?? {})) {
      this.#ends[lease] = this.now() + left * 1000;
    }
    await this.keeping.settle(rows, answers);
    await this.#clear();
    this.changed();
  }

  /** Let the leases go in which nothing is left to do or to be answered. */
  async #clear() {
    const over = this.hand.clear(this.outbox.rows.map((row) => row.lease));
    if (over.length) await this.store.write(["leases"], (at) => over.forEach(({ id }) => at.leases.delete(id)));
  }

  /** Hold on to the leases while somebody types. */
  async #renew() {
    const typing = this.#typed && performance.now() - this.#typed < ACTIVE;
    if (!this.tab.owner || this.network.status !== "on" || !typing) return;
    for (const lease of this.hand.leases.filter((one) => !one.practice && this.left(one) < RENEW)) {
      const { status, body } = await this.network.ask(`leases/${lease.id}/renew/`, {});
      if (status === 200) this.#ends[lease.id] = this.now() + body.left_s * 1000;
    }
  }

  /** Bring a refused row back to the screen as a draft. @returns {Promise<boolean>} false: its entry is gone */
  async reopen(row) {
    this.#mustOwn();
    if (!this.hand.find(row.key)) return false;
    const { values = {}, flags = {}, accepted = [] } = row;
    const kept = { key: row.key, at: this.now(), draft: { values, flags, accepted, at: this.now() } };
    this.hand.done.delete(row.key);
    this.hand.drafts.set(row.key, kept);
    this.outbox.rows = this.outbox.rows.filter((one) => one.id !== row.id);
    await this.store.write(["outbox", "drafts", "done"], (at) => {
      at.outbox.delete(row.id);
      at.drafts.put(kept);
      at.done.delete(row.key);
    });
    this.changed();
    return true;
  }

  /** The person has seen what became of a row. */
  async close(row) {
    this.outbox.rows = this.outbox.rows.filter((one) => one.id !== row.id);
    await this.store.write(["outbox"], (at) => at.outbox.delete(row.id));
    await this.#clear();
    this.changed();
  }

  // ---- Tabs and leaving

  #mustOwn() {
    if (!this.tab.owner) throw new DOMException("another tab is at work", "InvalidStateError");
  }

  /** Another tab takes over: let the screen save its draft. */
  async #give() {
    this.dispatchEvent(new Event("yield"));
    await this.store.write(["drafts"], () => {}); // behind what the screen has just written
  }

  /** Work here; the other tab saves its draft and looks on. */
  async takeOver() {
    await this.tab.claim(true);
    await this.#greet();
  }

  /** Another page signed out and wiped everything. */
  #close() {
    this.tab.close();
    this.network.end();
  }

  /** @param {{force?: boolean}} [options] */
  leave({ force = false } = {}) {
    return leave(this, force);
  }

  leaveUnsent() {
    return leaveUnsent(this);
  }
}

/** A UUID of version 4; plain http has no crypto.randomUUID. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
