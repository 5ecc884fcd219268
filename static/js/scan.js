/* Reading a coupon's code with the camera, where the browser can (BarcodeDetector); otherwise a sentence says so. */
(() => {
  'use strict';
  let stream = null;
  const stop = () => { stream?.getTracks().forEach((track) => track.stop()); stream = null; };

  const look = async (box, video, reader) => {
    while (stream && box.open) {
      const found = await reader.detect(video).catch(() => []);
      if (found.length) {
        const form = document.getElementById('code-form');
        form.elements.code.value = found[0].rawValue;
        stop(); box.close(); form.requestSubmit();
        return;
      }
      await new Promise((wake) => { setTimeout(wake, 150); });
    }
    stop();
  };

  document.addEventListener('click', async (e) => {
    const button = e.target.closest('[data-scan]');
    if (!button) return;
    const box = document.getElementById(button.dataset.scan);
    const said = box.querySelector('[role="status"]'), video = box.querySelector('video');
    said.textContent = ''; video.hidden = false; box.showModal();
    if (!('BarcodeDetector' in window) || !navigator.mediaDevices) { video.hidden = true; said.textContent = box.dataset.none; return; }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      video.srcObject = stream;
      await video.play();
      look(box, video, new window.BarcodeDetector({ formats: ['qr_code', 'code_128'] }));
    } catch (error) { stop(); video.hidden = true; said.textContent = box.dataset.refused; }
  });
  document.addEventListener('close', stop, true);
})();
