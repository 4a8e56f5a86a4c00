/* Draw the pictures of items/pictures.js. Each is one image with a name for screen readers, except the ratio table, which is
   a table. Places are set through the style object, which a strict content policy allows. */

import { h } from "../dom.js";

function unknown(t) {
  return h("b", { class: "unknown" }, h("span", { "aria-hidden": "true" }, t("unknown")), h("span", { class: "vh" }, t("unknownWord")));
}

const shown = (value, t) => (value === null ? unknown(t) : String(value));
const spoken = (value, t) => (value === null ? t("unknownWord") : String(value));

function tapes({ rows }, t) {
  const label = t("tapesAlt", { rows: rows.map((row) => `${row.count} ${row.label}`).join(", ") });
  const row = ({ label: words, count }, index) => h("div", { class: `tape tape--${index + 1}` },
    h("span", { class: "tape__label" }, words),
    h("span", { class: "tape__boxes" }, Array.from({ length: count }, () => h("i"))));
  return h("div", { class: "picture tapes", role: "img", "aria-label": label }, rows.map(row));
}

function table({ rows, heads }, t, number) {
  const cells = (values) => values.map((value) => h("td", {}, shown(value, t)));
  const head = heads && h("thead", {}, h("tr", {}, h("td"), heads.map((text) => h("th", { scope: "col" }, text))));
  const body = rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.label), cells(row.values)));
  const made = h("table", { class: "ratio" }, h("caption", { class: "vh" }, t("tableAlt")), head, h("tbody", {}, body));
  return h("div", { class: "picture tablebox", role: "region", "aria-label": t("tableScroll", { n: number }), tabindex: "0" }, made);
}

function lines({ top, bottom, ticks }, t) {
  const word = (text) => ({ "#": t("howMany"), $: t("price") })[text] ?? text;
  const pairs = ticks.map(([x, y]) => t("linesPair", { x: spoken(x, t), y: spoken(y, t) })).join(", ");
  const label = t("linesAlt", { top: word(top), bottom: word(bottom), pairs });
  const last = Math.max(...ticks.map(([, , place]) => place));
  const tick = ([x, y, place]) => {
    const node = h("span", { class: "tick" }, h("span", {}, shown(x, t)), h("i"), h("span", {}, shown(y, t)));
    node.style.setProperty("--at", `${(place / last) * 100}%`);
    return node;
  };
  return h("div", { class: "picture lines", role: "img", "aria-label": label },
    h("span", { class: "lines__word" }, word(top)),
    h("span", { class: "lines__ticks" }, ticks.map(tick)),
    h("span", { class: "lines__word" }, word(bottom)));
}

function strip({ percent, part, whole, share }, t) {
  const values = { percent: spoken(percent, t), part: spoken(part, t), whole: spoken(whole, t) };
  const bar = h("span", { class: "strip__bar" }, h("i"));
  const at = (value) => h("span", { class: "strip__at" }, h("span", {}, shown(value, t)));
  const body = h("span", { class: "strip__body" }, at(percent), bar, at(part));
  body.style.setProperty("--at", `${share}%`);
  const end = h("span", { class: "strip__end" }, h("span", {}, "100%"), h("span", {}, shown(whole, t)));
  return h("div", { class: "picture strip", role: "img", "aria-label": t("stripAlt", values) }, body, end);
}

const DRAW = { tapes, table, lines, strip };

/* The picture of a question, or null when it has none. */
export function draw({ picture, index }, t) {
  return picture ? DRAW[picture.type](picture, t, index + 1) : null;
}
