/* A signature: strokes of a finger, pen or mouse on a canvas, as whole numbers in a hidden field of the form. */
(() => {
  'use strict';
  const LEAST = 3; // closer points say nothing new

  const begin = (box) => {
    const field = box.querySelector('canvas'), told = box.querySelector('input');
    const pen = field.getContext('2d');
    let lines = [], line = null;

    const dot = (x, y) => { pen.beginPath(); pen.arc(x, y, 2.5, 0, 7); pen.fill(); };
    const draw = () => {
      pen.clearRect(0, 0, field.width, field.height);
      pen.strokeStyle = pen.fillStyle = getComputedStyle(field).color;
      pen.lineWidth = 5; pen.lineCap = pen.lineJoin = 'round';
      lines.forEach((one) => {
        if (one.length < 4) { dot(one[0], one[1]); return; }
        pen.beginPath(); pen.moveTo(one[0], one[1]);
        for (let i = 2; i < one.length; i += 2) pen.lineTo(one[i], one[i + 1]);
        pen.stroke();
      });
    };
    const at = (e) => {
      const frame = field.getBoundingClientRect();
      const on = (part, whole) => Math.min(whole, Math.max(0, Math.round(part * whole)));
      return [on((e.clientX - frame.left) / frame.width, field.width), on((e.clientY - frame.top) / frame.height, field.height)];
    };
    const keep = () => { told.value = lines.length ? JSON.stringify(lines) : ''; };

    field.addEventListener('pointerdown', (e) => {
      if (e.button) return;
      e.preventDefault();
      field.setPointerCapture(e.pointerId);
      line = at(e); lines.push(line); draw();
    });
    field.addEventListener('pointermove', (e) => {
      if (!line) return;
      (e.getCoalescedEvents?.() || [e]).concat(e).forEach((one) => {
        const [x, y] = at(one), n = line.length;
        if (Math.abs(x - line[n - 2]) + Math.abs(y - line[n - 1]) >= LEAST) line.push(x, y);
      });
      draw();
    });
    ['pointerup', 'pointercancel'].forEach((name) => field.addEventListener(name, () => { line = null; keep(); }));
    box.querySelector('[data-sign-clear]').addEventListener('click', () => { lines = []; keep(); draw(); });
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
    try { lines = JSON.parse(told.value || '[]'); } catch (error) { lines = []; } // what was signed stays after a refusal
    draw();
  };

  document.addEventListener('DOMContentLoaded', () => document.querySelectorAll('[data-sign]').forEach(begin));
})();
