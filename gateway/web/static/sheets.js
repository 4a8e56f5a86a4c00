// Links with data-part open beside the page: the same address is asked for its sheet only. Whatever goes wrong,
// the link is followed as a link.
import { open, reach } from "./reach.js";

const PART = "X-Waymark-Part";

async function fetchSheet(url) {
  const answer = await reach(url, { headers: { [PART]: "sheet" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error("no sheet");
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const parts = [...parsed.body.children];
  if (!parts.some((part) => part.matches(".sheet__head"))) throw new Error("no sheet");
  return parts;
}

function makeSheet() {
  const sheet = document.createElement("dialog");
  sheet.className = "sheet";
  document.body.append(sheet);
  sheet.addEventListener("close", () => {
    sheet.replaceChildren();
    sheet.returnTo?.focus();
  });
  sheet.addEventListener("click", (event) => {
    if (event.target === sheet || event.target.closest("[data-close]")) sheet.close();
  });
  return sheet;
}

// Forms in the sheet come back to this page, at the cell they were opened from.
function aimForms(sheet, link) {
  const here = location.pathname + location.search + (link.id ? `#${link.id}` : "");
  for (const back of sheet.querySelectorAll("input[name='back']")) back.value = here;
}

// Words after two seconds, so that waiting is never silent.
function waiting(sheet, words) {
  const line = document.createElement("p");
  line.className = "sheet__body muted small";
  line.setAttribute("role", "status");
  sheet.replaceChildren(line);
  return setTimeout(() => { line.textContent = words; }, 2000);
}

export function startSheets(root) {
  let sheet;
  root.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-part]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!sheet?.isConnected) sheet = makeSheet();
    if (sheet.contains(link)) {
      open(link.href);
      return;
    }
    sheet.returnTo = link;
    sheet.setAttribute("aria-label", link.getAttribute("aria-label") ?? link.textContent.trim());
    sheet.removeAttribute("aria-labelledby");
    const timer = waiting(sheet, document.querySelector(".toasts")?.dataset.waiting ?? "…");
    try {
      const loading = fetchSheet(link.href);
      const shown = await Promise.race([loading, new Promise((done) => { setTimeout(done, 400); })]);
      if (!shown) sheet.showModal();
      const parts = shown ?? await loading;
      sheet.replaceChildren(...parts);
      const title = sheet.querySelector(".sheet__head [id]");
      if (title) {
        sheet.setAttribute("aria-labelledby", title.id);
        sheet.removeAttribute("aria-label");
      }
      aimForms(sheet, link);
      if (!sheet.open) sheet.showModal();
      sheet.querySelector("[data-close]")?.focus();
    } catch {
      open(link.href);
    } finally {
      clearTimeout(timer);
    }
  });
}
