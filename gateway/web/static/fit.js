/* Tell the frame around us how tall the page is, as object and as text (course systems read one or the other). Only real
   changes are sent, so that a frame which answers by resizing cannot start a loop. */

const SETTLE_MS = 100;

export function fitFrame() {
  if (globalThis.parent === globalThis) return;
  let told = 0;
  let timer = 0;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (Math.abs(height - told) < 4) return;
    told = height;
    const message = { subject: "lti.frameResize", height };
    globalThis.parent.postMessage(message, "*"); // a height is no secret, and the frame's origin is not known here
    globalThis.parent.postMessage(JSON.stringify(message), "*");
  };
  new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(tell, SETTLE_MS);
  }).observe(document.body);
}
