/* "Customer comes in" on an intake that nobody has touched only points at it: fetching an empty one would swallow
   what quick fingers type meanwhile. A touched one is fetched anew, and takes no touch until then. */
(() => {
  'use strict';
  const same = (one) => (one.matches('[type=radio], [type=checkbox]') ? one.checked === one.defaultChecked
    : one.matches('select') ? one.selectedIndex === Math.max(0, [...one.options].findIndex((option) => option.defaultSelected))
      : one.value === one.defaultValue);
  const fresh = (form) => form && !form.querySelector('[aria-invalid], .err') && !form.elements.phone.value
    && [...form.querySelectorAll('input, select, textarea')].every(same);
  document.addEventListener('htmx:confirm', (e) => {
    if (!e.target.matches('.walkin')) return;
    const intake = document.getElementById('intake'), form = intake?.querySelector('form[data-offline="visit"]');
    if (!fresh(form)) { if (intake) intake.inert = true; return; }
    e.preventDefault();
    if (e.detail.triggeringEvent?.detail === 0) form.elements.phone.focus(); // by key: a touch wants the page's own pad
  });
  document.addEventListener('htmx:afterRequest', (e) => {
    const intake = document.getElementById('intake');
    if (intake && e.target.matches('.walkin')) intake.inert = false;
  });
})();
