// Service worker: the page's own files from the network, and from the copy of the last visit where there is no network.
const CACHE = "larmor";
const FILES = [
  "./",
  "page.js",
  "style.css",
  "icon.svg",
  "worker.js",
  "closeup_worker.js",
  "pilot_worker.js",
  "paths_scene.js",
  "kernel.wasm",
  "draw.js",
  "story.js",
  "published/run.json",
  ...[0, 1, 2, 3, 4, 5].map((g) => `published/${g}.json`),
  "dipoles.csv",
];

/** In place of a page of the documentation that was not visited while there was a network. */
const NOT_KEPT = `<!doctype html><html lang="en"><title>Not kept in this browser</title>
<p>There is no network, and this page was not visited before: the browser keeps larmor's own page, which computes without a network, and
the pages of the documentation that you have visited. <a href="${self.registration.scope}">To larmor</a></p></html>`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || new URL(event.request.url).origin !== self.location.origin) return;
  event.respondWith(
    caches.open(CACHE).then(async (cache) => {
      try {
        const response = await fetch(event.request);
        if (response.ok) await cache.put(event.request, response.clone());
        return response;
      } catch (error) {
        const copy = await cache.match(event.request, { ignoreSearch: true });
        if (copy !== undefined) return copy;
        if (event.request.mode !== "navigate") throw error;
        return new Response(NOT_KEPT, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
      }
    }),
  );
});
