/* The tablet without the network. KEEP (put in front by the server) is the whole allow-list: the look, and the empty
   intake in both languages. No page that anybody has opened is ever kept. */
const NAME = `yuke-${KEEP.version}`;
const page = (lang) => KEEP.pages[lang] || KEEP.pages.zh;

self.addEventListener('install', (e) => e.waitUntil((async () => {
  const cache = await caches.open(NAME);
  await cache.addAll(KEEP.assets);
  for (const one of Object.values(KEEP.pages)) {
    const answer = await fetch(one, { credentials: 'omit', cache: 'reload' }); /* nobody's page */
    if (!answer.ok) throw new Error(`${one}: ${answer.status}`);
    await cache.put(one, answer);
  }
  await self.skipWaiting();
})()));

self.addEventListener('activate', (e) => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
  await self.clients.claim();
})()));

const kept = async (url) => (await caches.open(NAME)).match(url);

const spoken = async (url) => {
  const asked = url.searchParams.get('lang'), cache = await caches.open(NAME);
  if (asked in KEEP.pages) { await cache.put('/-/language', new Response(asked)); return asked; }
  return (await cache.match('/-/language'))?.text();
};

/* A page: the server's, or after eight seconds or a broken line the intake that works without it. */
const open = async (request) => {
  const wait = new Promise((_, fail) => { if (request.method === 'GET') setTimeout(() => fail(new Error('late')), 8000); });
  try {
    const answer = await Promise.race([fetch(request), wait]);
    if (![502, 504].includes(answer.status)) return answer;
  } catch { /* no network */ }
  const language = await spoken(new URL(request.url));
  return (await kept(page(language))) || Response.error();
};

self.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url);
  if (url.origin !== self.location.origin) return;
  if (e.request.mode === 'navigate') e.respondWith(open(e.request));
  else if (e.request.method === 'GET' && KEEP.assets.includes(url.pathname)) e.respondWith(kept(url.pathname).then((found) => found || fetch(e.request)));
});

self.addEventListener('message', (e) => {
  if (e.data?.language in KEEP.pages) e.waitUntil(caches.open(NAME).then((cache) => cache.put('/-/language', new Response(e.data.language))));
});
