// Clicks and sent forms of a page that carries its session's value: followed by script, where the browser would have
// followed them without it.
export function links(root, { ours, visit, download }) {
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href, location.href);
    if (!ours(url) || (link.target && link.target !== "_self")) return;
    const here = url.pathname === location.pathname && url.search === location.search;
    if (here && url.hash) return;
    event.preventDefault();
    if (link.hasAttribute("download")) download(url);
    else visit(url);
  });
}

// What the form would send, with the button that was pressed.
function fields(form, button) {
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  return form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
}

export function forms(root, { ours, visit }) {
  const busy = new WeakSet();
  root.addEventListener("submit", async (event) => {
    const form = event.target;
    const button = event.submitter;
    const address = button?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
    const url = new URL(address || location.href, location.href);
    const method = (button?.getAttribute("formmethod") ?? form.getAttribute("method") ?? "get").toLowerCase();
    if (event.defaultPrevented || method === "dialog" || !ours(url)) return;
    event.preventDefault();
    if (busy.has(form)) return;
    busy.add(form);
    try {
      if (method === "post") await visit(url, { method: "POST", body: fields(form, button) });
      else await visit(`${url.pathname}?${fields(form, button)}`);
    } finally {
      busy.delete(form);
    }
  });
}
