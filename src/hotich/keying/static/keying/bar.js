// What stands around the form: whose book, how far, what has not been sent, what needs an answer.

import { h, icon, kbds, message, count, t } from "./say.js";

const SVG = "http://www.w3.org/2000/svg";
const CLOCK_OFF = 120; // seconds a machine's clock may be wrong before it is said
const at = (id) => document.getElementById(id);

/** Progress as small squares, the current one taller (as web/drawings/ticks.html draws them). */
function ticks(svg, done, total) {
  const cells = Math.min(Math.max(total, 1), 40);
  const filled = Math.min(Math.floor((done * cells) / Math.max(total, 1)), cells);
  const step = Math.min(164 / cells, 8.2);
  while (svg.children.length > cells) svg.lastChild.remove();
  while (svg.children.length < cells) svg.append(document.createElementNS(SVG, "rect"));
  [...svg.children].forEach((tick, n) => {
    const now = n === filled;
    const shape = { x: n * step, y: now ? 0 : 3, width: step * 0.72, height: now ? 12 : 6 };
    for (const [name, value] of Object.entries(shape)) tick.setAttribute(name, value);
    tick.setAttribute("class", n <= filled ? "f-acc" : "f-line");
  });
  svg.setAttribute("width", step * cells);
  svg.setAttribute("viewBox", `0 0 ${step * cells} 12`);
  svg.setAttribute("aria-label", t("done_of", { done, total }));
}

export class Bar {
  /** @param {import("./desk.js").Desk} desk @param {{now: () => void, label: (field: string) => string}} on */
  constructor(desk, on) {
    this.desk = desk;
    this.on = on;
    this.banners = at("says");
    this.said = new Map(); // banner -> its text, so that it is made only once
    this.closed = new Set();
    at("refused").addEventListener("click", () => this.openRefused());
    at("sign_in").addEventListener("click", () => this.#signIn());
    at("not_now").addEventListener("click", () => at("signed_out").close());
    this.asked = false;
  }

  /** The book, the batch and the place in it. */
  current({ lease, entry, done, total }) {
    const { book } = lease;
    const words = t("book", { label: book.label, unit: book.unit_name });
    at("book").replaceChildren(h("b", {}, book.kind_name), ` · ${words}`);
    at("lot").replaceChildren(`${lease.practice ? t("practice") : t("lot", { id: lease.id })} · `, h("b", {}, `${Math.min(done + 1, total)}/${total}`));
    ticks(at("ticks"), done, total);
    at("heading").textContent = t("entry", { label: entry.label });
    at("turn").textContent = lease.practice ? t("practice") : t("turn", { n: lease.turn });
    document.title = `${entry.label} – hotich`;
    this.lease = lease;
    this.minutes();
  }

  minutes() {
    const left = this.lease && !this.lease.practice ? this.desk.left(this.lease) : null;
    at("left").textContent = left === null ? "" : t("minutes", { n: Math.max(0, Math.ceil(left / 60)) });
  }

  /** Everything of the desk's state that a person should know. */
  paint() {
    const { state } = this.desk;
    this.#unsent(state);
    at("who").textContent = this.desk.user?.name ?? "";
    const refused = state.refused?.length ?? 0;
    at("refused").hidden = !refused;
    at("refused").querySelector("b").textContent = t("refused_n", { n: refused });
    if (!refused) at("drawer").close();
    this.#banner("insecure", state.secure === false, () => message("info", t("insecure")));
    this.#banner("owner", state.owner === false, () =>
      message("soft", t("other_tab"), " ", this.#button(t("here"), () => this.desk.takeOver())));
    this.#banner("full", state.full, () => message("hard", t("full")));
    const off = Math.abs(state.clockOff ?? 0) > CLOCK_OFF;
    this.#banner("clock", off, () => message("soft", t("clock", { n: Math.round(Math.abs(state.clockOff) / 60) })));
    const names = state.others.map(({ name }) => name).join(", ");
    this.#banner("others", names && !this.closed.has(names), () =>
      message("info", t("others", { names }), " ", this.#button(t("seen"), () => (this.closed.add(names), this.paint()))));
    this.#signedOut(state.network === "signed_out", state);
  }

  #unsent({ unsent, network }) {
    const line = at("unsent");
    const text =
      network === "off" ? t(unsent ? "unsent_off" : "off", { n: count(unsent) })
      : unsent ? t("unsent", { n: count(unsent) })
      : t("all_sent");
    line.classList.toggle("unsent", network !== "on");
    if (line.textContent === text) return;
    line.replaceChildren(icon(network === "off" ? "offline" : unsent ? "send" : "sent"), text);
  }

  #banner(name, wanted, make) {
    const shown = this.said.get(name);
    if (!wanted) {
      shown?.remove();
      this.said.delete(name);
    } else if (!shown) {
      const node = make();
      this.said.set(name, node);
      this.banners.append(node);
    }
  }

  /** Say something once above the page; it goes with the next entry that is finished. */
  tell(kind, ...children) {
    this.hush();
    this.line = message(kind, ...children);
    this.banners.append(this.line);
  }

  hush() {
    this.line?.remove();
    this.line = null;
  }

  #button(text, click) {
    return h("button", { class: "btn-link", type: "button", click }, text);
  }

