/* The only script besides htmx. Every word it shows comes from data attributes, so it speaks the page's language. */
(() => {
  'use strict';
  const $ = (s, r = document) => r.querySelector(s);
  const $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const root = document.documentElement;
  const on = (name, act, early) => document.addEventListener(name, act, early);

  /* Dialogs: data-open="id" opens, data-close closes, data-autoopen opens on load or after a swap. */
  const shutDialog = (d) => {
    if (d.dataset.dirty && !window.confirm(root.dataset.ask)) return;
    delete d.dataset.dirty; d.close();
    if (d.dataset.autoopen !== undefined) d.remove();
  };
  on('input', (e) => { const d = e.target.closest('dialog'); if (d) d.dataset.dirty = '1'; });
  on('cancel', (e) => { if (e.target.matches('dialog')) { e.preventDefault(); shutDialog(e.target); } }, true);
  const autoOpen = (box) => $$('dialog[data-autoopen]', box).concat(box.matches?.('dialog[data-autoopen]') ? [box] : [])
    .forEach((d) => { if (!d.open) d.showModal(); });

  on('click', (e) => {
    const open = e.target.closest('[data-open]');
    if (open) { document.getElementById(open.dataset.open)?.showModal(); return; }
    const close = e.target.closest('[data-close]');
    if (close) { const d = close.closest('dialog'); if (d) { e.preventDefault(); shutDialog(d); } return; }
    e.target.closest('[data-dismiss]')?.closest('.toast')?.remove();
    if (e.target.closest('[data-print]')) window.print();
    const copy = e.target.closest('[data-copy]');
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => toast(copy.dataset.copied));
  });

  /* A chosen file is named in its box. */
  on('change', (e) => { const b = e.target.matches('.drop input') && $('b', e.target.closest('.drop')); if (b && e.target.files.length) b.textContent = e.target.files[0].name; });

  /* Toasts: the server sends HX-Trigger: {"toast": {"text": "…", "tone": "ok|bad"}}. Errors stay until dismissed. */
  const fade = (t) => setTimeout(() => t.remove(), $('form', t) ? 10000 : 6000);
  const toast = (text, tone = 'ok', undo = '') => {
    const box = $('.toasts'), mould = document.getElementById('toast-' + (undo ? 'undo' : tone === 'bad' ? 'bad' : 'ok'));
    if (!box || !mould || !text) return;
    if ($$('.toast span', box).some((s) => s.textContent === text)) return;
    const t = mould.content.firstElementChild.cloneNode(true);
    $('span', t).textContent = text; if (undo) { $$('form', box).forEach((f) => f.closest('.toast').remove()); $('form', t).action = undo; } box.append(t);
    if (tone !== 'bad') fade(t);
  };
  on('toast', (e) => toast(e.detail.text || e.detail.value, e.detail.tone, e.detail.undo));
  $$('.toasts .toast:not(.toast--bad)').forEach(fade);

  /* htmx: the form's token, what failed and why, the busy button, the first wrong field. */
  on('htmx:configRequest', (e) => { e.detail.headers['X-CSRFToken'] = $('meta[name="csrf-token"]')?.content || ''; });
  const quiet = (e) => e.detail?.elt?.closest?.('[data-quiet]'); // a poll that fails is said in its own place
  const failed = (e) => { if (!quiet(e) && !e.detail.xhr?.getResponseHeader('HX-Trigger')) toast($('.toasts')?.dataset.failed, 'bad'); };
  const unreached = (e) => quiet(e) || toast($('.toasts')?.dataset.unreached, 'bad');
  on('htmx:responseError', failed);
  on('htmx:sendError', unreached);
  on('htmx:timeout', unreached);
  const presser = (e) => e.detail.requestConfig?.triggeringEvent?.submitter || e.detail.elt?.closest?.('.btn');
  on('htmx:beforeRequest', (e) => presser(e)?.setAttribute('aria-busy', 'true'));
  on('htmx:afterRequest', (e) => presser(e)?.removeAttribute('aria-busy'));
  const firstWrong = (box) => $('[aria-invalid="true"]', box)?.focus();
  on('htmx:afterSettle', (e) => { if (e.detail.xhr && [422, 409].includes(e.detail.xhr.status)) firstWrong(e.target); });
  on('htmx:load', (e) => autoOpen(e.detail.elt));
  on('htmx:afterSettle', (e) => { const box = root.dataset.first && $('[data-digits]'); if (box) { delete root.dataset.first; box.focus(); } });

  /* A plain form is sent once: the second tap is swallowed until the page is back. */
  on('submit', (e) => {
    if (e.defaultPrevented || e.target.method !== 'post' || e.target.target) return;
    if (e.target.dataset.sent) { e.preventDefault(); return; }
    e.target.dataset.sent = '1'; e.submitter?.setAttribute('aria-busy', 'true');
  });
  window.addEventListener('pageshow', () => {
    $$('form[data-sent]').forEach((f) => { delete f.dataset.sent; });
    $$('[aria-busy="true"]').forEach((b) => b.removeAttribute('aria-busy'));
  });

  /* Keyboard: / search, n new visit, j k move in the queue. Never while typing or composing Chinese. */
  on('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    if (e.target.closest('input, textarea, select, [contenteditable], dialog[open]')) return;
    if (e.key === '/') { const s = $('#q'); if (s) { e.preventDefault(); s.focus(); } }
    if (e.key === 'n') { const b = $('[data-key="n"]'); if (b) { e.preventDefault(); root.dataset.first = '1'; b.click(); } }
    if (e.key === 'j' || e.key === 'k') {
      const items = $$('[data-nav]'); if (!items.length) return;
      const i = items.indexOf(document.activeElement.closest('[data-nav]'));
      $('a, button', items[Math.max(0, Math.min(items.length - 1, i + (e.key === 'j' ? 1 : -1)))])?.focus();
    }
  });

  /* Light, dark or as the device: shown at once, kept in a cookie so that the next page is painted right. */
  on('change', (e) => {
    const el = e.target.closest('[data-theme-set]'); if (!el) return;
    if (el.value === 'auto') delete root.dataset.theme; else root.dataset.theme = el.value;
    document.cookie = `theme=${el.value};path=/;max-age=31536000;samesite=lax`;
  });
  on('change', (e) => { if (e.target.matches('[data-submit]')) e.target.form.requestSubmit(); });

  /* Coupon code: upper case in groups of 5-5-4, so that a typed and a scanned code look the same. */
  on('input', (e) => {
    const box = e.target; if (!box.matches('[data-code]') || e.isComposing) return;
    const bare = (s) => s.toUpperCase().replace(/[^0-9A-Z]/g, '');
    const group = (s) => [s.slice(0, 5), s.slice(5, 10), s.slice(10, 14)].filter(Boolean).join('-');
    const before = bare(box.value.slice(0, box.selectionStart)), atEnd = box.selectionStart === box.value.length;
    box.value = group(bare(box.value));
    if (!atEnd) { const at = group(before).length; box.setSelectionRange(at, at); }
  });

  /* The PIN pad of a shared tablet: keys write into the box; the last digit sends it. */
  on('click', (e) => {
    const key = e.target.closest('[data-pad]'); if (!key) return;
    const box = $('[data-pin], [data-digits]', key.form); if (!box) return;
    if (key.dataset.pad === 'letters') { box.inputMode = 'text'; box.focus(); return; } /* plate or name: the tablet's own keyboard */
    box.value = key.dataset.pad === 'erase' ? box.value.slice(0, -1) : (box.value + key.dataset.pad).slice(0, box.maxLength);
    box.dispatchEvent(new Event('input', { bubbles: true }));
  });
  on('input', (e) => { if (e.target.matches('[data-pin]') && e.target.value.length === e.target.maxLength) e.target.form.requestSubmit(); });

  /* A shared tablet locks itself when nobody touches it: data-lock says after how many minutes. */
  if (root.dataset.lock) {
    let touched = Date.now();
    ['pointerdown', 'keydown', 'scroll'].forEach((name) => on(name, () => { touched = Date.now(); }, true));
    const lock = () => {  /* what is open is covered at once; tablet.js keeps the draft, and the lock when nobody answers */
      if (Date.now() - touched < root.dataset.lock * 60000) return;
      touched = Infinity;
      root.dataset.locked = '1';
      const waits = [];
      document.dispatchEvent(new CustomEvent('lock', { detail: { wait: (work) => waits.push(work) } }));
      const gone = () => window.location.replace(waits.length ? '/switch?kept=1' : '/switch');
      Promise.allSettled(waits)
        .then(() => fetch('/lock', { method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(4000), headers: { 'X-CSRFToken': $('meta[name="csrf-token"]')?.content || '' } }))
        .catch(() => localStorage.setItem('lock-owed', '1')).finally(gone);
    };
    setInterval(lock, 5000); on('visibilitychange', lock);
    ['htmx:beforeRequest', 'htmx:beforeOnLoad'].forEach((name) => on(name, (e) => { if (root.dataset.locked) e.preventDefault(); }, true));
  }

  /* Network gone: a line on top that stays, and goes three seconds after it is back. */
  const line = (up) => {
    const gone = document.getElementById('offline'), back = document.getElementById('online');
    if (!gone || !back || (up && gone.hidden)) return;
    gone.hidden = up; back.hidden = !up;
    if (up) setTimeout(() => { back.hidden = true; }, 3000);
  };
  window.addEventListener('offline', () => line(false));
  window.addEventListener('online', () => line(true));

  autoOpen(document); firstWrong(document);
})();
