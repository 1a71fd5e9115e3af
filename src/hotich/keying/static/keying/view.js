// The picture: the page is moved so that the zone of the active field lies at the height of its
// input (form) or above it (ledger), joined by a line: the eye moves in one direction only.

const PAD = 0.8; // millimetres around the zone
const MARGIN = 4; // millimetres at the edge of the paper, where the eye line begins
const DESK = 2.5; // millimetres of desk left and right of the paper
const WIDEST = 200; // millimetres of paper shown at once: more would be too small to read
const SMALLEST = 4.6; // pixels a millimetre, on a narrow screen
const ZOOMS = [1, 1.5, 2.2];
const LIGHTS = [0, 30, 60];

/** @typedef {{x: number, y: number, w: number, h: number}} Box */

export class View {
  /** @param {HTMLElement} frame */
  constructor(frame) {
    this.frame = frame;
    this.picture = frame.querySelector("img");
    this.marks = [...frame.querySelectorAll("rect")];
    this.eyes = [...frame.querySelectorAll("path")];
    this.box = { w: 100, h: 100 };
    this.above = false;
    this.zoom = this.light = this.turned = 0;
    /** The page that is shown in place of the entry: -1 before, 0 its own, 1 after; null: the entry. */
    this.page = null;
  }

  /** Show a decoded picture of a box in millimetres.
   * @param {HTMLImageElement} picture @param {{w: number, h: number}} box @param {boolean} above
   * @param {string} alt */
  show(picture, box, above, alt) {
    picture.alt = alt;
    this.#swap(picture);
    this.box = box;
    this.above = above;
    this.page = null;
    this.frame.classList.remove("paged");
  }

