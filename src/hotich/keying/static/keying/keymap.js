// The keys of the station as data: the bar, what F1 shows and the handling are all made of this.

/**
 * @typedef {object} Key
 * @property {string} act      what it does; the template names it in words
 * @property {string[]} keys   as nameOf() writes them; the first is the one printed
 * @property {string} [twin]   the letter that does the same with Alt: old laptops hide F-keys
 * @property {"left"|"right"} [bar]  where it stands in the bar at the bottom
 * @property {boolean} [anywhere]  also where no field is being typed in
 */

/** @type {Key[]} */
export const KEYS = [
  { act: "next", keys: ["Enter", "Tab"], bar: "left" },
  { act: "previous", keys: ["Shift+Enter", "Shift+Tab"], bar: "left" },
  { act: "save", keys: ["Ctrl+Enter"], bar: "left", anywhere: true },
  { act: "ditto", keys: ["F2", "Ctrl+D"], twin: "N", bar: "left" },
  { act: "unreadable", keys: ["F4"], twin: "K", bar: "left" },
  { act: "blank", keys: ["F6"], twin: "T", bar: "left" },
  { act: "crossed_out", keys: ["F7"], twin: "G", bar: "left" },
  { act: "aside", keys: ["F8"], twin: "X", bar: "left", anywhere: true },
  { act: "first", keys: ["ArrowRight"] },
  { act: "second", keys: ["Alt+2"] },
  { act: "third", keys: ["Alt+3"] },
  { act: "zoom", keys: ["F9"], twin: "P", anywhere: true },
  { act: "brighten", keys: ["Shift+F9"], twin: "I", anywhere: true },
  { act: "rotate", keys: ["Ctrl+F9"], twin: "Y", anywhere: true },
  { act: "page_before", keys: ["PageUp"], twin: "R", anywhere: true },
  { act: "page_after", keys: ["PageDown"], twin: "S", anywhere: true },
  { act: "undo", keys: ["Escape"], bar: "right" },
  { act: "help", keys: ["F1"], twin: "H", bar: "right", anywhere: true },
];

/** What keys are called where they are printed. */
const PRINTED = { Escape: "Esc", ArrowRight: "→", PageUp: "PgUp", PageDown: "PgDn" };

const BY_KEY = new Map(
  KEYS.flatMap((key) => [...key.keys, ...(key.twin ? [`Alt+${key.twin}`] : [])].map((name) => [name, key])),
);

/** Name what was pressed: "Ctrl+Enter", "Alt+K", "F2". Letters and digits go by their place on the
 * keyboard where a modifier is held, so that no input method changes them.
 * @param {KeyboardEvent} event */
export function nameOf(event) {
  const held = event.ctrlKey || event.altKey;
  const key = held ? event.code.replace(/^(Key|Digit)/, "") || event.key : event.key;
  const plain = key === "NumpadEnter" ? "Enter" : key;
  return (
    (event.ctrlKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + (event.shiftKey ? "Shift+" : "") + plain
  );
}

/** Return the key that was pressed, if it is one of the station's.
 * @param {KeyboardEvent} event */
export const keyOf = (event) => (event.metaKey ? undefined : BY_KEY.get(nameOf(event)));

/** Return a key combination as the caps to print: "Ctrl+Enter" -> ["Ctrl", "Enter"].
 * @param {string} name */
export const caps = (name) => name.split("+").map((part) => PRINTED[part] ?? part);
