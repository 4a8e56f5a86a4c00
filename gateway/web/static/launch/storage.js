// Ask the window of the learning system to keep or give a value (LTI Client Side postMessages). Only answers of its
// one origin to this very message count; null stands for an error and a refusal. Silence settles nothing: a busy page
// may answer after all, so whoever asked waits a moment with `soon`, says what can be done, and listens on.
const WAIT_MS = 1500;
const above = globalThis.parent === globalThis ? globalThis.opener : globalThis.parent;

function windowNamed(name) {
  if (!above || name === "_parent") return above;
  try {
    return above.frames[name] ?? null;
  } catch {
    return null;
  }
}

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
}

// What was answered within a moment, or null.
export function soon(asked) {
  return Promise.race([asked, new Promise((resolve) => { setTimeout(resolve, WAIT_MS, null); })]);
}

export function ask({ target, origin }, subject, key, value) {
  const message = { subject, message_id: newId(), key };
  if (value !== undefined) message.value = value;
  const about = { subject: "lti.capabilities", message_id: newId() };
  const asked = new Set();
  const send = (name) => {
    const to = asked.has(name) ? null : windowNamed(name);
    asked.add(name);
    to?.postMessage(message, origin);
  };
  return new Promise((resolve) => {
    if (!above) {
      resolve(null);
      return;
    }
    const hear = (event) => {
      const told = event.data;
      if (told?.message_id === about.message_id && told.subject === "lti.capabilities.response") {
        const frame = [told.supported_messages].flat().find((one) => one?.subject === subject)?.frame;
        if (typeof frame === "string") send(frame);
      } else if (event.origin === origin && told?.message_id === message.message_id
        && told.subject === `${subject}.response`) {
        done(told.error ? null : told);
      }
    };
    const done = (answer) => {
      removeEventListener("message", hear);
      resolve(answer);
    };
    addEventListener("message", hear);
    send(target);
    above.postMessage(about, "*"); // asks only which window listens, and says nothing
  });
}
