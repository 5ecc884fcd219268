/* A page that renews itself says so when it has not been renewed for long: data-fresh names the seconds. */
(() => {
  'use strict';
  let last = Date.now();
  document.addEventListener('htmx:afterRequest', (e) => {
    if (e.detail.successful && /[?&]seen=/.test(e.detail.pathInfo?.finalRequestPath || e.detail.pathInfo?.requestPath || '')) last = Date.now();
  });
  setInterval(() => document.querySelectorAll('[data-fresh]').forEach((line) => { line.hidden = Date.now() - last < line.dataset.fresh * 1000; }), 1000);
})();
