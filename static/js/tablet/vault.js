/* What waits on a shared tablet. Letters are sealed to the server's key (docs/dev/offline.md): this script can add to
   them and never read them back. Beside them: who may unlock today, and the last state the server told. */
(() => {
  'use strict';
  const bytes = (text) => new TextEncoder().encode(text);
  const b64 = (raw) => btoa(String.fromCharCode(...new Uint8Array(raw))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const unb64 = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const joined = (a, b) => { const whole = new Uint8Array(a.length + b.length); whole.set(a); whole.set(b, a.length); return whole; };

  let base;
  const open = () => base ||= new Promise((done, fail) => {
    const asked = indexedDB.open('yuke-tablet', 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('entries', { keyPath: 'key' });
      asked.result.createObjectStore('people', { keyPath: 'id' });
      asked.result.createObjectStore('state');
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => { base = null; fail(asked.error); };
  });
  const run = async (name, mode, act) => {
    const db = await open();
    return new Promise((done, fail) => {
      const work = db.transaction(name, mode, mode === 'readwrite' ? { durability: 'strict' } : {});
      const asked = act(work.objectStore(name));
      work.oncomplete = () => done(asked.result);
      work.onerror = work.onabort = () => fail(work.error);
    });
  };
  const all = (name) => run(name, 'readonly', (s) => s.getAll());
  const get = (name, key) => run(name, 'readonly', (s) => s.get(key));
  const put = (name, value, key) => run(name, 'readwrite', (s) => s.put(value, key));
  const remove = (name, key) => run(name, 'readwrite', (s) => s.delete(key));
  const clear = (name) => run(name, 'readwrite', (s) => s.clear());

  const number = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');
  const changed = () => document.dispatchEvent(new CustomEvent('tablet:changed'));

  /* ECDH P-256 with a pair made for this letter alone, HKDF-SHA256, AES-256-GCM; bound to the letter's number. */
  const seal = async (text, key, server) => {
    const c = crypto.subtle, curve = { name: 'ECDH', namedCurve: 'P-256' }, point = unb64(server.point);
    const theirs = await c.importKey('raw', point, curve, false, []);
    const own = await c.generateKey(curve, false, ['deriveBits']);
    const shared = await c.deriveBits({ name: 'ECDH', public: theirs }, own.privateKey, 256);
    const epk = new Uint8Array(await c.exportKey('raw', own.publicKey));
    const root = await c.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
    const how = { name: 'HKDF', hash: 'SHA-256', salt: joined(epk, point), info: bytes('yuke tablet 1') };
    const aes = await c.deriveKey(how, root, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const box = await c.encrypt({ name: 'AES-GCM', iv, additionalData: bytes(key) }, aes, bytes(text));
    return { key, kid: server.id, epk: b64(epk), iv: b64(iv), box: b64(box) };
  };

  /* Seal one form for later. The same key keeps the same letter: saving twice is once. */
  const keep = async (kind, fields, by, key) => {
    const state = await get('state', 'server');
    if (!state?.key) throw new Error('not prepared');
    const at = Date.now(), text = { v: 1, kind, by, device: state.device, at, off: state.off, contact: state.now, fields };
    const letter = await seal(JSON.stringify(text), key || number(), state.key);
    await put('entries', { ...letter, kind, at });
    changed();
  };
  const waiting = async () => (await all('entries')).filter((one) => one.kind === 'visit').length;

  /* The check of a PIN: slow, salted per tablet and person, and cut to ten bits on purpose: it tells a thousand PINs
     from one another, no more, so that the tablet's disk does not hold the PIN. It opens nothing but adding. */
  const check = async (pin, device, person) => {
    const secret = await crypto.subtle.importKey('raw', bytes(pin), 'PBKDF2', false, ['deriveBits']);
    const how = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(`yuke pin|${device}|${person}`), iterations: 600000 };
    return new DataView(await crypto.subtle.deriveBits(how, secret, 32)).getUint32(0) & 1023;
  };

  const secure = window.isSecureContext && 'serviceWorker' in navigator && !!window.crypto?.subtle;
  window.tablet = { all, get, put, remove, clear, number, keep, waiting, check, changed, secure };
})();
