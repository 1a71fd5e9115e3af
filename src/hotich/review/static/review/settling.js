// One key settles one difference. The buttons carry their answer in data attributes.

const form = document.getElementById("settle");
const other = document.getElementById("other");

function choose(button) {
  form.elements.value.value = button.dataset.value;
  form.elements.flag.value = button.dataset.flag;
  form.submit();
}

for (const button of document.querySelectorAll("[data-key]")) {
  button.addEventListener("click", () => choose(button));
}

document.addEventListener("keydown", (event) => {
  const active = document.activeElement;
  const typing = active.matches("input") && !(active === other && event.key.startsWith("F"));
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (typing) {
    if (event.key === "Escape") active.blur();
    return;
  }
  if (event.key === "3") {
    event.preventDefault();
    other.focus();
    return;
  }
  const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  choose(button);
});
