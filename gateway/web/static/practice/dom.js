/* Build elements without markup in strings, so that no text can ever become markup. */

const SVG = "http://www.w3.org/2000/svg";

function put(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/* An element: h("p", {class: "muted"}, "text", other); null children are left out, on* props are listeners. */
export function h(name, props = {}, ...children) {
  return put(document.createElement(name), props, children);
}

export function svg(name, props = {}, ...children) {
  return put(document.createElementNS(SVG, name), props, children);
}

/* An icon of the page's sprite; the words beside it carry the meaning. */
export function icon(name, extra = "") {
  return svg("svg", { class: `i ${extra}`.trim(), "aria-hidden": "true" }, svg("use", { href: `#${name}` }));
}

export function notice(tone, symbol, heading, text) {
  const body = h("div", {}, h("p", {}, h("strong", {}, heading)), text && h("p", {}, text));
  return h("div", { class: `notice ${tone}`.trim() }, icon(symbol), body);
}
