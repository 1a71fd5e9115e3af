// "/" goes to the search box of a queue; a box over a list that is all on the page narrows it at once.

const box = document.getElementById("find");

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.activeElement.matches("input, textarea, select")) return;
  event.preventDefault();
  box.focus();
});

/** Small letters without any marks, as rules/names.py folds them. */
const fold = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("\u0111", "d");

const over = document.querySelector("[data-filters]");
if (over) {
  over.hidden = false;
  const rows = [...document.querySelectorAll(`${over.dataset.filters} tbody tr`)];
  const texts = rows.map((row) => fold(`${row.cells[0].textContent} ${row.cells[1].textContent}`));
  box.addEventListener("input", () => {
    const words = fold(box.value).split(/\s+/).filter(Boolean);
    rows.forEach((row, at) => {
      row.hidden = !words.every((word) => texts[at].includes(word));
    });
  });
}
