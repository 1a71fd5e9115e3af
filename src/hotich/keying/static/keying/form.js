// The fields of an entry as DOM: in writing order beside the picture, or as columns under the row of
// a ledger. Built once for a layout and filled anew for each entry.

import { h, icon, t } from "./say.js";

const FLAGS = ["unreadable", "blank", "crossed_out"];

/**
 * One field on the screen. ``note`` is the small word beside it, ``host`` where a message opens.
 * @typedef {{spec: object, index: number, input: HTMLInputElement, select: HTMLSelectElement,
 *   note: HTMLElement, host: HTMLElement, said: HTMLElement|null, before: string, marked: string,
 *   carried: boolean}} Cell
 */

export class Form {
  /** @param {HTMLElement} lines
   * @param {{arrive: (cell: Cell) => void, leave: (cell: Cell) => void, type: (cell: Cell) => void,
   *   flag: (cell: Cell) => void}} on */
  constructor(lines, on) {
    this.lines = lines;
    this.on = on;
    /** @type {Cell[]} */
    this.cells = [];
    this.above = false;
    this.resting = null; // the last cell that was typed in
    this.built = "";
    lines.addEventListener("focusin", (event) => this.#arrive(event.target));
    lines.addEventListener("focusout", (event) => this.#at(event.target, (cell) => this.#leave(cell)));
    lines.addEventListener("input", (event) => this.#at(event.target, (cell) => this.#typed(cell)));
    lines.addEventListener("change", (event) => {
      const cell = this.cells.find((each) => each.select === event.target);
      if (cell) this.mark(cell, cell.select.value);
    });
  }

  #at(target, then) {
    const cell = this.cells.find((each) => each.input === target);
    if (cell) then(cell);
  }

  #arrive(target) {
    this.#at(target, (cell) => {
      if (this.resting !== cell) [cell.before, cell.marked] = [cell.input.value, cell.select.value];
      this.resting = cell;
      cell.input.labels[0]?.classList.add("here"); // a rule with :has would cost 2 ms a field
      cell.input.select();
      this.on.arrive(cell);
    });
  }

  #leave(cell) {
    cell.input.labels[0]?.classList.remove("here");
    this.on.leave(cell);
  }

  #typed(cell) {
    this.#uncarry(cell);
    this.note(cell);
    this.hush(cell);
    this.on.type(cell);
  }

  #uncarry(cell) {
    cell.carried = false;
    cell.input.classList.remove("v-carry");
  }

  /** What was carried over is now this entry's own: the person has been there. */
  confirm(cell) {
    if (!cell.carried) return;
    this.#uncarry(cell);
    this.note(cell);
  }

  /** Build the fields of a layout, unless they stand there already.
   * @param {object} form the Form of the contract */
  build(form) {
    const built = JSON.stringify(form);
    if (built === this.built) return;
    this.built = built;
    this.above = form.above;
    this.cells = [];
    this.resting = null;
    this.lines.replaceChildren(...(form.above ? this.#columns(form) : this.#groups(form)));
    this.lines.classList.toggle("strip", form.above);
  }

  #groups(form) {
    return form.groups.map((group) => {
      const lines = group.lines.map((line) => {
        const row = h("div", { class: `row ${line.shape}` });
        for (const spec of line.fields) row.append(...this.#cell(spec, row));
        return row;
      });
      const head = h("h2", { "aria-hidden": "true" }, group.label);
      return h("div", { class: "grp", role: "group", "aria-label": group.label }, head, h("div", {}, ...lines));
    });
  }

  /** A ledger: what stands under one another on the paper stands so here, right below its column. */
  #columns(form) {
    const roll = h("div", { class: "roll" });
    let [column, right, label] = [null, 0, ""];
    for (const group of form.groups) {
      for (const spec of group.lines.flatMap((line) => line.fields)) {
        if (!column || spec.zone.x >= right - 1 || spec.zone.x + spec.zone.w < column.mm.x) {
          column = h("div", { class: "col" });
          column.mm = { x: spec.zone.x, w: 0 };
          roll.append(column);
          column.append(h("h2", { "aria-hidden": "true" }));
        }
        if (group.label !== label) column.firstElementChild.textContent = label = group.label;
        const cell = h("div", { class: "cell", role: "group", "aria-label": group.label });
        cell.append(...this.#cell(spec, cell));
        column.append(cell);
        const end = Math.max(column.mm.x + column.mm.w, spec.zone.x + spec.zone.w);
        column.mm.x = Math.min(column.mm.x, spec.zone.x);
        column.mm.w = end - column.mm.x;
        right = end;
      }
    }
    roll.lastElementChild?.classList.add("last");
    return [roll];
  }

  /** Put the columns of a ledger's row under those of its picture.
   * @param {{left: number, scale: number}} paper */
  roll({ left, scale }) {
    const roll = this.lines.firstElementChild;
    if (this.scale !== scale || this.rolled !== roll) {
      [this.scale, this.rolled] = [scale, roll];
      for (const column of roll.children) {
        column.style.left = `${column.mm.x * scale}px`;
        column.style.width = `${Math.max(column.mm.w * scale - 8, 72)}px`;
      }
    }
    roll.style.transform = `translateX(${left}px)`;
  }

  #cell(spec, host) {
    const { name } = spec;
    const listed = Boolean(spec.words);
    const input = h("input", {
      class: "v", id: `v.${name}`, name: `v.${name}`, maxlength: "2000", spellcheck: "false",
      autocapitalize: "none", autocomplete: "off", placeholder: this.#tip(spec),
      inputmode: spec.codes ? "numeric" : null, "aria-required": spec.required ? "true" : null,
      "aria-describedby": `n.${name}${spec.hint ? ` h.${name}` : ""}`,
      role: listed ? "combobox" : null, "aria-expanded": listed ? "false" : null,
      "aria-controls": listed ? "drop" : null, "aria-autocomplete": listed ? "list" : null,
    });
    const note = h("span", { class: "vnote", id: `n.${name}` });
    const words = FLAGS.map((flag) => h("option", { value: flag }, t(flag)));
    const select = h(
      "select",
      { class: "vflag", name: `f.${name}`, tabindex: "-1", "aria-label": t("flag_of", { name: spec.label }) },
      h("option", { value: "" }, t("flag")),
      ...words,
    );
    const row = h("div", { class: "vrow" }, input, note, select);
    if (spec.hint) row.append(h("p", { class: "vhint", id: `h.${name}` }, spec.hint));
    const cell = { spec, index: this.cells.length, input, select, note, host, said: null };
    this.cells.push(Object.assign(cell, { before: "", marked: "", carried: false }));
    return [h("label", { for: `v.${name}`, title: spec.label }, spec.short), row];
  }

  #tip(spec) {
    if (spec.codes) return "";
    if (spec.type?.includes("date")) return t("tip_date");
    return spec.words ? t("tip_words") : "";
  }

  /** @param {string} name @returns {Cell|undefined} */
  cell(name) {
    return this.cells.find((cell) => cell.spec.name === name);
  }

  /** The cell that is typed in now, if any. @returns {Cell|undefined} */
  get active() {
    return this.cells.find((cell) => cell.input === document.activeElement);
  }

  /** Fill all fields. ``carried`` values are grey until they are typed over.
   * @param {{values: object, flags: object, carried: object}} what */
  fill({ values, flags, carried }) {
    this.resting = null;
    for (const cell of this.cells) {
      const { name } = cell.spec;
      cell.carried = values[name] === undefined && carried[name] !== undefined;
      cell.input.value = values[name] ?? carried[name] ?? "";
      cell.input.classList.toggle("v-carry", cell.carried);
      cell.select.value = flags[name] ?? "";
      cell.select.classList.toggle("on", cell.select.value !== "");
      this.hush(cell);
      this.note(cell, cell.carried ? t("carried") : "");
    }
    this.lines.scrollTop = 0;
  }

  /** What is typed: our names -> text, empty ones left out. */
  get values() {
    return this.#gather((cell) => cell.input.value.normalize("NFC").trim());
  }

  get flags() {
    return this.#gather((cell) => cell.select.value);
  }

  #gather(read) {
    const found = {};
    for (const cell of this.cells) {
      const value = read(cell);
      if (value) found[cell.spec.name] = value;
    }
    return found;
  }

  /** Put a text into a field on the person's behalf (ditto, a suggestion, undo). */
  put(cell, text, note = "") {
    cell.input.value = text;
    cell.input.setSelectionRange(text.length, text.length);
    this.#uncarry(cell);
    this.hush(cell);
    this.note(cell, note);
    this.on.type(cell);
  }

  /** Write the small word beside a field: where it came from, or its normal form. */
  note(cell, text = "", kind = "") {
    if (cell.note.textContent === text && !cell.note.firstElementChild) return;
    cell.note.className = `vnote ${kind}`;
    cell.note.replaceChildren(...(kind === "warn" ? [icon("warn")] : []), text);
  }

  /** Set or take away the mark of a field. */
  mark(cell, flag) {
    cell.select.value = flag;
    cell.select.classList.toggle("on", flag !== "");
    this.hush(cell);
    this.on.flag(cell);
  }

  /** Show a message below the row of a field: what stands above it does not move. */
  tell(cell, node, hard) {
    this.hush(cell);
    node.id = `s.${cell.spec.name}`;
    node.setAttribute("role", "alert");
    cell.host.append(node);
    cell.said = node;
    cell.host.classList.add("told");
    cell.input.setAttribute("aria-describedby", `${node.id} n.${cell.spec.name}`);
    if (hard) cell.input.setAttribute("aria-invalid", "true");
  }

  hush(cell) {
    if (!cell.said) return;
    cell.said.remove();
    cell.said = null;
    cell.host.classList.toggle("told", Boolean(cell.host.querySelector(".msg")));
    cell.input.removeAttribute("aria-invalid");
    cell.input.setAttribute("aria-describedby", `n.${cell.spec.name}${cell.spec.hint ? ` h.${cell.spec.name}` : ""}`);
  }

  /** Go to a field. The strip of a ledger moves with its picture, never by itself. */
  go(cell) {
    cell.input.focus({ preventScroll: this.above });
  }
}
