/* What the page was opened with. The values stand in the fragment, which no server and no referrer sees; they leave the
   address bar as soon as this tab's own storage has them. Where storage throws, the fragment stays, so a reload works. */

const NAMES = ["endpoint", "auth", "actor", "registration", "activity_id", "return", "lang", "preview", "sheet", "key", "aloud"];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/* Storage of this tab that never throws: get gives null and put gives false where the browser refuses. */
export const store = {
  get(name) {
    try {
      return JSON.parse(sessionStorage.getItem(name));
    } catch {
      return null;
    }
  },
  put(name, value) {
    try {
      sessionStorage.setItem(name, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
};

/* A web address of the same origin as the base address, or null; everything else is not followed and not sent to. */
export function sameOrigin(address, base) {
  try {
    const url = new URL(address);
    return /^https?:$/.test(url.protocol) && url.origin === new URL(base).origin ? url.href : null;
  } catch {
    return null;
  }
}

function fromFragment(fragment) {
  const found = new URLSearchParams(fragment.replace(/^#/, ""));
  const values = {};
  for (const name of NAMES) if (found.has(name)) values[name] = found.get(name);
  return values;
}

/* A launch from raw values, or null when one that saving needs is missing or leads elsewhere. */
export function read(values, base) {
  const common = { lang: values.lang || null, sheet: values.sheet || null, key: values.key === "show", aloud: values.aloud === "1" };
  if (values.preview === "1") return { ...common, preview: true, registration: "preview" };
  const endpoint = sameOrigin(values.endpoint, base);
  const actor = parse(values.actor);
  if (!endpoint || !actor || !values.auth || !values.activity_id || !UUID.test(values.registration ?? "")) return null;
  return {
    ...common,
    preview: false,
    key: false, // a student's launch never shows the answer key
    endpoint: endpoint.replace(/\/*$/, "/"),
    auth: values.auth,
    actor,
    registration: values.registration.toLowerCase(),
    activityId: values.activity_id,
    back: sameOrigin(values.return, base),
  };
}

function parse(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/* The launch of this page view; moves the values from the fragment to storage. */
export function takeLaunch(base) {
  const name = `waymark launch ${location.pathname}`;
  const fresh = fromFragment(location.hash);
  const came = "endpoint" in fresh || "preview" in fresh;
  const values = came ? fresh : (store.get(name) ?? {});
  if (came && store.put(name, fresh)) history.replaceState(null, "", location.pathname + location.search);
  // A second launch into the same open page changes the fragment only.
  addEventListener("hashchange", () => /[#&](endpoint|preview)=/.test(location.hash) && location.reload());
  return { launch: read(values, base), lang: values.lang ?? null };
}
