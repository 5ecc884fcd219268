/* Who may unlock this tablet without the network: whoever unlocked it today with it. Kept for the day, checked ten bits
   deep (vault.js). The PIN itself is kept nowhere. */
(() => {
  'use strict';
  const t = window.tablet;
  if (!t.secure) return;

  /* Before the PIN goes to the server its check is made; whether it was right tells the next page. */
  document.addEventListener('submit', async (e) => {
    const form = e.target.closest('form[data-pin-of]');
    if (!form || form.dataset.checked) return;
    e.preventDefault();
    form.dataset.checked = '1';
    const pin = new FormData(form).get('pin') || '', id = Number(form.dataset.pinOf);
    const known = () => t.get('state', 'server').catch(() => null);
    const state = (await known()) || (await t.refresh().catch(() => false), await known());
    if (state?.device && pin.length === 6) await t.put('state', { id, check: await t.check(pin, state.device, id) }, 'pending').catch(() => {});
    form.submit();
  }, true);

  /* Signed in: the check was right. Not signed in: it was wrong, and goes. */
  const confirmed = async () => {
    const line = document.getElementById('tablet-line'), pending = await t.get('state', 'pending');
    if (pending) await t.remove('state', 'pending');
    if (!line) return;
    const id = Number(line.dataset.me), state = await t.get('state', 'server'), known = await t.get('people', id);
    for (const one of await t.all('people')) if (one.until < Date.now()) await t.remove('people', one.id);
    const check = pending?.id === id ? pending.check : (known && known.until > Date.now() ? known.check : null);
    await t.put('people', { id, name: line.dataset.name, check: check ?? null, until: state?.until || Date.now() + 36e5, fails: 0 });
  };
  Object.assign(t, { confirmed });
})();
