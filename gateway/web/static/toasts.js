// Messages: announced once, gone after ten seconds, longer while pointed at or focused.
const STAY = 10000;

function leaveLater(one) {
  let timer;
  const leave = () => { timer = setTimeout(() => one.remove(), STAY); };
  const stay = () => clearTimeout(timer);
  one.addEventListener("pointerenter", stay);
  one.addEventListener("focusin", stay);
  one.addEventListener("pointerleave", leave);
  one.addEventListener("focusout", leave);
  leave();
}

// A live region speaks only of what is put into it after it exists, so what came with the page is put in again.
export function startToasts(box) {
  if (!box) return;
  const all = [...box.children];
  box.replaceChildren();
  requestAnimationFrame(() => {
    box.append(...all);
    all.forEach(leaveLater);
  });
}

export function toast(text) {
  const box = document.querySelector(".toasts");
  if (!box) return;
  const one = document.createElement("div");
  one.className = "toast";
  one.textContent = text;
  box.append(one);
  leaveLater(one);
}
