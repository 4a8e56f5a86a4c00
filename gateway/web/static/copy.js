// Copy buttons beside values: they show themselves here, since without a script a value is selected and copied by hand.
import { toast } from "./toasts.js";

async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch { // not allowed in a frame, or no secure address: the old way, by selecting
    field.select();
    return document.execCommand("copy");
  }
  return true;
}

export function startCopies(page) {
  page.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (await copied(document.getElementById(button.dataset.copy))) toast(button.dataset.done);
    });
  });
}
