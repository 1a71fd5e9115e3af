// The screens beside the form: nothing left, one's own figures, and what practice tells.

import { count, h, message, mute, muted, t } from "./say.js";

const at = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const AROUND = 2; // millimetres around a zone that is shown cut out

/** Show the form or the end screen; the page has one heading, which goes along. */
export function show(what) {
  const end = what === "end";
  if (at("end").hidden !== end) return;
  at("main").hidden = end;
  at("end").hidden = !end;
  at("keys").hidden = end;
  (end ? at("end_head") : at("entry_head")).prepend(at("heading"));
}

/** Nothing is in hand: say why, and what can be done. @param {import("./desk.js").Desk} desk
 * @param {{code: string, text: string, where?: string}} none @param {{again: () => void}} on */
export function end(desk, none, pace, on) {
  const { unsent, network } = desk.state;
  const off = network === "off" || none.code === "off";
  at("heading").textContent = t(off ? "end_off_title" : pace.entries ? "end_done_title" : "end_title");
  const why = off ? t("end_off") : none.text || t("end_none");
  const kept = unsent ? message("soft", t("end_unsent", { n: count(unsent) })) : message("ok", t("end_sent"));
  const acts = h("p", { class: "line mt24" });
  if (none.where) acts.append(h("a", { class: "btn btn-p", href: none.where }, t("end_where")));
  const home = h("a", { class: none.where ? "btn" : "btn btn-p", href: at("home").href }, t("end_home"));
  acts.append(home, h("button", { class: "btn", type: "button", click: on.again }, t("end_again")));
  at("end_body").replaceChildren(h("p", { class: "lead" }, why), kept, acts, h("div", { class: "mt24" }, figures(desk, pace)));
  show("end");
  acts.firstElementChild.focus();
}

/** Nobody is known in this browser and the server does not answer. */
export function nobody() {
  at("heading").textContent = t("end_off_title");
  const again = h("button", { class: "btn btn-p", type: "button", click: () => location.reload() }, t("end_again"));
  at("end_body").replaceChildren(h("p", { class: "lead" }, t("end_nobody")), h("p", { class: "line mt24" }, again));
  show("end");
  addEventListener("online", () => location.reload());
}

/** One's own figures, seen by nobody else. */
export function figures(desk, pace) {
  const { today, aim } = desk.state;
  const rows = [
    [t("fig_today"), aim ? t("fig_of", { n: count(today), aim: count(aim) }) : count(today)],
    [t("fig_pace"), pace.hours > 1 / 60 ? t("fig_hour", { n: count(pace.entries / pace.hours) }) : "–"],
    [t("fig_time"), t("minutes_n", { n: count(pace.hours * 60) })],
  ];
  return h("dl", { class: "figs" }, ...rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** The popover with one's own figures and the sound. */
export function own(desk, pace) {
  const sound = h("input", { type: "checkbox", id: "sound" });
  sound.checked = !muted();
  sound.addEventListener("change", () => mute(!sound.checked));
  at("own_body").replaceChildren(figures(desk, pace), h("label", { class: "check" }, sound, t("sound")), h("p", {}, t("fig_private")));
}

/** After a practice entry: one's own errors beside the picture. Resolves when it is closed. */
export function lesson(answer, { entry, form }, picture) {
  const fields = new Map(form.groups.flatMap((g) => g.lines.flatMap((l) => l.fields)).map((f) => [f.name, f]));
  const wrong = answer.wrong ?? [];
  const rows = wrong.map(({ field, typed, truth }) => {
    const spec = fields.get(field);
    const facts = h("dl", { class: "figs" },
      h("div", {}, h("dt", {}, t("you_typed")), h("dd", { class: "bad" }, typed || t("nothing"))),
      h("div", {}, h("dt", {}, t("book_says")), h("dd", { class: "ok" }, truth || t("nothing"))));
    return h("section", { class: "refused" }, h("h3", {}, spec?.label ?? field), spec ? crop(picture.src, entry.box, spec.zone) : "", facts);
  });
  const good = message("ok", t("lesson_right"));
  at("lesson_rows").replaceChildren(...(rows.length ? rows : [good]));
  const { passed, mark } = answer;
  const result = passed === true ? message("ok", t("passed")) : passed === false ? message("soft", t("failed")) : null;
  const figure = mark ? h("p", { class: "mut t13" }, t("mark", { wrong: mark.wrong, fields: mark.fields, allowed: mark.allowed })) : "";
  at("lesson_mark").replaceChildren(...[result, figure].filter(Boolean));
  const dialog = at("lesson");
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
}

/** The picture cut to a zone, as cotton/crop.html draws it. */
function crop(href, box, zone) {
  const svg = document.createElementNS(SVG, "svg");
  const [x, y] = [Math.max(0, zone.x - AROUND), Math.max(0, zone.y - AROUND)];
  svg.setAttribute("viewBox", `${x} ${y} ${zone.w + 2 * AROUND} ${zone.h + 2 * AROUND}`);
  const image = document.createElementNS(SVG, "image");
  const shape = { href, width: box.w, height: box.h, preserveAspectRatio: "none", class: "scan" };
  for (const [name, value] of Object.entries(shape)) image.setAttribute(name, value);
  svg.append(image);
  return h("div", { class: "crop" }, svg);
}
