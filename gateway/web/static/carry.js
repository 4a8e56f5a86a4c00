// Where no cookie arrives, this tab carries the session's value itself. The page that says "open it again" comes with
// this script: when the tab has the value, or the one-time code of a launch, the real page takes its place, and from
// then on links, forms, downloads, Back and reload work as they do with a cookie.
import { carryWith, reach } from "./reach.js";
import { toast } from "./toasts.js";
import { startPage } from "./ui.js";
import { forms, links } from "./carry-clicks.js";

const { carry: handle } = document.body.dataset;
const CODE = "#wm-code=";
const NAME = `waymark session ${handle}`;
let shown = "";
let turn = 0;

// The store of a tab may be forbidden; then the value lives as long as this page.
const store = {
  get: () => { try { return sessionStorage.getItem(NAME); } catch { return null; } },
  put: (value) => { try { sessionStorage.setItem(NAME, value); } catch { /* kept in memory */ } },
  forget: () => { try { sessionStorage.removeItem(NAME); } catch { /* nothing was kept */ } },
};

async function exchanged(code) {
  const answer = await fetch("/session/bearer", { method: "POST", body: new URLSearchParams({ handle, code }) });
  return answer.ok ? (await answer.json()).bearer : null;
}

async function find() {
  if (!location.hash.startsWith(CODE)) return store.get();
  const code = location.hash.slice(CODE.length);
  history.replaceState(null, "", location.pathname + location.search); // a spent code has no place in the address
  return (await exchanged(code)) ?? store.get();
}

const place = (url) => url.pathname + url.search;
export const ours = (url) => url.origin === location.origin && url.pathname.split("/")[2] === handle;

function show(text, hash) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const root = document.documentElement;
  root.lang = page.documentElement.lang;
  root.dir = page.documentElement.dir;
  document.title = page.title;
  document.body.className = page.body.className;
  document.body.classList.remove("carrying");
  document.body.replaceChildren(...page.body.childNodes);
  startPage();
  const main = document.getElementById("main");
  const aim = hash && document.getElementById(hash.slice(1));
  if (main) main.tabIndex = -1;
  if (document.activeElement === document.body) main?.focus({ preventScroll: true }); // whoever listens hears the new page
  if (aim) aim.scrollIntoView();
}

// How an answer changes the history: a page opened by a link is a new entry, one that came back is not.
function remember(url, how) {
  if (how === "push" && place(url) !== shown) {
    history.replaceState({ y: scrollY }, "");
    history.pushState({ y: 0 }, "", url);
  } else if (how !== "stay") {
    history.replaceState({ y: history.state?.y ?? 0 }, "", url);
  }
  shown = place(location);
}

export async function visit(address, { how = "push", ...options } = {}) {
  const url = new URL(address, location.href);
  const mine = ++turn;
  const answer = await reach(place(url), options).catch(() => null);
  if (!answer) return toast(document.querySelector(".toasts")?.dataset.silent);
  const next = answer.headers.get("X-Waymark-Location");
  if (next) {
    const to = new URL(next, url);
    return ours(to) ? visit(to, { how: "push" }) : location.assign(to);
  }
  const text = await answer.text();
  if (mine !== turn) return undefined; // somebody clicked on meanwhile
  if (answer.status === 401) store.forget();
  // A form's own answer (what was missing, good-bye) has no address that could be opened again.
  remember(url, options.method === "POST" ? "stay" : how);
  show(text, url.hash);
  scrollTo(0, how === "back" ? history.state?.y ?? 0 : url.hash ? scrollY : 0);
  return undefined;
}

export async function download(address) {
  const url = new URL(address, location.href);
  const csrf = document.querySelector("input[name=csrf]")?.value ?? "";
  const body = new URLSearchParams({ path: url.pathname, csrf });
  const answer = await reach(`/session/${handle}/ticket`, { method: "POST", body });
  url.searchParams.set("ticket", (await answer.json()).ticket);
  location.assign(url);
}

const bearer = await find();
if (bearer) {
  store.put(bearer);
  carryWith(bearer, visit);
  links(document, { ours, visit, download });
  forms(document, { ours, visit });
  addEventListener("popstate", () => {
    if (place(location) !== shown) visit(location.href, { how: "back" });
  });
  await visit(location.href, { how: "replace" }).catch(() => document.body.classList.remove("carrying"));
} else {
  document.body.classList.remove("carrying");
}
