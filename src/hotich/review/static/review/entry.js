// Review by keyboard: Enter says that a field is as the image shows it and goes to the next one, whose
// place on the image is framed; S corrects the field; after the last one the entry is confirmed.

const rows = [...document.querySelectorAll("tr[data-field]")];
const verify = document.getElementById("verify");
const zone = document.getElementById("zone");
const field = document.getElementById("c-field");
let at = -1;

function go(to) {
  if (!rows[to]) return;
  rows[at]?.classList.remove("on");
  at = to;
  const row = rows[at];
  row.classList.add("on");
  row.scrollIntoView({ block: "nearest" });
  if (zone) {
    const [x, y, width, height] = (row.dataset.zone || "0 0 0 0").split(" ");
    for (const [name, value] of Object.entries({ x, y, width, height })) zone.setAttribute(name, value);
  }
}

function confirm() {
  rows[at].classList.add("seen");
  if (at + 1 < rows.length) go(at + 1);
  else verify.requestSubmit();
}

function correct() {
  const row = rows[at];
  const value = document.getElementById("c-value");
  field.value = row.dataset.field;
  value.value = row.dataset.value;
  document.getElementById("c-flag").value = row.dataset.flag;
  value.focus();
  value.select();
}

document.addEventListener("keydown", (event) => {
  if (!verify || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const active = document.activeElement;
  if (active.matches("input, select, textarea, a, button, summary") || active.closest("dialog")) {
    if (event.key === "Escape") active.blur();
    return;
  }
  const key = event.key.toUpperCase();
  if (key === "ENTER") confirm();
  else if (key === "ARROWDOWN") go(at + 1);
  else if (key === "ARROWUP") go(at - 1);
  else if (key === "S") correct();
  else return;
  event.preventDefault();
});

for (const [to, row] of rows.entries()) row.addEventListener("click", () => go(to));
if (verify) {
  go(Math.max(0, rows.findIndex((row) => row.hasAttribute("data-chosen"))));
  if (rows[at]?.hasAttribute("data-chosen")) correct();
}
