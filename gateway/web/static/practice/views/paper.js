/* A worksheet to print, and a strip for the answers found on paper. The same sheet letter gives everybody the same
   questions, so that one print-out serves a class. */

import { check } from "../answers.js";
import { h, icon } from "../dom.js";
import { answered, initialized } from "../statements.js";
import { answerField, answerText } from "./answer.js";
import { draw } from "./pictures.js";

export const SHEETS = ["A", "B", "C", "D"];

function printed(item, t) {
  const choices = item.choices && h("ul", { class: "worksheet__choices" }, item.choices.map(({ label }) => h("li", {}, label)));
  return h("li", { class: "worksheet__item" },
    h("div", { class: "stack" },
      h("p", {}, item.prompt), h("p", {}, h("strong", {}, item.ask)), draw(item, t), choices,
      h("p", { class: "worksheet__space" }, h("span", { class: "small muted" }, t("paperWork"))),
      h("p", { class: "worksheet__answer" }, h("span", {}, t("answer")), h("span", { class: "worksheet__line" }))));
}

function worksheet({ activity, lang, t, items, sheet }) {
  const line = (words) => h("span", { class: "worksheet__fill" }, `${words} `, h("span", { class: "worksheet__line" }));
  const letter = t("sheet", { letter: sheet });
  return h("article", { class: "panel worksheet stack stack--wide", "aria-labelledby": "sheet" },
    h("header", { class: "stack" },
      h("h2", { id: "sheet" }, h("span", { class: "print-only" }, `${activity.title[lang]}. `), letter),
      h("p", { class: "print-only worksheet__head" }, line(t("paperName")), line(t("paperDate")))),
    h("ol", { class: "worksheet__items" }, items.map((item) => printed(item, t))));
}

function answerKey({ t, items, formats, sheet }) {
  const line = (item) => h("li", {}, h("strong", {}, answerText(item, formats)), h("span", { class: "muted" }, ` ${item.because}`));
  return h("section", { class: "panel stack own-page", "aria-labelledby": "key" },
    h("h2", { id: "key" }, `${t("key")}, ${t("sheet", { letter: sheet })}`), h("ol", { class: "key-list" }, items.map(line)));
}

function sheetPicker({ t, sheet }, onPick) {
  const options = SHEETS.map((letter) => h("option", { value: letter, selected: letter === sheet }, t("sheet", { letter })));
  return h("label", { class: "pick no-print" }, t("sheetPick"),
    h("select", { onchange: (event) => onPick(event.target.value) }, options));
}

async function recordAnswers(session, fields) {
  const { lang, sheet, items, activity } = session;
  await session.record((launch, now) => initialized(launch, activity, now));
  for (const item of items) {
    const response = fields[item.index].read();
    const success = check(item.answer, response, lang) === "right";
    // The time spent on paper is not known to this page.
    const values = { response, success, attempt: 1, hints: 0, ms: 0, sheet };
    await session.record((launch, now) => answered(launch, item, values, lang, now));
  }
}

function answerForm(session, onDone) {
  const { t, items } = session;
  const fields = items.map((item) => answerField(item, `answer-${item.index + 1}`, t("question", { n: item.index + 1 }), t));
  const button = h("button", { class: "btn btn--main", type: "submit" }, t("checkAll"));
  const submit = async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    await recordAnswers(session, fields);
    onDone();
  };
  return h("form", { class: "panel stack stack--wide no-print", novalidate: true, "aria-labelledby": "strip", onsubmit: submit },
    h("div", {}, h("h2", { id: "strip" }, t("answers")), h("p", { class: "muted" }, t("answersHow"))),
    h("div", { class: "strip-fields" }, fields.map((field) => field.node)), h("div", {}, button));
}

/* The whole paper page; onPick(letter) draws another sheet, onDone() follows the check. */
export function paperPage(session, { onPick, onDone }) {
  const { t, launch } = session;
  const print = h("button", { class: "btn", type: "button", onclick: () => globalThis.print() }, icon("i-print"), ` ${t("print")}`);
  return h("div", { class: "stack stack--wide" },
    h("p", { class: "no-print" }, t("paperHow")),
    h("div", { class: "row row--ends no-print" }, sheetPicker(session, onPick), print),
    worksheet(session),
    launch.key && answerKey(session),
    answerForm(session, onDone));
}
