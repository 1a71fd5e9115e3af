// What plain HTML cannot do: close panels, show the keys, name the cells of a table on a narrow
// screen, and say that a request did not reach the server. Every page works without it.

const panels = () => document.querySelectorAll("details.menu[open], details.confirm[open]");

document.addEventListener("click", (event) => {
  for (const panel of panels()) {
    if (panel.matches(".menu") && !panel.contains(event.target)) panel.open = false;
  }
});

// F1 shows the keys of the page, copied from the bar in which they are printed, and of every page.
const help = document.getElementById("help");

function showHelp() {
  const own = help.querySelector("[data-page]");
  own.replaceChildren(...[...document.querySelectorAll("[data-keys]")].map(lineOf));
  own.parentElement.hidden = !own.children.length;
  if (!help.open) help.showModal();
}

function lineOf(printed) {
  const line = document.createElement("div");
  const keys = document.createElement("dt");
  const does = document.createElement("dd");
  keys.append(...[...printed.querySelectorAll("kbd")].map((key) => key.cloneNode(true)));
  if (printed.dataset.alt) keys.append(" · ", ...["Alt", printed.dataset.alt].map(keyOf));
  does.textContent = [...printed.childNodes]
    .filter((node) => node.nodeName !== "KBD")
    .map((node) => node.textContent)
    .join("")
    .trim();
  line.append(keys, does);
  return line;
}

function keyOf(letter) {
  const key = document.createElement("kbd");
  key.textContent = letter;
  return key;
}

for (const button of document.querySelectorAll("[data-help]")) {
  button.addEventListener("click", showHelp);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const panel of panels()) {
      panel.open = false;
      panel.querySelector("summary").focus();
    }
  } else if (event.key === "F1" && help) {
    event.preventDefault();
    showHelp();
  } else if (event.altKey && !event.ctrlKey && !event.metaKey && event.code.startsWith("Key")) {
    pressTwin(event);
  }
});

/** Old laptops hide the F-keys: Alt and the letter that the bar names for a key presses that key. */
function pressTwin(event) {
  const twin = document.querySelector(`[data-keys][data-alt="${event.code.slice(3)}"]`);
  if (!twin) return;
  event.preventDefault();
  document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key: twin.dataset.keys, bubbles: true, cancelable: true }),
  );
}

// On a narrow screen a row of a table is a list of "head: cell"; the roles stay those of a table.
function nameCells(root) {
  for (const table of root.querySelectorAll("table.tb:not([data-heads])")) {
    const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
    if (!heads.length) continue;
    table.dataset.heads = "";
    table.setAttribute("role", "table");
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      [...row.cells].forEach((cell, at) => {
        const head = cell.tagName === "TH";
        cell.setAttribute("role", !head ? "cell" : cell.closest("thead") ? "columnheader" : "rowheader");
        cell.dataset.head = at && cell.colSpan === 1 ? heads[at] : "";
      });
    }
  }
}
nameCells(document);
document.addEventListener("htmx:afterSwap", () => nameCells(document));

// A refusal (4xx) is put into #says by htmx itself; a broken server or network has no page to show.
const sayFailed = () => {
  const said = document.getElementById("says");
  said.replaceChildren(document.getElementById("failed").content.cloneNode(true));
};
document.addEventListener("htmx:sendError", sayFailed);
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) sayFailed();
});