  #swap(picture) {
    if (picture === this.picture) return;
    picture.className = "scan";
    picture.alt ||= this.picture.alt;
    picture.draggable = false;
    this.picture.replaceWith(picture);
    this.picture = picture;
    this.#bright();
  }

  /** Show a whole page, or null for the entry again.
   * @param {HTMLImageElement} picture @param {number|null} offset */
  turnTo(picture, offset) {
    this.#swap(picture);
    this.page = offset;
    this.frame.classList.toggle("paged", offset !== null);
    if (offset === null) return;
    const style = this.picture.style;
    style.width = style.height = style.transform = "";
    for (const part of [...this.marks, ...this.eyes]) part.setAttribute("visibility", "hidden");
  }

  /** Pixels a millimetre of paper takes. @param {DOMRect} frame @param {boolean} stacked */
  #scale(frame, stacked) {
    const fit = frame.width / (this.box.w + 2 * DESK);
    const readable = frame.width / WIDEST;
    let wanted = Math.max(fit, readable, stacked ? SMALLEST : 0);
    if (this.above) wanted = Math.max(SMALLEST, Math.min(wanted, (frame.height - 16) / this.box.h));
    return wanted * ZOOMS[this.zoom];
  }

  /** Bring the zone of a field beside (or above) its input. Returns how far the paper lies from the
   * left of the frame and its scale, for the strip of a ledger's row.
   * @param {Box} zone millimetres @param {HTMLElement} input */
  follow(zone, input) {
    if (this.page !== null) return null;
    const frame = this.frame.getBoundingClientRect();
    const field = input.getBoundingClientRect();
    const stacked = this.above || field.left < frame.right - 1;
    const scale = this.#scale(frame, stacked);
    const width = this.box.w * scale;
    const [zx, zy] = [(zone.x + zone.w / 2) * scale, (zone.y + zone.h / 2) * scale];
    const down = stacked ? this.#stackedHeight(frame, zy, scale) : field.top + field.height / 2 - frame.top;
    const left = this.#left(frame.width, width, zx, scale);
    this.picture.style.width = `${width}px`;
    this.picture.style.height = `${this.box.h * scale}px`;
    this.picture.style.transformOrigin = `${zx}px ${zy}px`;
    this.picture.style.transform = `translate(${left}px, ${down - zy}px) rotate(${this.turned}deg)`;
    this.#mark(zone, scale, left + zx, down);
    this.#line(zone, scale, left, down, frame, stacked);
    return { left, scale };
  }

  /** In one column the zone stands in the middle; a row of a ledger fits and hardly moves. */
  #stackedHeight(frame, zy, scale) {
    const tall = this.box.h * scale;
    if (this.above && tall <= frame.height) return zy + (frame.height - tall) / 2;
    const room = frame.height - tall;
    const wanted = frame.height / 2 - zy;
    return zy + (room < 0 ? Math.max(room, Math.min(0, wanted)) : wanted);
  }

  #left(frame, width, zx, scale) {
    if (this.turned) return frame / 2 - zx;
    const room = frame - width;
    const edge = DESK * scale;
    if (room >= 2 * edge - 1) return room / 2;
    return Math.max(room - edge, Math.min(edge, frame / 2 - zx));
  }

  #mark(zone, scale, x, y) {
    const [w, h] = [(zone.w + 2 * PAD) * scale, (zone.h + 2 * PAD) * scale];
    for (const mark of this.marks) {
      mark.setAttribute("x", x - w / 2);
      mark.setAttribute("y", y - h / 2);
      mark.setAttribute("width", w);
      mark.setAttribute("height", h);
      mark.setAttribute("transform", `rotate(${this.turned} ${x} ${y})`);
      mark.setAttribute("visibility", "visible");
    }
  }

  /** The eye line runs in the margin and over the desk, never over writing. */
  #line(zone, scale, left, y, frame, stacked) {
    const plain = !this.turned && !this.zoom;
    let d = "";
    if (this.above && !this.turned) {
      const under = Math.max(y + (zone.h / 2 + PAD) * scale, this.#bottom(frame, scale));
      d = `M${left + (zone.x + zone.w / 2) * scale} ${under}V${frame.height}`;
    } else if (!stacked && plain) {
      const right = left + (zone.x + zone.w + PAD) * scale;
      d = `M${Math.min(frame.width, Math.max(right, left + (this.box.w - MARGIN) * scale))} ${y}H${frame.width}`;
    }
    for (const eye of this.eyes) {
      eye.setAttribute("d", d);
      eye.setAttribute("visibility", "visible");
    }
  }

  /** Where the writing of a ledger's row ends in the frame. */
  #bottom(frame, scale) {
    const tall = (this.box.h - MARGIN) * scale;
    return Math.min(frame.height, (frame.height + tall) / 2);
  }

  /** Go round: 100 %, 150 %, 220 %. */
  zoomOn() {
    this.zoom = (this.zoom + 1) % ZOOMS.length;
  }

  brighten() {
    this.light = (this.light + 1) % LIGHTS.length;
    this.#bright();
  }

  rotate() {
    this.turned = (this.turned + 90) % 360;
  }

  #bright() {
    const light = 1 + LIGHTS[this.light] / 100;
    if (light === 1) this.picture.style.removeProperty("filter");
    else this.picture.style.setProperty("filter", `brightness(calc(var(--scan-dim) * ${light})) contrast(1.1)`);
  }

  /** What F9 has set, to be written under the picture. */
  get state() {
    return { zoom: `${Math.round(ZOOMS[this.zoom] * 100)} %`, light: LIGHTS[this.light], turned: this.turned };
  }
}

/** Keeps the pictures of the next entries decoded and lets the rest go. */
export class Pictures {
  constructor() {
    this.decoded = new WeakSet();
    /** @type {Map<string, {image: HTMLImageElement, ready: Promise<HTMLImageElement>}>} */
    this.held = new Map();
  }

  /** Return the decoded picture under a key; made ready now if it is not yet.
   * @param {string} key @param {() => Promise<Blob|null>} blob @returns {Promise<HTMLImageElement>} */
  get(key, blob) {
    let held = this.held.get(key);
    if (!held) {
      const image = new Image();
      held = { image, ready: this.#decode(image, blob) };
      held.ready.catch(() => this.held.delete(key));
      this.held.set(key, held);
    }
    return held.ready;
  }

  async #decode(image, blob) {
    const data = await blob();
    if (!data) throw new Error("no picture");
    image.src = URL.createObjectURL(data);
    await image.decode();
    this.decoded.add(image);
    return image;
  }

  /** Return the picture under a key if it is decoded already, else null. */
  ready(key) {
    const image = this.held.get(key)?.image;
    return this.decoded.has(image) ? image : null;
  }

  /** Let go of every picture but these. @param {Set<string>} keys */
  keep(keys) {
    for (const [key, { image }] of this.held) {
      if (keys.has(key)) continue;
      URL.revokeObjectURL(image.src);
      this.held.delete(key);
    }
  }
}
