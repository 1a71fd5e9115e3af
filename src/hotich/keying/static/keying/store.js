// What the station keeps in this browser: a database for each person, and the list of these persons.
// Nothing here knows the network. A write resolves only when the disk has it.

/** @typedef {{id: number, name: string}} Person */

const PEOPLE = "hotich-keying";
const databaseOf = (/** @type {number} */ user) => `${PEOPLE}-${user}`;
// images: pictures of entries and pages by address; parts: words and rules by address; done: the
// entries in hand that are keyed; meta: whatever else is remembered by name.
const STORES = {
  leases: { keyPath: "id" },
  images: {},
  parts: {},
  drafts: { keyPath: "key" },
  outbox: { keyPath: "id" },
  done: {},
  meta: {},
};

/** @param {string} name @param {(db: IDBDatabase) => void} found @returns {Promise<IDBDatabase>} */
const opened = (name, found) =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => found(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {IDBRequest} request */
const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Everything one person has in this browser. */
export class Store {
  /** @type {IDBDatabase} */ #db;

  /** Open it, made empty at first. @param {number} user @param {() => void} [wiped] another page wiped it */
  static async open(user, wiped) {
    const store = new Store();
    store.#db = await opened(databaseOf(user), (db) => {
      for (const [name, keys] of Object.entries(STORES)) db.createObjectStore(name, keys);
    });
    store.#db.onversionchange = () => {
      store.#db.close();
      wiped?.();
    };
    return store;
  }

  close() {
    this.#db.close();
  }

  /** All values of one store. @param {string} name */
  all(name) {
    return answer(this.#db.transaction(name).objectStore(name).getAll());
  }

  /** All keys of one store. @param {string} name */
  keys(name) {
    return answer(this.#db.transaction(name).objectStore(name).getAllKeys());
  }

  /** @param {string} name @param {IDBValidKey} key */
  get(name, key) {
    return answer(this.#db.transaction(name).objectStore(name).get(key));
  }

  /**
   * Change several stores in one transaction. "strict": outlives a power cut, not only the browser.
   * @param {string[]} names
   * @param {Record<string, IDBObjectStore>} work gets the stores by name
   * @param {"strict" | "relaxed"} [durability]
   * @returns {Promise<void>} rejects with QuotaExceededError when the disk is full
   */
  write(names, work, durability = "strict") {
    return new Promise((resolve, reject) => {
      const transaction = this.#db.transaction(names, "readwrite", { durability });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new DOMException("", "AbortError"));
      work(Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])));
    });
  }

  /** @param {string} name @param {IDBValidKey | undefined} key @param {unknown} value */
  put(name, key, value) {
    return this.write([name], (at) => at[name].put(value, key), "relaxed");
  }

  /** Empty some stores. @param {string[]} names */
  empty(names) {
    return this.write(names, (at) => names.forEach((name) => at[name].clear()));
  }
}

/** @param {"readonly" | "readwrite"} mode @param {(people: IDBObjectStore) => IDBRequest} work */
async function people(mode, work) {
  const db = await opened(PEOPLE, (fresh) => fresh.createObjectStore("people"));
  try {
    return await answer(work(db.transaction("people", mode).objectStore("people")));
  } finally {
    db.close();
  }
}

/** Who may work here without asking the server; nobody once the sign-in page was shown. @returns {Promise<Person | undefined>} */
export const signedIn = () => people("readonly", (all) => all.get("now"));

/** Remember who is signed in, by the server's word. @param {Person} person */
export async function letIn(person) {
  await people("readwrite", (all) => all.put(person, person.id));
  await people("readwrite", (all) => all.put(person, "now"));
}

/** From now on the server is asked first who is there. */
export const lock = () => people("readwrite", (all) => all.delete("now"));

/** How many rows each person has left in this browser. @returns {Promise<(Person & {unsent: number})[]>} */
export async function leftHere() {
  const keys = await people("readonly", (all) => all.getAllKeys());
  const left = [];
  for (const id of keys.filter((key) => key !== "now")) {
    const person = await people("readonly", (all) => all.get(id));
    const store = await Store.open(id);
    const rows = await store.all("outbox");
    store.close();
    left.push({ ...person, unsent: rows.filter(isUnsent).length });
  }
  return left;
}

/** A row that the server has not answered for good. */
export const isUnsent = (row) => row.answer?.status !== 200;

/** Forget a person and all they have here. @param {Person} person @param {Store} store of theirs */
export async function wipe(person, store) {
  await store.empty(Object.keys(STORES)); // at once, even if another page is slow to let go
  store.close();
  indexedDB.deleteDatabase(databaseOf(person.id));
  await people("readwrite", (all) => all.delete(person.id));
  await lock();
}
