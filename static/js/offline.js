/* The intake without the network: unlock, take down, seal, count. Who is unlocked stands in this page's memory only. */
(() => {
  'use strict';
  const t = window.tablet, page = document.querySelector('[data-offline-page]'), words = page.dataset;
  const $ = (s, r = page) => r.querySelector(s), $$ = (s) => [...page.querySelectorAll(s)];
  const form = $('[data-intake]'), pinForm = $('[data-pin-form]'), TRIES = 5;
  const theme = document.cookie.match(/(?:^|; )theme=(light|dark)/);
  if (theme) document.documentElement.dataset.theme = theme[1];
  let me = null, asked = null, key = t.number(), touched = Date.now(), state = null, dirty = false;
  const zone = () => ({ hour: '2-digit', minute: '2-digit', hour12: false, timeZone: state?.zone });
  const clock = (ms) => new Date(ms).toLocaleTimeString([], zone());
  const show = (name, yes) => { $(`[data-say="${name}"]`).hidden = !yes; };
  const say = (text, tone = 'ok') => { document.querySelectorAll('.toasts .toast').forEach((old) => old.remove()); document.dispatchEvent(new CustomEvent('toast', { detail: { text, tone } })); };

  /* ---- where things stand */
  const paint = async () => {
    show('insecure', !t.secure);
    if (!t.secure) return;
    state = await t.get('state', 'server');
    const n = await t.waiting();
    show('unprepared', !state?.key); show('revoked', !!state?.revoked);
    if (state?.store) { $('[data-store]').textContent = state.store[document.documentElement.lang.slice(0, 2)] || state.store.zh; $('[data-tablet]').textContent = state.name; }
    $('[data-count]').hidden = $('[data-upload]').hidden = !n;
    $('[data-count]').textContent = words.waiting.replace('{n}', n);
    $('[data-wall-clock]').textContent = clock(Date.now() + (state?.off || 0));
  };
  const reached = (yes) => { $$('[data-there]').forEach((el) => { el.hidden = !yes; }); $('[data-away]').hidden = yes; };
  const upload = async () => {
    const there = await t.refresh();
    reached(there);
    if (!there) return;
    const { sent, refused } = await t.upload();
    if (sent) say(words.sent.replace('{n}', sent));
    if (refused) say(words.refused.replace('{n}', refused), 'bad');
    await paint();
  };

  /* ---- who: whoever unlocked by PIN today; it opens nothing but adding under that name */
  const unlocked = async () => {
    const today = (await t.all('people')).filter((one) => one.until > Date.now() && one.check !== null);
    return state?.revoked ? [] : today.sort((a, b) => a.name.localeCompare(b.name));
  };
  const row = (one) => {
    const b = document.createElement('button'), name = document.createElement('b'), sign = document.createElement('span'), item = document.createElement('li');
    b.type = 'button'; b.className = 'rota__item rota__item--person'; name.textContent = one.name;
    sign.className = 'avatar'; sign.setAttribute('aria-hidden', 'true'); sign.textContent = one.name[0];
    b.append(sign, name); b.addEventListener('click', () => ask(one)); item.append(b);
    return item;
  };
  const lockScreen = async () => {
    const people = await unlocked();
    $('[data-people]').replaceChildren(...people.map(row));
    $('[data-people]').hidden = false; pinForm.hidden = true; form.hidden = true; $('[data-locked]').hidden = !state?.key;
    show('nobody', !people.length);
  };
  const ask = (one) => {
    asked = one; pinForm.reset(); $('[data-pin-error]').textContent = '';
    $('[data-pin-label]').textContent = words.pinOf.replace('{name}', one.name);
    $('[data-people]').hidden = true; pinForm.hidden = false; $('[data-pin]').focus();
  };
  const wrong = async (one) => {
    one.fails = (one.fails || 0) + 1;
    await t.put('people', one);
    const left = TRIES - one.fails;
    $('[data-pin-error]').textContent = left > 0 ? words.wrong.replace('{n}', left) : words.blocked;
  };
  let checking = false;
  pinForm.addEventListener('submit', async (e) => {
    e.preventDefault();
    const pin = new FormData(pinForm).get('pin'), one = asked && await t.get('people', asked.id);
    if (checking || !one || pin.length !== 6) return;
    checking = true;
    try {
      pinForm.reset();
      if ((one.fails || 0) >= TRIES) { $('[data-pin-error]').textContent = words.blocked; return; }
      if (await t.check(pin, state.device, one.id) !== one.check) { await wrong(one); return; }
      await t.put('people', { ...one, fails: 0 });
      enter(one);
    } finally { checking = false; }
  });
  $('[data-somebody-else]').addEventListener('click', lockScreen);

  /* ---- the intake */
  const chip = (value, label, checked) => {
    const l = document.createElement('label'), i = document.createElement('input'), s = document.createElement('span');
    l.className = 'chip'; i.type = 'radio'; i.name = 'advisor'; i.value = value; i.checked = checked; i.defaultChecked = checked; s.textContent = label;
    l.append(i, s);
    return l;
  };
  const rota = () => {
    const people = state?.rota || [];
    $('[data-rota]').replaceChildren(chip('', words.nobody, true), ...people.map((one) => chip(String(one.id), one.free ? one.name : words.busy.replace('{name}', one.name), false)));
    $('[data-rota-of]').textContent = people.length ? words.stale.replace('{time}', clock(state.now)) : words.noRota;
  };
  const enter = (one) => {
    me = one; touched = Date.now(); show('draft', false);
    $('[data-me]').textContent = one.name;
    $('[data-locked]').hidden = true; form.hidden = false; rota();
    form.elements.phone.focus();
  };
  const typed = (presser) => [...new FormData(form, presser?.name ? presser : undefined)].map(([name, value]) => [name, String(value)]);
  const lock = async () => {
    if (!me) return;
    if (dirty) { await t.keep('draft', typed(), me.id); show('draft', true); }
    clean(); me = null;
    await lockScreen();
  };
  const clean = () => { form.reset(); key = t.number(); dirty = false; phoneError(''); };
  const phoneError = (text) => {
    $('[data-phone-error]').textContent = text;
    form.elements.phone.toggleAttribute('aria-invalid', !!text);
    if (text) { form.elements.phone.setAttribute('aria-invalid', 'true'); form.elements.phone.focus(); }
  };
  const digits = (text) => text.normalize('NFKC').replace(/^\s*(\+|00)86/, '').replace(/\D/g, '').length;
  form.addEventListener('input', () => { dirty = true; phoneError(''); });
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    const phone = form.elements.phone.value.trim(), n = digits(phone), only = e.submitter?.name === 'only';
    if (!me || form.dataset.keeping) return;
    if (!dirty && !only) { say(words.empty, 'bad'); return; }
    if (phone && n !== 11 && !only && !(phone.startsWith('0') && n >= 10)) { phoneError(words.digits.replace('{n}', n)); return; }
    form.dataset.keeping = '1';
    try {
      const fields = typed(e.submitter), chosen = (state.rota || []).find((one) => String(one.id) === form.elements.advisor?.value);
      await t.keep('visit', fields, me.id, key);
      clean();
      const call = chosen ? ` ${words.call.replace('{name}', chosen.name)}` : '';
      say(words.saved.replace('{n}', await t.waiting()) + call);
      window.scrollTo(0, 0); form.elements.phone.focus();
      if (navigator.onLine) upload();
    } catch { say(words.unprepared, 'bad'); } finally { delete form.dataset.keeping; delete form.dataset.sent; }
  });

  /* ---- time goes by */
  ['pointerdown', 'keydown', 'scroll'].forEach((name) => document.addEventListener(name, () => { touched = Date.now(); }, true));
  setInterval(() => { if (me && Date.now() - touched > (state?.idle_minutes || 10) * 60000) lock(); }, 5000);
  setInterval(async () => { await paint(); if (navigator.onLine) upload(); }, 30000);
  window.addEventListener('online', upload);
  window.addEventListener('offline', () => reached(false));
  document.addEventListener('tablet:changed', paint);
  page.addEventListener('click', (e) => { if (e.target.closest('[data-upload]')) upload(); if (e.target.closest('[data-lock-now]')) lock(); });
  paint().then(lockScreen).then(upload);
})();
