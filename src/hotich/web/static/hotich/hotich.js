// What plain HTML cannot do: close popovers, and say that a request did not reach the server.

// On a narrow screen the navigation scrolls: the page's own tab is to be seen.
const tab = document.querySelector(".nav [aria-current]");
if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.clientWidth / 2;

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.menu[open], details.confirm[open]")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

// A refusal (4xx) is put into #says by htmx itself; a broken server or network has no page to show.
const sayFailed = () => {
  const said = document.getElementById("says");
  said.replaceChildren(document.getElementById("failed").content.cloneNode(true));
};
document.addEventListener("htmx:sendError", sayFailed);
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) sayFailed();
});
