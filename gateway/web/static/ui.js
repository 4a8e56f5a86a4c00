// Waymark's pages read and work without any script. This makes them quicker: sheets beside the page,
// arrow keys in the table, filters that act at once, messages that leave by themselves.
import { startAloud } from "./aloud.js";
import { startApart } from "./apart.js";
import { startCopies } from "./copy.js";
import { startFilters } from "./filters.js";
import { fitFrame } from "./fit.js";
import { startGrid } from "./grid.js";
import { startKeeping } from "./keep.js";
import { startSheets } from "./sheets.js";
import { startToasts } from "./toasts.js";
import { startUploads } from "./upload.js";

// What belongs to one page; again after its content was changed for another page's.
export function startPage() {
  startToasts(document.querySelector(".toasts"));
  document.querySelectorAll(".grid").forEach(startGrid);
  startUploads(document);
  startAloud(document);
  startKeeping(document);
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  document.querySelectorAll("input[data-zone]").forEach((field) => {
    field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? ""; // days and times are meant where they are typed
  });
  document.querySelector("form[data-send]")?.requestSubmit(); // what was chosen goes on to the learning system
}

// A launch's one-time code that nobody needed: the cookie arrived after all.
if (location.hash.startsWith("#wm-code=") && !document.body.dataset.carry) {
  history.replaceState(null, "", location.pathname + location.search);
}
fitFrame();
startApart(document);
startCopies(document);
startFilters(document);
startSheets(document);
startPage();
