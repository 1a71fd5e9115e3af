// The image follows the field that is typed in; the whole form works from the keyboard.
// Nothing here saves: the form is plain HTML and works without this file.

const form = document.getElementById("entry");
const sheet = document.getElementById("sheet");
const paper = document.getElementById("paper");
const marks = ["halo", "zone"].map((id) => document.getElementById(id));
const FLAG_KEYS = { F4: "unreadable", F6: "blank", F7: "crossed_out" };
const PAD = 0.8; // millimetres around the zone

let zoomed = false;

/** Frame the zone of a field on the image and bring it to the height of the field. */
function show(input) {
  const [x, y, w, h] = ["x", "y", "w", "h"].map((name) => Number(input.dataset[name]));
  for (const mark of marks) {
    mark.setAttribute("x", x - PAD);
    mark.setAttribute("y", y - PAD);
    mark.setAttribute("width", w + 2 * PAD);
    mark.setAttribute("height", h + 2 * PAD);
  }
  const scale = zoomed ? 1.8 : 1;
  const shiftX = zoomed ? Math.min(0, paper.viewBox.baseVal.width / 2 - (x + w / 2) * scale) : 0;
  sheet.setAttribute("transform", `translate(${shiftX} ${shiftFor(input, y + h / 2, scale)}) scale(${scale})`);
}

/** How far down (in millimetres) the page moves so that eye and hand are on one line. */
function shiftFor(input, middle, scale) {
  const frame = paper.getBoundingClientRect();
  const field = input.getBoundingClientRect();
  const perPixel = paper.viewBox.baseVal.width / frame.width;
  const wanted = (field.top + field.height / 2 - frame.top) * perPixel;
  const stacked = field.left < frame.right - 1; // one column on a narrow screen
  const shift = (stacked ? 0.35 * frame.height * perPixel : wanted) - middle * scale;
  const lowest = Math.min(0, frame.height * perPixel - paper.viewBox.baseVal.height * scale);
  return Math.max(lowest, Math.min(stacked ? 0 : 60, shift));
}

const fields = () => [...form.querySelectorAll("input.v")];

function step(from, by) {
  const all = fields();
  const next = all[all.indexOf(from) + by];
  if (next) next.focus();
  else if (by > 0) document.getElementById("save").focus();
}

function flag(input, value) {
  const select = form.elements[input.name.replace(/^v\./, "f.")];
  select.value = select.value === value ? "" : value;
}

form.addEventListener("focusin", (event) => {
  if (!event.target.matches("input.v")) return;
  event.target.select();
  show(event.target);
});

form.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // the input method is still building a letter
  const input = event.target.closest("input.v");
  if (event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Enter" && input) {
    event.preventDefault();
    step(input, event.shiftKey ? -1 : 1);
  } else if (FLAG_KEYS[event.key] && input) {
    event.preventDefault();
    flag(input, FLAG_KEYS[event.key]);
  }
});

document.addEventListener("keydown", (event) => {
  const input = document.activeElement.closest("input.v");
  if (event.key === "F8") {
    event.preventDefault();
    document.querySelector(".keys details").open = true;
    document.getElementById("reason").focus();
  } else if (event.key === "F9" && input) {
    event.preventDefault();
    zoomed = !zoomed;
    show(input);
  }
});

// A second press of "save" while the first is on its way would only be answered the same.
form.addEventListener("submit", () => {
  document.getElementById("save").disabled = true;
});

const wrong = form.querySelector(".row .msg");
const first = wrong ? wrong.closest(".row").querySelector("input.v") : fields().find((f) => !f.value);
(first || fields()[0]).focus();
