/* Keeps pages for when there is no network; with one, what the site serves now is shown. Pages to fill in are kept for
   good; where the site is installed as an app, so is what was read there, the newest of it. */
const KEPT = "shoukong-fill";
const READ = "shoukong-read";
const MOST = 400; // answers of what was read
const isOwn = (url) => url.href.startsWith(self.registration.scope);
const isKept = (url) => isOwn(url) && /\/(fill|assets)\//.test(url.pathname);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { keep = [], read = [] } = event.data || {};
  const wanted = (addresses, isWanted) => addresses.filter((address) => isWanted(new URL(address)));
  event.waitUntil(Promise.all([fetchInto(KEPT, wanted(keep, isKept)), fetchInto(READ, wanted(read, isOwn)).then(trim)]));
});

async function fetchInto(name, addresses) {
  const cache = await caches.open(name);
  await Promise.all(addresses.map(async (address) => {
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) return;
    await cache.delete(address);
    await cache.put(address, answer);
  }));
  return cache;
}

/* The oldest go first: what is read again is put in anew. */
async function trim(cache) {
  const known = await cache.keys();
  await Promise.all(known.slice(0, Math.max(0, known.length - MOST)).map((old) => cache.delete(old)));
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !isOwn(url)) return;
  event.respondWith(fetch(event.request).then((answer) => {
    if (answer.ok && isKept(url)) {
      const copy = answer.clone();
      event.waitUntil(caches.open(KEPT).then((cache) => cache.put(event.request, copy)));
    }
    return answer;
  }).catch(async () => (await caches.match(event.request, { ignoreSearch: true })) || Response.error()));
});
