/* Notices: asks every five seconds, shows what comes on top of whatever is open, sounds and shakes once for each. */
(() => {
  'use strict';
  const calls = document.getElementById('calls');
  if (!calls) return;
  const $ = (s, r = calls) => r.querySelector(s);
  const $$ = (s, r = calls) => [...r.querySelectorAll(s)];
  const line = (name, on) => { const p = $(`[data-${name}]`); if (p) p.hidden = !on; };
  const title = document.title;

  /* Sound. A browser lets a page sound after it has been touched once; until then a line says so. */
  let audio = null;
  const touched = () => navigator.userActivation ? navigator.userActivation.hasBeenActive : audio !== null;
  const ready = () => touched() && audio && audio.state === 'running';
  const beep = () => [[880, 0], [1175, 0.18], [880, 0.36]].forEach(([tone, after]) => {
    const start = audio.currentTime + after, sound = audio.createOscillator(), loud = audio.createGain();
    sound.frequency.value = tone; sound.connect(loud).connect(audio.destination);
    loud.gain.setValueAtTime(0.0001, start);
    loud.gain.exponentialRampToValueAtTime(0.5, start + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.0001, start + 0.16);
    sound.start(start); sound.stop(start + 0.17);
  });
  const wake = async () => {
    if (!window.AudioContext || !touched()) return;
    audio = audio || new AudioContext();
    if (audio.state !== 'running') await audio.resume().catch(() => {});
    sound();
  };

  /* One sound for each notice, also with two tabs: who writes its name and still finds it there sounds. */
  const me = Math.random().toString(36).slice(2);
  const mine = async (id) => {
    const key = `yuke.sounded.${id}`;
    try {
      if (localStorage.getItem(key)) return false;
      localStorage.setItem(key, me);
      await new Promise((go) => setTimeout(go, 60));
      Object.keys(localStorage).filter((k) => k.startsWith('yuke.sounded.') && Number(k.slice(13)) < id - 200).forEach((k) => localStorage.removeItem(k));
      return localStorage.getItem(key) === me;
    } catch { return true; }
  };
  const sound = async () => {
    const fresh = $$('[data-sounds]:not([data-sounded])');
    line('muted', fresh.length > 0 && !ready());
    if (!fresh.length || !ready()) return;
    fresh.forEach((card) => { card.dataset.sounded = ''; });
    const own = await Promise.all(fresh.map((card) => mine(Number(card.dataset.notice))));
    if (!own.some(Boolean)) return;
    beep();
    if (navigator.vibrate) navigator.vibrate([200, 100, 200]);
  };

  /* Above an open dialog too: what is outside of it can be neither seen nor touched. */
  const raise = () => {
    const place = $('dialog:modal', document) || document.body;
    if (calls.parentNode !== place) place.append(calls);
  };
  document.addEventListener('close', () => setTimeout(raise), true);

  /* What does not sound may wait: put aside on this tab, it stands on the page of notices. */
  const put = {
    get: () => { try { return JSON.parse(sessionStorage.getItem('yuke.later') || '[]'); } catch { return []; } },
    aside: (id) => { try { sessionStorage.setItem('yuke.later', JSON.stringify([...put.get(), id])); } catch { /* shown again on the next page */ } },
  };

  const shown = () => {
    const cards = $$('[data-notice]');
    document.title = (cards.length ? '● ' : '') + title;
    $$('[data-left]').forEach((card) => { card.until = Date.now() + Number(card.dataset.left) * 1000; delete card.dataset.left; });
    count(); raise(); sound();
  };
  const count = () => $$('[data-notice]').filter((card) => card.until).forEach((card) => {
    const left = Math.max(0, Math.ceil((card.until - Date.now()) / 1000)), words = $('[data-countdown]', card);
    if (words) words.textContent = words.dataset.countdown.replace('{n}', left);
    if (!left && !card.over) { card.over = true; ask(true); }
  });

  /* The question of every five seconds. It never keeps anybody signed in. */
  let asking = false, failures = 0, over = false;
  const ask = async (late = false) => {
    if (asking || over) return;
    asking = true;
    try {
      const seen = $('.calls__list').dataset.seen;
      const answer = await fetch(`${calls.dataset.from}?seen=${seen}${late ? '&late=1' : ''}`, { headers: { 'HX-Request': 'true' }, redirect: 'error', signal: AbortSignal.timeout(8000) });
      failures = 0;
      if (answer.status === 401) over = true;
      if (answer.status === 200) show(await answer.text());
    } catch { failures += 1; }
    asking = false;
    line('signed-out', over); line('unreached', failures > 1);
  };
  const show = (text) => {
    const had = new Set($$('[data-sounded]').map((card) => card.dataset.notice));
    const fresh = new DOMParser().parseFromString(text, 'text/html').querySelector('.calls__list');
    if (!fresh) return;
    const list = $('.calls__list');
    const later = put.get();
    $$('[data-notice]', fresh).filter((card) => later.includes(card.dataset.notice)).forEach((card) => card.remove());
    $$('[data-answered]', list).forEach((card) => fresh.prepend(card));
    list.replaceWith(document.adoptNode(fresh));
    $$('[data-notice]').filter((card) => had.has(card.dataset.notice)).forEach((card) => { card.dataset.sounded = ''; });
    window.htmx?.process(fresh);
    shown();
  };
  document.addEventListener('htmx:afterSwap', (e) => { if (calls.contains(e.target) || e.target === calls) shown(); });
  document.addEventListener('click', (e) => {
    e.target.closest('[data-dismiss-call]')?.closest('.call').remove();
    const later = e.target.closest('[data-later]')?.closest('[data-notice]');
    if (later) { put.aside(later.dataset.notice); later.remove(); shown(); }
    if (e.target.closest('[data-try-sound]') && audio) beep();
  });
  ['pointerup', 'keyup', 'touchend'].forEach((name) => document.addEventListener(name, wake, { passive: true }));

  let heart = null;
  const hidden = () => {
    if (document.hidden && !heart && window.Worker) { heart = new Worker(calls.dataset.beat); heart.onmessage = () => ask(); }
    if (!document.hidden) { heart?.terminate(); heart = null; ask(); }
  };
  document.addEventListener('visibilitychange', hidden);
  window.addEventListener('online', () => ask());
  setInterval(() => ask(), 5000);
  setInterval(count, 1000);
  wake(); hidden();
})();
