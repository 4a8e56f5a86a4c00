/* After the last question: what went well, what to try, the way back. No percentages, no ranks. */

import { h, icon, svg } from "../dom.js";
import { answerText } from "./answer.js";
import { stateOf } from "./frame.js";

const WIDTHS = [150, 128, 108, 92, 76, 62];

/* A cairn with a stone for each question: full for the first try, lighter after another look, dashed otherwise. */
function cairn(items) {
  const order = [...items].sort((a, b) => (b.first ? 2 : b.fixed ? 1 : 0) - (a.first ? 2 : a.fixed ? 1 : 0));
  const stones = order.map((item, index) => svg("rect", {
    class: `pile pile--${stateOf(item, false)}`, x: 80 - WIDTHS[index] / 2 + (index % 2 ? 3 : -2), y: 168 - (index + 1) * 25,
    width: WIDTHS[index], height: 21, rx: 10.5,
  }));
  return svg("svg", { class: "cairn", viewBox: "0 0 160 176", "aria-hidden": "true" },
    svg("path", { class: "ground", d: "M4 171h152" }), stones);
}

function words({ t, work, activity }) {
  const share = (work.right + work.fixed / 2) / work.total;
  const advice = share >= 0.9 ? "doneAll" : share >= 0.5 ? "doneSome" : "doneFew";
  const hints = work.hints ? t("doneHints", { n: work.hints }) : t("doneAlone");
  return h("div", { class: "stack" },
    h("h2", { tabindex: "-1", class: "done__title" }, t("doneTitle")),
    h("p", { class: "done__score num" }, t("doneScore", { n: work.right, m: work.total })),
    work.fixed > 0 && h("p", {}, t("doneFixed", { n: work.fixed })),
    activity.kind !== "paper" && h("p", { class: "muted" }, hints),
    h("p", {}, t(advice)));
}

function recap({ t, work, items, formats }) {
  const line = (item) => {
    const state = stateOf(work.items[item.index], false);
    const symbol = { right: "i-ok", fixed: "i-again" }[state] ?? "i-eye";
    const name = t(`stone${state[0].toUpperCase()}${state.slice(1)}`, { n: item.index + 1 });
    return h("li", { class: "recap__item" }, h("span", { class: `stone stone--${state}` }, icon(symbol)),
      h("div", {}, h("p", { class: "recap__state" }, name), h("p", { class: "small" }, item.prompt, " ", item.ask),
        h("p", {}, t("theAnswer", { answer: answerText(item, formats) })),
        state !== "right" && h("p", { class: "muted small" }, item.because)));
  };
  return h("details", { class: "more panel" }, h("summary", {}, icon("i-next", "i--flip"), ` ${t("doneList")}`),
    h("ol", { class: "recap" }, items.map(line)));
}

function wayBack({ t, launch }) {
  if (!launch.back) return h("p", { class: "muted" }, t("backHow"));
  return h("p", {}, h("a", { class: "btn btn--main", href: launch.back }, t("back"), " ", icon("i-next", "i--flip")));
}

export function summary(session) {
  const hero = h("section", { class: "panel done" }, cairn(session.work.items),
    h("div", { class: "stack stack--wide" }, words(session), wayBack(session)));
  return h("div", { class: "stack stack--wide" }, hero, recap(session));
}
