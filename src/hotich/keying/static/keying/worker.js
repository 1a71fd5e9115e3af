// Puts the service worker in place, takes its updates when no entry is on the desk, takes it away.
// Only a secure context (https, or this very machine) has one; the desk works without it.

export const hasWorker = () => isSecureContext && "serviceWorker" in navigator;

/** @param {string} api @param {() => boolean} idle no entry is being typed */
export async function registerWorker(api, idle) {
  if (!hasWorker()) return;
  const root = new URL("../", new URL(api, location.href));
  const script = new URL("sw.js", root).pathname;
  const registration = await navigator.serviceWorker
    .register(script, { scope: root.pathname })
    .catch(() => null); // no network: the old one goes on
  if (!registration) return;
  const had = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => had && location.reload());
  const takeUpdate = () => idle() && registration.waiting?.postMessage("take");
  takeUpdate();
  setInterval(takeUpdate, 60_000);
}

/** Take the worker and its cache away. */
export async function removeWorker() {
  if (!hasWorker()) return;
  for (const name of await caches.keys()) await caches.delete(name);
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
}

/** The page that is kept is in another language than this person's: fetch it anew. @param {string} language */
export async function renewPage(language) {
  const { lang } = document.documentElement;
  if (!hasWorker() || !navigator.serviceWorker.controller || !lang || lang === language) return;
  for (const name of await caches.keys()) await (await caches.open(name)).delete(location.pathname);
  location.reload();
}
