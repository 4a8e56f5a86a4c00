/* The LMS's platform storage: tools in frames and windows put and get small values by messages. */
"use strict";

(() => {
  const { mode, frame, tool } = document.currentScript.dataset;
  const LONGEST = 4096;
  const MOST = 500;
  const kept = new Map(); // origin -> its values by key

  function capabilities() {
    const subjects = ["lti.capabilities", "lti.put_data", "lti.get_data"];
    return { supported_messages: subjects.map((subject) => (frame ? { subject, frame } : { subject })) };
  }

  function put(values, { key, value }) {
    const others = [...values].filter(([name]) => name !== key);
    const size = [...others, [key, value ?? ""]].join("").length;
    if (mode === "full" || size > LONGEST || others.length >= MOST) {
      return { error: { code: "storage_exhaustion", message: "There is no room left" } };
    }
    if (value === null || mode === "forgets") values.delete(key);
    else values.set(key, value);
    return { key, value };
  }

  function get(values, { key }) {
    return { key, value: mode === "liar" ? "something else" : values.get(key) ?? null };
  }

  addEventListener("message", (event) => {
    const asked = event.data;
    if (!asked || typeof asked.subject !== "string" || mode === "silent" || event.origin !== tool) return;
    if (!kept.has(event.origin)) kept.set(event.origin, new Map());
    const values = kept.get(event.origin);
    const acts = frame ? {} : { "lti.put_data": put, "lti.get_data": get };
    const act = asked.subject === "lti.capabilities" ? capabilities : acts[asked.subject];
    if (!act) return;
    const known = act === capabilities || (typeof asked.key === "string" && asked.key);
    const result = known ? act(values, asked) : { error: { code: "bad_request", message: "There is no key" } };
    event.source.postMessage({ subject: `${asked.subject}.response`, message_id: asked.message_id, ...result }, event.origin);
  });
})();