  /** The sign-in is over: what was typed stays, and a dialog asks once; the line below stays. */
  #signedOut(is, { where, stranger }) {
    const said = where ? t("first_do") : stranger ? t("stranger", { name: stranger }) : t("signed_out");
    this.#banner("signed_out", is, () =>
      message("soft", said, " ", this.#button(t(where ? "to_it" : "sign_in"), () => this.#signIn())));
    const dialog = at("signed_out");
    if (!is) {
      this.asked = false;
      if (dialog.open) dialog.close();
    } else if (!this.asked) {
      this.asked = true;
      dialog.showModal();
    }
  }

  #signIn() {
    at("signed_out").close();
    window.open(this.desk.state.where || at("sign_in").dataset.href, "hotich-sign-in");
  }

  /** Rows that the server did not take: what was typed, why, and what to do. */
  openRefused() {
    const rows = this.desk.state.refused.map(({ row, answer }) => this.#refusedRow(row, answer));
    at("drawer_rows").replaceChildren(...rows);
    if (!at("drawer").open) at("drawer").showModal();
  }

  #refusedRow(row, answer) {
    const values = Object.entries(row.values ?? {});
    const facts = values.map(([name, value]) => h("div", {}, h("dt", {}, this.on.label(name)), h("dd", {}, value)));
    const mend = answer.status === 422;
    const acts = h("p", { class: "line" });
    const again = async (act) => {
      if ((await act) === false) return;
      if (this.desk.state.refused.length) this.openRefused();
      else at("drawer").close();
      this.on.now();
    };
    if (mend) acts.append(h("button", { class: "btn btn-s btn-p", type: "button", click: () => again(this.desk.reopen(row)) }, t("reopen")));
    acts.append(h("button", { class: "btn btn-s", type: "button", click: () => again(this.desk.close(row)) }, t("seen")));
    const label = row.label ? t("entry", { label: row.label }) : t("an_entry");
    return h("section", { class: "refused" }, h("h3", {}, label), message(mend ? "hard" : "soft", answer.text || answer.code), h("dl", { class: "typed" }, ...facts), acts);
  }
}

/** The bar of keys at the bottom and the list that F1 shows, both made of the key map. */
export function printKeys(keys, caps) {
  const printed = (key, name) => h("span", { "data-act": key.act }, ...kbds(caps(name)), ` ${t(`key_${key.act}`)}`);
  for (const key of keys.filter((each) => each.bar)) {
    at(`keys_${key.bar}`).append(printed(key, key.keys[0]));
  }
  for (const key of keys) {
    const all = [...key.keys, ...(key.twin ? [`Alt+${key.twin}`] : [])];
    const shown = all.flatMap((name, n) => [...(n ? [" · "] : []), ...kbds(caps(name))]);
    at("all_keys").append(h("div", {}, h("dt", {}, ...shown), h("dd", {}, t(`help_${key.act}`))));
  }
}
