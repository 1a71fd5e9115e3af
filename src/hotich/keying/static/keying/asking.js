// What is unusual or impossible, asked below its field; a second press keeps what is unusual.

import { chime, h, kbds, message, t } from "./say.js";

/** @typedef {{finding: object, hard: boolean, cell: import("./form.js").Cell}} Open */

/** Ask about a field unless it was asked before; true: it may be passed by.
 * @param {import("./entry.js").Typing} typing @param {import("./form.js").Cell} cell
 * @param {Open[]} open @param {boolean} looking only by, without accepting (Tab) */
export function passes(typing, cell, open, looking) {
  const hard = open.some((each) => each.hard);
  if (!typing.wasTold(cell, open) || (hard && !looking)) {
    ask(typing, cell, open);
    return false;
  }
  if (!looking) accept(typing, cell, open);
  return true;
}

/** Keep what is unusual as it is written in the book. */
export function accept(typing, cell, open) {
  typing.accept(open);
  typing.form.hush(cell);
  typing.form.note(cell, t("as_written"), "warn");
}

/** Open a message below a field: the sentences, and what the keys do with them. */
export function ask(typing, cell, open) {
  const hard = open.some((each) => each.hard);
  const texts = open.filter((each) => each.hard === hard).map(({ finding }) => finding.text);
  const way = (key, text) => h("span", { class: "way" }, ...kbds([key]), ` ${t(text)}`);
  const ways = hard
    ? [t("hard_ways"), " ", way("F4", "unreadable"), way("F6", "blank"), way("F7", "crossed_out")]
    : [way("Enter", "soft_keep"), way("Esc", "soft_again")];
  const lines = texts.flatMap((text) => [text, h("br")]);
  typing.form.tell(cell, message(hard ? "hard" : "soft", ...lines, ...ways), hard);
  typing.told(cell, open);
  chime(hard ? "hard" : "soft");
}
