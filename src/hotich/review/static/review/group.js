// One field of thirty entries: the arrows go from picture to picture, X marks one as wrong and opens
// its line, Enter confirms the rest. Without this script the boxes are ticked by hand.

const form = document.getElementById("group");
const cards = [...document.querySelectorAll(".card")];

function mark(card, wrong) {
  const right = card.querySelector(".right");
  card.querySelector("[type=checkbox]").checked = wrong;
  card.classList.toggle("is-wrong", wrong);
  right.hidden = !wrong;
  for (const control of right.querySelectorAll("input, select")) control.disabled = !wrong;
  if (wrong) right.querySelector("input, select").focus();
  else card.focus();
}

for (const card of cards) {
  card.querySelector("[type=checkbox]").addEventListener("change", (event) => {
    mark(card, event.target.checked);
  });
}

/** The card beside, or the one above or below that lies nearest. */
function towards(card, key) {
  const at = cards.indexOf(card);
  if (key === "ArrowLeft") return cards[at - 1];
  if (key === "ArrowRight") return cards[at + 1];
  const from = card.getBoundingClientRect();
  const down = key === "ArrowDown";
  const rows = cards
    .map((other) => ({ other, box: other.getBoundingClientRect() }))
    .filter(({ box }) => (down ? box.top > from.top + 4 : box.top < from.top - 4));
  const top = down ? Math.min(...rows.map(({ box }) => box.top)) : Math.max(...rows.map(({ box }) => box.top));
  return rows
    .filter(({ box }) => Math.abs(box.top - top) < 4)
    .sort((a, b) => Math.abs(a.box.left - from.left) - Math.abs(b.box.left - from.left))[0]?.other;
}

document.addEventListener("keydown", (event) => {
  if (!form || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const active = document.activeElement;
  const card = active.closest(".card");
  if (active.closest(".right")) {
    if (event.key === "Escape") mark(card, false);
    return; // Enter in a line sends the form, as everywhere
  }
  if (event.key.startsWith("Arrow")) {
    event.preventDefault();
    (card ? towards(card, event.key) : cards[0])?.focus();
  } else if (event.key.toUpperCase() === "X" && card) {
    event.preventDefault();
    mark(card, !card.classList.contains("is-wrong"));
  } else if (event.key === "Enter" && (card || active === document.body)) {
    event.preventDefault();
    form.requestSubmit();
  }
});
cards[0]?.focus();
