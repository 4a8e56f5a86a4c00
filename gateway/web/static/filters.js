// A form with data-auto is sent when a choice is made by pointer. With the keyboard every arrow key is a change,
// so there the form waits for Enter or for its button, which then shows.
export function startFilters(root) {
  root.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-auto]");
    if (!form || !event.target.matches("select, input")) return;
    if (event.key === "Enter" && event.target.matches("select")) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key !== "Tab") {
      form.dataset.keys = "";
    }
  });
  root.addEventListener("pointerdown", (event) => {
    const form = event.target.closest?.("form[data-auto]");
    if (form) delete form.dataset.keys;
  });
  root.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-auto]");
    if (form && !("keys" in form.dataset)) form.requestSubmit();
  });
}
