/* The way back to the server: what it last said, and the letters that wait, in any order, as often as it takes. */
(() => {
  'use strict';
  const t = window.tablet;
  const ask = (url, more = {}) => fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(20000), ...more });

  /* Keep what the server said, with the difference of the clocks; by it "today" ends here when it ends there. */
  const learn = async (state, before) => {
    const off = Math.round(state.now - (before + Date.now()) / 2);
    await t.put('state', { ...state, off, until: state.day_ends - off, revoked: false }, 'server');
    t.changed();
  };

  /* No longer shared: nobody unlocks here any more; what waits stays sealed and waits for a decision. */
  const revoked = async () => {
    await t.put('state', { ...(await t.get('state', 'server')), rota: [], revoked: true }, 'server');
    await t.clear('people');
    for (const one of (await navigator.serviceWorker?.getRegistrations?.()) || []) await one.unregister();
    t.changed();
  };

  const refresh = async () => {
    const before = Date.now();
    try {
      const answer = await ask('/tablet/state?seen=0');
      if (answer.status === 403) { await revoked(); return false; }
      if (answer.ok) await learn(await answer.json(), before);
      return answer.ok;
    } catch { return false; }
  };

  const forget = async (answers) => {
    let gone = 0, refused = 0;
    for (const one of answers) {
      if (['accepted', 'already', 'refused'].includes(one.state)) { await t.remove('entries', one.key); gone += 1; }
      if (one.state === 'refused') refused += 1;
    }
    return { gone, refused };
  };

  const send = async () => {
    let sent = 0, refused = 0;
    for (;;) {
      const batch = (await t.all('entries')).slice(0, 50);
      if (!batch.length) return { sent, refused, all: true };
      const entries = batch.map(({ key, kid, epk, iv, box }) => ({ key, kid, epk, iv, box })), before = Date.now();
      let answer;
      try {
        answer = await ask('/tablet/entries?seen=0', {
          method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ now: Date.now(), entries }),
        });
      } catch { return { sent, refused, all: false }; }
      if (answer.status === 403) await revoked();
      if (!answer.ok) return { sent, refused, all: false };
      const said = await answer.json(), done = await forget(said.answers);
      sent += done.gone - done.refused; refused += done.refused;
      await learn(said.state, before);
      if (!done.gone) return { sent, refused, all: false };
    }
  };

  /* One page of this tablet sends at a time; the others see the number go down. */
  const upload = () => navigator.locks
    ? navigator.locks.request('yuke-upload', { ifAvailable: true }, (mine) => (mine ? send() : { sent: 0, refused: 0, all: false }))
    : send();

  Object.assign(t, { refresh, upload });
})();
