// What may be meant, under the field: shown only, taken by a key or a click, never by itself.

import { h, kbds, icon, count, t } from "./say.js";

export class Drop {
  /** @param {(text: string) => void} take */
  constructor(take) {
    this.take = take;
    this.list = h("ul", { class: "drop", id: "drop", role: "listbox", "aria-label": t("suggestions") });
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the field keeps the caret
      const at = [...this.list.children].indexOf(event.target.closest("li"));
      if (at >= 0) this.choose(at);
    });
    this.texts = [];
    this.cell = null;
  }

  get open() {
    return this.texts.length > 0;
  }

  /** Show suggestions under a field. @param {import("./form.js").Cell} cell
   * @param {{text: string, n?: number, marks?: number[][]}[]} found */
  show(cell, found) {
    if (!found.length) return this.close();
    this.texts = found.map((each) => each.text);
    this.list.replaceChildren(...found.map((each, at) => this.#line(each, at)));
    if (this.cell !== cell) {
      this.cell?.input.setAttribute("aria-expanded", "false");
      this.cell = cell;
      cell.input.after(this.list);
      this.#upwards(cell);
    }
    cell.input.setAttribute("aria-expanded", "true");
  }

  /** Near the lower edge the list opens upwards. */
  #upwards(cell) {
    const room = cell.input.closest(".lines").getBoundingClientRect().bottom;
    this.list.classList.toggle("up", cell.input.getBoundingClientRect().bottom + 104 > room);
  }

  #line({ text, n, marks = [] }, at) {
    const words = h("span");
    let end = 0;
    for (const [from, to] of marks) {
      words.append(text.slice(end, from), h("b", {}, text.slice(from, to)));
      end = to;
    }
    words.append(text.slice(end));
    const caps = at ? kbds(["Alt", String(at + 1)]) : [h("kbd", {}, icon("right"))];
    const times = n ? t("times", { n: count(n) }) : "";
    const line = h("li", { role: "option", "aria-selected": String(!at) }, h("span", {}, ...caps), words);
    line.append(h("small", {}, times));
    return line;
  }

  choose(at) {
    const text = this.texts[at];
    if (text === undefined) return false;
    this.close();
    this.take(text);
    return true;
  }

  close() {
    if (!this.cell) return;
    this.texts = [];
    this.cell.input.setAttribute("aria-expanded", "false");
    this.cell = null;
    this.list.remove();
  }
}
