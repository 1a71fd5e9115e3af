// The image follows the field that is typed in; the whole form works from the keyboard.
// The form is plain HTML and works without this file.

const form = document.getElementById("entry");
const view = document.getElementById("view");
const paper = document.getElementById("paper");
const sheet = document.getElementById("sheet");
const aside = document.getElementById("aside");
const eyes = ["eye-halo", "eye"].map((id) => document.getElementById(id));
const marks = ["halo", "zone"].map((id) => document.getElementById(id));
const paperWidth = paper.viewBox.baseVal.width; // millimetres
const FLAG_KEYS = { F4: "unreadable", F6: "blank", F7: "crossed_out" };
const PAD = 0.8; // millimetres around the zone
const MARGIN = 4; // millimetres at the edge of the paper, where the eye line begins
const DESK = 2.5; // millimetres of desk left and right of the paper
const WIDEST = 200; // millimetres of paper shown at once: more would be too small to read
const near = Math.max(1, paperWidth / WIDEST); // a row of a ledger is as wide as an A3 spread

let zoomed = false;
let current = null;

/** Frame the zone of a field on the image and bring it to the height of the field. */
function show(input) {
  current = input;
  const [x, y, w, h] = ["x", "y", "w", "h"].map((name) => Number(input.dataset[name]));
  for (const mark of marks) {
    mark.setAttribute("x", x - PAD);
    mark.setAttribute("y", y - PAD);
    mark.setAttribute("width", w + 2 * PAD);
    mark.setAttribute("height", h + 2 * PAD);
  }
  const frame = view.getBoundingClientRect();
  const field = input.getBoundingClientRect();
  const width = paperWidth + 2 * DESK;
  const perPixel = width / frame.width;
  const stacked = field.left < frame.right - 1; // one column on a narrow screen
  paper.setAttribute("viewBox", `${-DESK} 0 ${width} ${frame.height * perPixel}`);

  const scale = near * (stacked ? 2 : 1) * (zoomed ? 1.8 : 1);
  const height = stacked ? frame.height / 2 : field.top + field.height / 2 - frame.top;
  const down = height * perPixel - (y + h / 2) * scale;
  const room = paperWidth * (1 - scale);
  const right = Math.max(room, Math.min(0, paperWidth / 2 - (x + w / 2) * scale));
  sheet.setAttribute("transform", `translate(${right} ${down}) scale(${scale})`);

  // The eye line runs in the margin and over the desk, never over writing.
  const edge = (paperWidth + DESK - right) / scale;
  const start = Math.min(edge, Math.max(x + w + PAD, (paperWidth - right - MARGIN) / scale));
  for (const eye of eyes) {
    eye.setAttribute("d", stacked || zoomed ? "" : `M${start} ${y + h / 2}H${edge}`);
  }
}

const fields = () => [...form.querySelectorAll("input.v")];

function step(from, by) {
  const all = fields();
  const next = all[all.indexOf(from) + by];
  if (next) next.focus();
  else if (by > 0) document.getElementById("save").focus();
}

const selectOf = (input) => form.elements[input.name.replace(/^v\./, "f.")];
const showFlag = (select) => select.classList.toggle("on", select.value !== "");

function flag(input, value) {
  const select = selectOf(input);
  select.value = select.value === value ? "" : value;
  showFlag(select);
}

for (const select of form.querySelectorAll(".vflag")) {
  select.tabIndex = -1; // F4, F6 and F7 reach it; Tab goes from value to value
  showFlag(select); // a browser may bring back what was chosen before
  select.addEventListener("change", () => showFlag(select));
}

form.addEventListener("focusin", (event) => {
  if (!event.target.matches("input.v")) return;
  event.target.select();
  show(event.target);
});
form.addEventListener("input", (event) => event.target.classList.remove("v-carry"));
form.addEventListener("scroll", () => current && show(current), { passive: true, capture: true });
new ResizeObserver(() => current && show(current)).observe(view);

form.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // the input method is still building a letter
  const input = event.target.closest("input.v");
  if (event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    document.getElementById("save").click();
  } else if (event.key === "Enter" && input) {
    event.preventDefault();
    step(input, event.shiftKey ? -1 : 1);
  } else if (event.key === "Enter" && event.target.matches(".vflag")) {
    event.preventDefault();
    document.getElementById(event.target.name.replace(/^f\./, "v.")).focus();
  } else if (FLAG_KEYS[event.key] && input) {
    event.preventDefault();
    flag(input, FLAG_KEYS[event.key]);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "F8") {
    event.preventDefault();
    aside.open = true;
    document.getElementById("reason").focus();
  } else if (event.key === "F9" && current) {
    event.preventDefault();
    zoomed = !zoomed;
    show(current);
  }
});
// Back from the question to the field that was typed in.
aside.addEventListener("toggle", () => {
  if (!aside.open && current) current.focus();
});

// Saved in the background, so that a server or a sign-in that is gone leaves what was typed in place.
const save = document.getElementById("save");
const says = document.getElementById("says");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  save.disabled = true; // a second press would only be answered the same
  try {
    let answer = await send();
    if (answer.status === 403 && (await renewToken())) answer = await send();
    const next = answer.headers.get("HX-Redirect");
    if (next) location.assign(next);
    else if (answer.status === 401) says.innerHTML = await answer.text();
    else if (answer.status >= 500) sayUnsaved();
    else form.submit(); // findings to look at: the page that shows them
  } catch {
    sayUnsaved();
  } finally {
    save.disabled = false;
  }
});

const send = () =>
  fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { "HX-Request": "true" },
  });

/** Signing in again in another tab makes the form's token old: take the new one from the page. */
async function renewToken() {
  const page = new DOMParser().parseFromString(await (await fetch(form.action)).text(), "text/html");
  const fresh = page.querySelector("#entry [name=csrfmiddlewaretoken]");
  if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.value;
  return Boolean(fresh);
}

function sayUnsaved() {
  says.replaceChildren(document.getElementById("unsaved").content.cloneNode(true));
}

const wrong = form.querySelector("[aria-invalid], [data-look]");
(wrong || fields().find((field) => !field.value) || fields()[0]).focus();
