// The first step of a sign-in: leave the proof with the learning system, look whether the cookie comes back, and go on
// as soon as one of both works. When surely neither does, say so before the link of the course is used up.
import { ask, soon } from "./storage.js";

const { go, cookie, proof, target, origin, key } = document.body.dataset;

async function cookieArrives() {
  try {
    const answer = await fetch(`/lti/cookie/${cookie}`, { credentials: "same-origin", cache: "no-store" });
    return (await answer.json()).arrived;
  } catch {
    return true; // not knowing is no reason to stop
  }
}

// With a cookie nothing else is needed; otherwise what the learning system says decides, also when it says it late.
const keeping = target ? ask({ target, origin }, "lti.put_data", key, proof) : Promise.resolve(null);
if ((await cookieArrives()) || (await soon(keeping))) {
  location.replace(go);
} else {
  document.getElementById("wait").remove();
  document.getElementById("blocked").hidden = false;
  if (await keeping) location.replace(go);
}
