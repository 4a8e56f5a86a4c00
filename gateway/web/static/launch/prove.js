// The last step of a sign-in without a cookie: fetch the proof from the learning system and let the server compare it.
import { ask, soon } from "./storage.js";

const { code, target, origin, key } = document.body.dataset;

function blocked() {
  document.getElementById("wait")?.remove();
  delete document.getElementById("blocked").dataset.later;
}

async function prove() {
  const asked = ask({ target, origin }, "lti.get_data", key);
  if (!(await soon(asked))) blocked();
  const kept = await asked;
  if (typeof kept?.value !== "string") return blocked();
  const answer = await fetch("/lti/proof", { method: "POST", body: new URLSearchParams({ code, proof: kept.value }) });
  if (answer.ok) {
    ask({ target, origin }, "lti.put_data", key, null); // its work is done
    return location.replace((await answer.json()).go);
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.body.replaceChildren(...page.body.childNodes);
  if (document.getElementById("waiting")) import("./waiting.js"); // begins when it is loaded
}

prove().catch(blocked);
