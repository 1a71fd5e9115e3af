// The picture side of the station: the entry's picture or a page of the book, and how it is shown.

import { say, t } from "./say.js";
import { Pictures, View } from "./view.js";

const PLACES = [-1, null, 0, 1]; // the page before, the entry, its whole page, the page after
const SAID = ["page_is_before", "page_is_entry", "page_is_own", "page_is_after"];
const at = (id) => document.getElementById(id);

export class Look {
  /** @param {import("./desk.js").Desk} desk @param {import("./form.js").Form} form */
  constructor(desk, form) {
    this.desk = desk;
    this.form = form;
    this.view = new View(at("view"));
    this.pictures = new Pictures();
    this.entry = null;
    this.shown = null; // what stands in the place of the picture, as in PLACES
    at("lines").addEventListener("scroll", () => this.followSoon(), { passive: true });
    new ResizeObserver(() => this.#resized()).observe(at("view"));
  }

  /** Show the picture of an entry: decoded before, or as soon as it is here. */
  open(entry) {
    this.entry = entry;
    this.shown = null;
    const ready = this.pictures.ready(entry.key);
    this.#put(entry, ready ?? new Image());
    at("waiting").hidden = Boolean(ready);
    if (!ready) this.#wait(entry);
    this.#write();
  }

  #put(entry, picture) {
    this.view.show(picture, entry.box, this.form.above, t("picture", { label: entry.label }));
  }

  #wait(entry) {
    this.#picture(entry).then(
      (picture) => {
        if (this.entry !== entry) return;
        this.#put(entry, picture);
        at("waiting").hidden = true;
        this.follow();
      },
      () => null, // asked for again when there is a network
    );
  }

  /** There may be a network again: ask for a picture that did not come. */
  again() {
    const missing = this.entry && !at("waiting").hidden && !this.pictures.held.has(this.entry.key);
    if (missing) this.#wait(this.entry);
  }

  #picture(entry) {
    return this.pictures.get(entry.key, () => this.desk.image(entry));
  }

  /** Decode what comes next, let go of what is past. */
  ahead(entries) {
    this.pictures.keep(new Set([this.entry, ...entries].map(({ key }) => key)));
    for (const entry of entries) this.#picture(entry).catch(() => null);
  }

  /** Bring the zone of the field in hand beside its input. */
  follow() {
    const cell = this.form.resting;
    if (!cell || !this.entry) return;
    const paper = this.view.follow(cell.spec.zone, cell.input);
    if (paper && this.form.above) this.form.roll(paper);
  }

  /** The same just before the next paint, when the field has its place. */
  followSoon() {
    this.moving ??= requestAnimationFrame(() => {
      this.moving = null;
      this.follow();
    });
  }

  #resized() {
    this.form.active?.input.scrollIntoView({ block: "nearest" });
    this.follow();
  }

  /** Do what a key asks for. @param {string} act as in keymap.js */
  act(act) {
    const turns = { page_before: -1, page_after: 1 }[act];
    if (turns) return void this.#turnBy(turns);
    if (act === "zoom") this.view.zoomOn();
    else if (act === "brighten") this.view.brighten();
    else this.view.rotate();
    this.#write();
    this.follow();
  }

  /** Write down how the picture is shown. */
  #write() {
    at("look").textContent = t("look", this.view.state);
    const { n, of } = this.entry.pages ?? {};
    at("page").textContent = n ? t("page", { n, of: of ?? "" }) : "";
  }

  #turnBy(by) {
    const next = PLACES[PLACES.indexOf(this.shown) + by];
    if (next !== undefined) this.turn(next);
  }

  /** Show a page in place of the entry (-1, 0, 1), or the entry again (null). */
  async turn(offset) {
    if (this.shown === offset) return;
    const { entry, shown } = this;
    this.shown = offset;
    const wanted = offset === null ? this.#picture(entry) : this.#page(entry, offset);
    const picture = await wanted.catch(() => null);
    if (this.entry !== entry || this.shown !== offset) return;
    if (!picture) {
      this.shown = shown;
      return say(t("no_page"));
    }
    this.view.turnTo(picture, offset);
    say(t(SAID[PLACES.indexOf(offset)]));
    this.follow();
  }

  async #page(entry, offset) {
    const blob = await this.desk.page(entry, offset);
    if (!blob) return null;
    const picture = new Image();
    picture.src = URL.createObjectURL(blob);
    await picture.decode();
    URL.revokeObjectURL(picture.src);
    return picture;
  }
}
