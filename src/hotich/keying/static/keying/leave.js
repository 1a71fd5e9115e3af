// On every page: signing out sends what this person keyed and wipes it from this machine; the sign-in
// page says whose keying is still here. Without this file both work as plain forms.

import { leftHere, lock, signedIn } from "./store.js";

const asks = document.getElementById("leaving"); // the dialog of web/leaving.html
const unsent = document.getElementById("unsent-here"); // the template of the sign-in page

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  event.preventDefault();
  signOut(event.target);
});
if (unsent) tellOfUnsent();
else new BroadcastChannel("hotich-keying").postMessage("signed in"); // a station that waits for it sends

/** @param {HTMLFormElement} form posts the sign-out; its token may be of a page kept for long */
async function signOut(form) {
  const button = form.querySelector("button");
  button.disabled = true; // sending takes its time
  try {
    if ((await signedIn()) || (await leftHere()).length) await leaveDesk(form);
    else form.submit(); // nobody ever keyed here
  } catch {
    form.submit(); // a browser that keeps nothing
  } finally {
    button.disabled = false;
  }
}

/** @param {HTMLFormElement} form */
async function leaveDesk(form) {
  const { Desk } = await import("./desk.js");
  const desk = Desk.here ?? (await Desk.open({ work: false }).catch(() => null));
  if (!(await desk?.network.me())) {
    if (!desk || desk.network.status === "off") return ask("off", 0); // only the server can sign out
    return form.submit();
  }
  if (!(await desk.leave())) {
    const chosen = await ask("unsent", desk.state.unsent);
    if (chosen === "keep") await desk.leaveUnsent();
    else if (chosen === "wipe") await desk.leave({ force: true });
    else return;
  }
  form.elements.csrfmiddlewaretoken.value = desk.csrf;
  form.submit();
}

/** Ask with the part of the dialog for this case. @returns {Promise<string>} what is chosen */
function ask(part, count) {
  for (const one of asks.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== part;
  for (const place of asks.querySelectorAll("[data-count]")) place.textContent = count;
  asks.setAttribute("aria-labelledby", `leaving-${part}`);
  asks.returnValue = "";
  asks.showModal();
  return new Promise((resolve) => {
    asks.addEventListener("close", () => resolve(asks.returnValue), { once: true });
  });
}

/** From here on the server is asked who works here; what others left is named, not shown. */
async function tellOfUnsent() {
  await lock();
  for (const { name, unsent: count } of await leftHere()) {
    if (!count) continue;
    const said = unsent.content.cloneNode(true);
    said.querySelector("[data-count]").textContent = count;
    said.querySelector("[data-name]").textContent = name;
    unsent.before(said);
  }
}
