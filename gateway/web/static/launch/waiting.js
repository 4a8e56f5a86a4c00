// A launch waits until an admin has said to which school its place belongs. Ask now and then, seldom after the first
// minutes and never from a tab that nobody sees; the server keeps the launch for a while, then this page stops.
const SOON_MS = 5_000;
const LATER_MS = 20_000;
const SOON_FOR_MS = 180_000;

const seen = () => new Promise((resolve) => {
  if (!document.hidden) return resolve();
  document.addEventListener("visibilitychange", resolve, { once: true });
});
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

async function look(form) {
  const options = { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)) };
  const answer = await fetch(form.action, options);
  if (!answer.ok && answer.status < 500 && answer.status !== 429) return { over: true };
  return answer.ok ? answer.json() : {};
}

export async function wait() {
  const panel = document.getElementById("waiting");
  const form = panel.querySelector("form");
  const begun = Date.now();
  const end = begun + panel.dataset.minutes * 60_000;
  let told = {};
  while (!told.over && Date.now() < end) {
    await pause(Date.now() - begun < SOON_FOR_MS ? SOON_MS : LATER_MS);
    await seen();
    told = await look(form).catch(() => ({})); // a lost answer is asked for again
    if (told.go) return location.replace(told.go);
  }
  document.getElementById("still").hidden = true;
  document.getElementById("over").hidden = false;
  form.hidden = true;
}

if (document.getElementById("waiting")) wait();
