// What the station says: texts from the page, small pieces of DOM, and a soft sound.

/** @type {Map<string, string>} */
const texts = new Map();
for (const node of document.getElementById("texts").content.querySelectorAll("[data-t]")) {
  texts.set(node.dataset.t, node.textContent);
}

/** Return a text of the page by its name, with its {places} filled. */
export function t(name, places = {}) {
  const text = texts.get(name) ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, place) => places[place] ?? whole);
}

/** Write a whole number as the page's language does: 1.403 or 1,403. */
export const count = (n) => Math.round(n).toLocaleString(document.documentElement.lang);

/** Make an element: h("p", {class: "mut"}, "text", child…). Properties that are functions listen. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
  node.append(...children);
  return node;
}

/** The caps of a key combination. */
export const kbds = (caps) => caps.map((cap) => h("kbd", {}, cap));

/** Return a message of the page's own look: kind "soft", "hard", "info" or "ok". */
export function message(kind, ...children) {
  const node = document.getElementById(`message-${kind}`).content.firstElementChild.cloneNode(true);
  node.querySelector("div").append(...children);
  return node;
}

/** A copy of an icon that the page holds ready. */
export const icon = (name) =>
  document.getElementById(`icon-${name}`).content.firstElementChild.cloneNode(true);

/** Say a short line aloud to those who do not see the screen, and in the head of the form. */
export function say(text) {
  const line = document.getElementById("said");
  if (line.textContent !== text) line.textContent = text;
}

const MUTE = "hotich.mute";
let audio = null;

export const muted = () => localStorage.getItem(MUTE) === "1";
export const mute = (off) => localStorage.setItem(MUTE, off ? "1" : "0");

/** Give a soft, short tone: low where something is impossible, higher where it is unusual. */
export function chime(kind) {
  if (muted() || !window.AudioContext) return;
  try {
    audio ??= new AudioContext();
    const tone = audio.createOscillator();
    const loud = audio.createGain();
    tone.frequency.value = kind === "hard" ? 220 : 440;
    loud.gain.setValueAtTime(0.06, audio.currentTime);
    loud.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.15);
    tone.connect(loud).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.16);
  } catch {
    audio = null; // a machine without sound keys as well
  }
}
