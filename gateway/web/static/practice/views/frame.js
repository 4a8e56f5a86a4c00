/* What stands around every view: facts and title, the trail of stones, the saved line, and the tone of the notices. */

import { h, icon, notice } from "../dom.js";

const STYLE_ICONS = { try: "i-try", paper: "i-paper", partner: "i-people", teacher: "i-hand" };

export function heading({ activity, lang, t }) {
  const fact = (tone, symbol, text) => h("span", { class: `tag ${tone}`.trim() }, icon(symbol), ` ${text}`);
  return h("header", { class: "stack intro" },
    h("p", { class: "card__facts" },
      fact("tag--accent", STYLE_ICONS[activity.style], t(`style_${activity.style}`)),
      fact("", "i-wait", t("minutes", { n: activity.minutes }))),
    h("h1", {}, activity.title[lang]),
    h("p", { class: "muted" }, t("learn", { learn: activity.learn[lang] })));
}

/* The word for how one question went: right, fixed, seen, here, ahead. */
export function stateOf(item, isHere) {
  if (item.first) return "right";
  if (item.fixed) return "fixed";
  if (item.closed) return "seen";
  return isHere ? "here" : "ahead";
}

const STONE_ICONS = { right: "i-ok", fixed: "i-ok", seen: "i-eye" };

/* "Question 2 of 5" with a stone for each question; `at` from 0, `at === total` when all are done. */
export function trail({ t }, work, at) {
  const words = at < work.total ? t("progress", { n: at + 1, m: work.total }) : t("progressDone", { m: work.total });
  const stone = (item, index) => {
    const state = stateOf(item, index === at);
    const name = t(`stone${state[0].toUpperCase()}${state.slice(1)}`, { n: index + 1 });
    const mark = STONE_ICONS[state] ? icon(STONE_ICONS[state]) : h("span", { "aria-hidden": "true" }, index + 1);
    return h("li", { class: `stone stone--${state}`, "aria-current": index === at ? "step" : null }, mark,
      h("span", { class: "vh" }, name));
  };
  return h("div", { class: "progress" }, h("p", { class: "progress__words num" }, words),
    h("ol", { class: "stones" }, work.items.map(stone)));
}

/* Keep the saved line and the notice for expired or refused sending up to date. */
export function watchSaving(outbox, { t, tag }, line, alerts) {
  const time = new Intl.DateTimeFormat(tag, { hour: "numeric", minute: "2-digit" });
  const show = (symbol, tone, text) => line.replaceChildren(h("span", { class: tone }, icon(symbol), ` ${text}`));
  const alarm = (name) => {
    show("i-look", "is-look", t("notSaved"));
    alerts.replaceChildren(notice("notice--look", "i-look", t(name), t(`${name}Do`)));
  };
  outbox.onChange(({ state, savedAt }) => {
    if (state === "saved" && savedAt) show("i-ok", "is-fine", t("saved", { time: time.format(savedAt) }));
    if (state === "saving") show("i-wait", "muted", t("saving"));
    if (state === "waiting") show("i-again", "is-look", t("notSaved"));
    if (state === "expired" || state === "refused") alarm(state);
  });
}
