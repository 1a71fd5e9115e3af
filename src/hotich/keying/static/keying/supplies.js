// Pictures, words and rules for the entries in hand: from the store, else from the server.

const TRIES = 3; // at a picture, before it waits for better times
const AT_ONCE = 3; // pictures

export class Supplies {
  /** @type {Set<string>} addresses of the pictures that are here */ here = new Set();
  #missing = []; // addresses, the next one first
  #fetching = null;

  /**
   * @param {import("./store.js").Store} store
   * @param {import("./network.js").Network} network
   * @param {() => void} changed
   */
  constructor(store, network, changed) {
    Object.assign(this, { store, network, changed });
  }

  async load() {
    this.here = new Set(await this.store.keys("images"));
  }

  /** Fetch the pictures that are missing, in this order. @param {string[]} urls */
  fetch(urls) {
    this.#missing = urls.filter((url) => url && !this.here.has(url));
    this.#fetching ??= this.#fetchAll().finally(() => (this.#fetching = null));
    return this.#fetching; // also of who asked while others were on their way
  }

  async #fetchAll() {
    const work = async () => {
      for (let url = this.#missing.shift(); url; url = this.#missing.shift()) {
        await this.picture(url).catch(() => null); // asked for again at the next sign of life
        this.changed();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  /** @param {string} url @param {number} [tries] @returns {Promise<Blob>} */
  async picture(url, tries = TRIES) {
    return (await this.store.get("images", url)) ?? this.#fetchOne(url, tries);
  }

  /** A page that is looked at once: it shows more than what is in hand, so nothing of it is kept. */
  page(url) {
    return this.network.picture(url);
  }

  async #fetchOne(url, tries) {
    for (let wait = 1000; ; wait *= 2) {
      try {
        const blob = await this.network.picture(url);
        await this.store.put("images", url, blob).then(() => this.here.add(url), () => {}); // full: shown all the same
        return blob;
      } catch (error) {
        if (--tries <= 0) throw error;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  /** Words or rules; their address changes when they do. Null: not to be had now. @param {string} url */
  async part(url) {
    if (!url) return null;
    const kept = await this.store.get("parts", url);
    if (kept) return kept;
    const { status, body } = await this.network.ask(url);
    if (status !== 200) return null;
    await this.store.put("parts", url, body).catch(() => {});
    return body;
  }

  /** Let pictures go that are not needed any more, or can be fetched again. @param {string[]} urls */
  async drop(urls) {
    await this.store.write(["images"], (at) => urls.forEach((url) => at.images.delete(url)));
    for (const url of urls) this.here.delete(url);
  }

  /** Let go every picture but these: a lease that is over shows nothing any more. @param {string[]} urls */
  async keepOnly(urls) {
    const wanted = new Set(urls);
    const over = [...this.here].filter((url) => !wanted.has(url));
    if (over.length) await this.drop(over);
  }

  /** Keep only the words and rules of these addresses. @param {string[]} urls */
  async keepParts(urls) {
    const old = (await this.store.keys("parts")).filter((url) => !urls.includes(url));
    await this.store.write(["parts"], (at) => old.forEach((url) => at.parts.delete(url)));
  }
}
