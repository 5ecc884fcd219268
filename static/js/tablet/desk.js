/* The line above the page of a shared tablet; a dead network never blocks the save button; the draft outlives the lock. */
(() => {
  'use strict';
  if (document.querySelector('[data-offline-page]')) return; /* offline.js does it there */
  const t = window.tablet, line = document.getElementById('tablet-line'), words = line?.dataset || {};
  const $ = (s, r = document) => r.querySelector(s);
  const on = (name, act, early) => document.addEventListener(name, act, early);
  const say = (text, tone = 'ok') => document.dispatchEvent(new CustomEvent('toast', { detail: { text, tone } }));
  const token = () => $('meta[name="csrf-token"]')?.content || '';
  const clock = (ms) => new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });
  const INTAKE = 'form[data-offline], form[action="/reception/visits"]';
  const wall = $('[data-wall-clock]');
  if (wall) setInterval(() => { wall.textContent = clock(Date.now()); }, 10000);
  const rest = $('[data-rest]');
  if (rest) setTimeout(() => { window.location.replace(rest.dataset.rest); }, 60000);
  window.addEventListener('pageshow', (e) => { if (e.persisted) window.location.reload(); }); /* no page of before a lock */

  /* ---- the line: what waits, what needs a look, what is missing */
  const show = (name, yes) => { const el = line && $(`[data-say="${name}"]`, line); if (el) el.hidden = !yes; };
  const paint = async () => {
    if (!line) return;
    show('insecure', !t.secure);
    if (!t.secure) return;
    const state = await t.get('state', 'server'), n = await t.waiting();
    show('waiting', n > 0); show('revoked', !!state?.revoked);
    const count = $('[data-count]', line);
    if (count) count.textContent = words.waiting.replace('{n}', n);
  };
  const upload = async () => {
    const { sent, refused } = await t.upload();
    if (sent && line) say(words.sent.replace('{n}', sent));
    if (refused && line) say(words.refused.replace('{n}', refused), 'bad');
  };
  on('tablet:changed', paint);
  on('click', (e) => { if (e.target.closest('[data-upload]')) upload(); });

  /* ---- a dead network: the intake goes into the sealed queue, under the key that the form has */
  const fieldsOf = (form, presser) => [...new FormData(form, presser?.form === form && presser.name ? presser : undefined)]
    .filter(([name]) => name !== 'csrf_token' && name !== 'idempotency_key').map(([name, value]) => [name, String(value)]);
  const stored = async (form, presser) => {
    const state = await t.get('state', 'server'), next = (state?.rota || []).find((one) => one.free);
    const fields = fieldsOf(form, presser).map(([name, value]) => [name, name === 'advisor' && value === 'next' ? String(next?.id || '') : value]);
    const chosen = (state?.rota || []).find((one) => String(one.id) === fields.find(([name]) => name === 'advisor')?.[1]);
    await t.keep('visit', fields, Number(words.me), form.elements.idempotency_key?.value);
    return chosen?.name;
  };
  const away = async (form, presser) => {
    if (form.dataset.keeping) return;
    form.dataset.keeping = '1';
    try {
      const name = await stored(form, presser);
      say(name ? words.keptCall.replace('{name}', name) : words.kept);
      form.reset();
      if (form.elements.idempotency_key) form.elements.idempotency_key.value = t.number();
      $('#hit', form)?.replaceChildren();
      dropped(form);
      form.dispatchEvent(new CustomEvent('tablet:kept', { bubbles: true }));
    } catch { say(words.unprepared, 'bad'); } finally { delete form.dataset.keeping; }
  };
  const caught = (e) => {
    const form = e.detail.elt;
    if (!line || !t.secure || !form?.matches?.(INTAKE)) return;
    if (e.type === 'htmx:beforeRequest' && navigator.onLine) return;
    if (e.type === 'htmx:responseError' && ![502, 503, 504].includes(e.detail.xhr.status)) return;
    e.stopImmediatePropagation();
    if (e.type === 'htmx:beforeRequest') e.preventDefault();
    away(form, e.detail.requestConfig?.triggeringEvent?.submitter);
  };
  ['htmx:beforeRequest', 'htmx:sendError', 'htmx:timeout', 'htmx:responseError'].forEach((name) => on(name, caught, true));

  /* ---- the draft: kept on the server while typing and when the screen locks; sealed when there is no network */
  const intake = () => $(INTAKE);
  let later = 0;
  const post = (fields) => fetch('/tablet/draft?seen=0', {
    method: 'POST', keepalive: true, signal: AbortSignal.timeout(3000),
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token() }, body: JSON.stringify({ fields }),
  }).then((answer) => { if (!answer.ok) throw new Error(answer.status); });
  const dropped = (form) => { clearTimeout(later); if (form.dataset.typed) { delete form.dataset.typed; post([]).catch(() => {}); } };
  const keepDraft = async (form) => {
    clearTimeout(later);
    const fields = fieldsOf(form);
    try { await post(fields); } catch { if (t.secure) await t.keep('draft', fields, Number(words.me)); }
  };
  const typed = (e) => {
    const form = line && e.target.closest?.(INTAKE); if (!form) return;
    form.dataset.typed = '1';
    clearTimeout(later); later = setTimeout(() => post(fieldsOf(form)).catch(() => {}), 3000);
  };
  on('input', typed); on('change', typed);
  on('htmx:afterRequest', (e) => { if (e.detail.successful && e.detail.elt?.matches?.(INTAKE)) { e.detail.elt.dataset.typed = '1'; dropped(e.detail.elt); } });
  on('lock', (e) => { const form = intake(); if (form?.dataset.typed) e.detail.wait(keepDraft(form)); });

  const fill = (form, fields) => {
    form.querySelectorAll('input[type=radio], input[type=checkbox]').forEach((box) => { box.checked = false; });
    for (const [name, value] of fields) {
      for (const box of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (box.type === 'submit') continue;
        if (['radio', 'checkbox'].includes(box.type)) box.checked ||= box.value === value; else box.value = value;
        if (value && box.type !== 'hidden') box.closest('details')?.setAttribute('open', '');
      }
    }
    form.dataset.typed = '1';
    form.dispatchEvent(new CustomEvent('tablet:filled', { bubbles: true }));
  };
  const restore = async () => {
    const form = intake(); if (!line || !form) return;
    const answer = await fetch('/tablet/draft?seen=0', { cache: 'no-store' }).catch(() => null);
    if (!answer || answer.status !== 200 || form.dataset.typed) return;
    const draft = await answer.json();
    fill(form, draft.fields);
    say(words.restored.replace('{time}', clock(draft.saved_at)));
  };

  /* ---- the button that locks works without the network, too; the server hears of it as soon as it answers */
  on('submit', (e) => {
    if (navigator.onLine || !t.secure || !e.target.matches?.('form[action$="/lock"]')) return;
    e.preventDefault();
    localStorage.setItem('lock-owed', '1');
    window.location.replace('/switch');
  }, true);
  const owed = async () => {
    if (!localStorage.getItem('lock-owed')) return;
    document.documentElement.dataset.locked = '1';
    await fetch('/lock', { method: 'POST', headers: { 'X-CSRFToken': token() }, redirect: 'manual' }).then(() => localStorage.removeItem('lock-owed')).catch(() => {});
    if (line) window.location.replace('/switch'); else delete document.documentElement.dataset.locked;
  };

  const prepare = async () => {
    navigator.storage?.persist?.();
    await navigator.serviceWorker.register('/sw.js');
    const ready = await navigator.serviceWorker.ready;
    ready.active?.postMessage({ language: document.documentElement.lang.slice(0, 2) });
  };
  const begin = async () => {
    await owed();
    restore();
    if (!t.secure) { paint(); return; }
    const reception = async () => (await t.get('state', 'server'))?.kind === 'reception';
    const knew = await reception();
    if (knew && line) await t.confirmed(); /* before anything that may wait for the network */
    const there = await t.refresh();
    if (!knew && line && await reception()) await t.confirmed();
    if (there && await reception()) prepare();
    await paint(); await upload();
  };
  window.addEventListener('online', () => t.secure && t.refresh().then(upload));
  if (t.secure) setInterval(async () => { if (!document.hidden) await t.refresh(); if ((await t.all('entries')).length) upload(); }, 60000);
  begin();
})();
