// Talks with the server: asks, knows whether there is a network and a sign-in, and what time it is.

/** @typedef {{status: number, body: any}} Answer  status 0: no answer came, or none of ours */

const PATIENCE = 30_000; // milliseconds
const AWAY = [0, 502, 503, 504];

export class Network {
  csrf = "";
  /** @type {"on" | "off" | "signed_out"} */ status = navigator.onLine ? "on" : "off";
  where = ""; // what this person must do first (a new password, the pledge)
  stranger = ""; // who is signed in instead
  off = 0; // milliseconds by which the clock of this machine is ahead of the server's
  #anchor = null; // {server, here}: the server's time at a moment of performance.now()

  /**
   * @param {string} api
   * @param {() => void} changed
   */
  constructor(api, changed) {
    this.api = api;
    this.changed = changed;
    /** @type {number | null} */ this.user = null;
  }

  /** The server's time in milliseconds, whatever the clock of this machine says. */
  now() {
    if (!this.#anchor) return Date.now() - this.off;
    return this.#anchor.server + performance.now() - this.#anchor.here;
  }

  /** Who is signed in; the answer's body, or null. Asks for a fresh CSRF token on the way. */
  async me() {
    const began = performance.now();
    const answer = await this.#fetch("me/");
    if (answer.status === 200) {
      this.#setClock(Date.parse(answer.body.now) + (performance.now() - began) / 2);
      this.csrf = answer.body.csrf;
      this.where = "";
      this.stranger = this.user && answer.body.user.id !== this.user ? answer.body.user.name : "";
      this.#become(this.stranger ? "signed_out" : "on");
      return this.stranger ? null : answer.body;
    }
    this.#note(answer);
    return null;
  }

  /**
   * Ask the server; a token that has gone old is renewed and the question asked again.
   * @param {string} path @param {object} [body] posted when there is one
   * @returns {Promise<Answer>}
   */
  async ask(path, body) {
    if (body && !this.csrf && !(await this.me())) return { status: 0, body: null };
    let answer = await this.#fetch(path, body);
    if (isOldToken(answer) && (await this.me())) {
      answer = await this.#fetch(path, body);
    }
    this.#note(answer);
    return answer;
  }

  /** A picture; throws if it did not come whole. @param {string} url @returns {Promise<Blob>} */
  async picture(url) {
    const response = await fetch(url, options());
    const blob = await response.blob();
    if (!response.ok || !blob.size || !blob.type.startsWith("image/")) {
      throw new Error(`picture: ${response.status}`);
    }
    return blob;
  }

  /** The browser says that the network is gone. */
  lose() {
    this.#become("off");
  }

  /** Nothing more is asked from here: another page signed out. */
  end() {
    this.#become("signed_out");
  }

  /** @param {string} path @param {object} [body] @returns {Promise<Answer>} */
  async #fetch(path, body) {
    try {
      const url = path.startsWith("/") ? path : this.api + path;
      const response = await fetch(url, options(body, this.csrf));
      this.#hearTime(response.headers.get("Date"));
      const json = response.headers.get("Content-Type")?.startsWith("application/json");
      if (!json && response.ok) return { status: 0, body: null }; // somebody else's page in between
      return { status: response.status, body: json ? await response.json() : null };
    } catch {
      return { status: 0, body: null };
    }
  }

  /** @param {Answer} answer */
  #note({ status, body }) {
    if (status === 403 && body?.where) this.where = body.where;
    if (AWAY.includes(status)) this.#become("off");
    else if (status === 401 || (status === 403 && body?.where) || isOldToken({ status, body })) {
      this.#become("signed_out");
    } else if (!this.stranger) this.#become("on");
  }

  /** @param {"on" | "off" | "signed_out"} status */
  #become(status) {
    if (this.status === "signed_out" && status === "off") return; // only the server can tell
    this.status = status;
    this.changed();
  }

  /** The second of an answer's Date header mends a clock that stood still while the machine slept. */
  #hearTime(date) {
    const server = Date.parse(date ?? "");
    if (server && Math.abs(this.now() - server) > 2000) this.#setClock(server + 500);
  }

  /** @param {number} server */
  #setClock(server) {
    this.#anchor = { server, here: performance.now() };
    this.off = Date.now() - server;
  }
}

/** The refusal of a token that is of an earlier sign-in; other refusals have codes of their own. */
const isOldToken = ({ status, body }) => status === 403 && (body?.code ?? "csrf") === "csrf";

/** Nothing is left in the browser's own cache: what is kept is kept in the store. */
function options(body = null, csrf = "") {
  const headers = { Accept: "application/json" };
  if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": csrf });
  return {
    method: body ? "POST" : "GET",
    body: body && JSON.stringify(body),
    headers,
    cache: "no-store",
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  };
}
