// One tab of a browser is at work; the others look on until they take over.
// BroadcastChannel and a name in the store do it, because plain http has no navigator.locks: a tab
// that is gone does not answer, so nothing has to be released.

const ANSWER = 250; // milliseconds that another tab has to say it is at work
const SAVING = 1000; // milliseconds it has to save what is being typed

export class Tab {
  owner = false;
  id = Math.random().toString(36).slice(2);
  #heard = () => {};

  /**
   * @param {number} user
   * @param {import("./store.js").Store} store
   * @param {{give: () => Promise<void>, load: () => Promise<void>, taken: () => void,
   *   changed: () => void}} desk load: read what the tab before has left, before work goes on
   */
  constructor(user, store, desk) {
    this.store = store;
    this.desk = desk;
    this.channel = new BroadcastChannel(`hotich-keying-${user}`);
    this.channel.onmessage = ({ data }) => this.#hear(data);
    addEventListener("pagehide", () => this.owner && this.#say("left"));
    addEventListener("pageshow", (event) => event.persisted && this.#inherit());
  }

  /** Become the tab at work: unless another one is, or in its place. */
  async claim(inItsPlace = false) {
    if (await this.#told("who", "here", ANSWER)) {
      if (!inItsPlace) return this.#become(false);
      await this.#told("give", "given", SAVING);
    }
    await this.store.write(["meta"], (at) => at.meta.put(this.id, "owner"));
    await this.desk.load(); // only now: until its name stood there the other one went on writing
    this.#become(true);
    this.#say("mine");
  }

  /** The tab at work is gone, or this one is shown again. */
  async #inherit() {
    await this.claim();
    if (this.owner) this.desk.taken();
  }

  /** Say something and wait for an answer. @returns {Promise<boolean>} */
  #told(word, answer, patience) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), patience);
      this.#heard = (heard) => {
        if (heard !== answer) return;
        clearTimeout(timer);
        resolve(true);
      };
      this.#say(word);
    });
  }

  #say(word) {
    this.channel.postMessage(word);
  }

  async #hear(word) {
    this.#heard(word);
    if (word === "who" && this.owner) this.#say("here");
    if (word === "give" && this.owner) {
      await this.desk.give();
      this.#become(false);
      this.#say("given");
    }
    // Two that claim at once both wrote their name: the last one stands.
    if (word === "mine") this.#become((await this.store.get("meta", "owner")) === this.id);
    if (word === "left" && document.visibilityState === "visible") await this.#inherit();
  }

  #become(owner) {
    this.owner = owner;
    this.desk.changed();
  }

  close() {
    this.owner = false;
    this.channel.close();
  }
}
