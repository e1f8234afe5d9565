/* Keeps pages to fill in for when there is no network; with one, what the site serves now is shown. */
const KEPT = "shoukong-fill";
const isKept = (url) => url.origin === location.origin && /\/(fill|assets)\//.test(url.pathname);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const wanted = (event.data?.keep || []).filter((address) => isKept(new URL(address)));
  event.waitUntil(caches.open(KEPT).then((cache) => Promise.all(wanted.map((address) => cache.add(address).catch(() => null)))));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !isKept(url)) return;
  event.respondWith(fetch(event.request).then((answer) => {
    if (answer.ok) {
      const copy = answer.clone();
      event.waitUntil(caches.open(KEPT).then((cache) => cache.put(event.request, copy)));
    }
    return answer;
  }).catch(async () => (await caches.match(event.request, { ignoreSearch: true })) || Response.error()));
});
