// Activities that want a window of their own: the form is sent from this page, which has the session, and only where it
// leads is opened there. Without this script the activity opens in the page's own place.
import { reach } from "./reach.js";

async function openApart(form) {
  const there = window.open("", "_blank");
  if (!there) return form.submit(); // no window is allowed here
  there.opener = null; // what runs there has no business with this page
  const body = new URLSearchParams(new FormData(form));
  const answer = await reach(form.action, { method: "POST", body, headers: { "X-Waymark-Way": "tell" } }).catch(() => null);
  const way = answer?.headers.get("X-Waymark-Location");
  if (way) return there.location.replace(way);
  there.close();
  return location.reload(); // it says what is the matter
}

export function startApart(root) {
  root.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-apart]")) return;
    event.preventDefault();
    openApart(event.target);
  }, true);
}
