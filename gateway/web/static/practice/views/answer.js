/* The answer field of a question, and the words for its expected answer. */

import { h } from "../dom.js";
import { gcd } from "../rational.js";

const HELPS = { number: "helpNumber", fraction: "helpFraction", ratio: "helpRatio", choice: "helpChoice" };

export function helpFor(item, t) {
  return t(item.money ? "helpMoney" : HELPS[item.answer.kind]);
}

/* The expected answer as a person would write it. */
export function answerText({ answer, choices, units, money }, { number, money: dollars }) {
  if (answer.kind === "choice") return choices.find((one) => one.value === answer.value).label;
  if (answer.kind === "ratio") return `${answer.a}:${answer.b}`;
  const { n, d = 1 } = answer;
  if (money) return dollars((n * 100) / d);
  const decimal = answer.kind === "number" && (n * 1000) % d === 0;
  const divisor = Number(gcd(BigInt(n), BigInt(d)));
  const amount = decimal ? number(n / d) : `${n / divisor}/${d / divisor}`;
  return units[0] === "%" ? `${amount}%` : [amount, units[0]].filter(Boolean).join(" ");
}

function choiceField(item, name, label, t) {
  const radio = ({ value, label: words }) => h("label", { class: "chip choice" },
    h("input", { type: "radio", name, value }), h("span", {}, words));
  const node = h("fieldset", { class: "field" }, h("legend", {}, label),
    h("div", { class: "choices" }, item.choices.map(radio)));
  const inputs = [...node.querySelectorAll("input")];
  return {
    node,
    read: () => inputs.find((one) => one.checked)?.value ?? "",
    focus: () => (inputs.find((one) => one.checked) ?? inputs[0]).focus(),
    mark: () => {},
  };
}

function textField(item, name, label, t) {
  const input = h("input", {
    id: name, name, type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "40",
    inputmode: item.answer.kind === "number" ? "decimal" : "text", "aria-describedby": `${name}-unit ${name}-help`,
  });
  const unit = item.units[0] ?? "";
  const node = h("div", { class: "field" }, h("label", { for: name }, label),
    h("div", { class: "answer" },
      item.money && h("span", { class: "answer__unit", "aria-hidden": "true" }, "$"), input,
      h("span", { class: "answer__unit", id: `${name}-unit` }, unit)),
    h("p", { class: "field__help", id: `${name}-help` }, helpFor(item, t)));
  return {
    node,
    read: () => input.value,
    focus: () => input.focus(),
    mark: (invalid) => (invalid ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid")),
  };
}

/* {node, read() -> text, focus(), mark(invalid)} for one question; `name` is unique on the page. */
export function answerField(item, name, label, t) {
  return (item.answer.kind === "choice" ? choiceField : textField)(item, name, label, t);
}
