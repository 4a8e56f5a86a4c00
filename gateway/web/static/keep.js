// What is typed into a form is kept while it is typed; without a script its button does.
import { reach } from "./reach.js";

const CALM = 1500;

async function keep(form, said) {
  const body = new URLSearchParams(new FormData(form));
  const answer = await reach(form.action, { method: "POST", body, headers: { "X-Waymark-Part": "sheet" } }).catch(() => null);
  said.textContent = answer?.status === 204 ? form.dataset.kept : "";
}

function start(form) {
  const said = form.querySelector("[data-said]");
  let soon = 0;
  form.addEventListener("input", () => {
    clearTimeout(soon);
    said.textContent = "";
    soon = setTimeout(keep, CALM, form, said);
  });
  form.addEventListener("submit", () => clearTimeout(soon));
}

export function startKeeping(root) {
  root.querySelectorAll("form[data-keep]").forEach(start);
}
