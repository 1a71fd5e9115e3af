// One key settles one difference. The buttons carry their answer in data attributes; htmx sends the
// forms and puts the next difference in place, so everything is looked up when a key is pressed.

let busy = false;

function send(form) {
  if (busy || !form.reportValidity()) return;
  form.requestSubmit();
}

function choose(button) {
  const form = document.getElementById("settle");
  form.elements.value.value = button.dataset.value;
  form.elements.flag.value = button.dataset.flag;
  send(form);
}

function enlarge() {
  const whole = document.getElementById("whole");
  if (whole.open) whole.close();
  else whole.showModal();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-key]");
  if (button) choose(button);
  else if (event.target.closest("[data-whole]")) enlarge();
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.getElementById("whole").open) {
    if (event.key === " ") {
      event.preventDefault();
      enlarge();
    }
    return;
  }
  const active = document.activeElement;
  if (active.matches("input, textarea, select")) {
    if (event.key === "Escape") active.blur();
    if (!/^F\d+$/.test(event.key)) return; // letters belong to the field; F-keys still act
  }
  if (event.target.closest("dialog[open]")) return;
  act(event);
});

function act(event) {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const field = document.querySelector(`[data-focus="${CSS.escape(key)}"]`);
  if (key === " " && document.activeElement.matches("button, a, summary")) return;
  if (button) choose(button);
  else if (field) field.focus();
  else if (key === "U") undo();
  else if (key === " ") enlarge();
  else if (key === "/") document.getElementById("find")?.focus();
  else return;
  event.preventDefault();
}

function undo() {
  const form = document.getElementById("undo");
  if (form) send(form);
}

document.addEventListener("htmx:beforeRequest", () => {
  busy = true;
});
document.addEventListener("htmx:afterRequest", () => {
  busy = false;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "difference") document.getElementById("main").focus({ preventScroll: true });
});
