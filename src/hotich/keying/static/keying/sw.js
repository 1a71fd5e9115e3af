// Service worker of the keying station: the station opens at once and without a network.
// The view in front of this file (keying/shell.py) says SHELL = {version, page, files, home}: a change
// of any file makes another version, fetched whole beside the old one and put in use by the desk when
// no entry is being typed, so that a page never mixes files of two versions.
// What the server says (API, pictures) never passes through here: the desk keeps it.

/* global SHELL */

const CACHE = `hotich-keying-${SHELL.version}`;
const MINE = /^hotich-keying-[0-9a-f]+$/;

self.addEventListener("install", (event) => event.waitUntil(fill()));

/** Fetch the page and its files; the browser's own cache may hold those of another version. */
async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.files.map((file) => new Request(file, { cache: "reload" })));
  await fetchPage(cache, SHELL.page).catch(() => null); // signed out just now: fetched when it is asked for
}

self.addEventListener("activate", (event) => event.waitUntil(clean()));

async function clean() {
  const old = (await caches.keys()).filter((name) => MINE.test(name) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("message", ({ data }) => {
  if (data === "take") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === SHELL.page) event.respondWith(page(event));
    else if (url.pathname === SHELL.home) event.respondWith(home(request));
  } else if (SHELL.files.includes(url.pathname)) event.respondWith(file(event));
});

/** The station, whatever book is named in its address: from here, for the next time from the server. */
async function page(event) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(SHELL.page);
  const fresh = fetchPage(cache, event.request);
  if (!kept) return fresh;
  event.waitUntil(fresh.catch(() => null));
  return kept;
}

/** Keep the station alone, not what comes before it (sign-in, pledge), and none of another version. */
async function fetchPage(cache, request) {
  const response = await fetch(request);
  const ours = response.ok && response.headers.get("X-Station") === SHELL.version;
  if (ours) await cache.put(SHELL.page, response.clone());
  return response;
}

/** The front page of keying needs the network; without one the station is where work goes on. */
async function home(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(CACHE);
    if (await cache.match(SHELL.page)) return Response.redirect(SHELL.page);
    throw error;
  }
}

/** A file of the station; other pages have those of the server, which may be newer. */
async function file({ request, clientId }) {
  const client = clientId && (await self.clients.get(clientId));
  const ours = !client || new URL(client.url).pathname === SHELL.page;
  if (!ours) return fetch(request);
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}
