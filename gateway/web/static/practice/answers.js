/* Read what a student typed and compare it with the expected answer. A text can have two honest readings ("1.500" in
   Spanish is 1500 or 1.5): the answer is right when one of them is. Verdicts: right, wrong, swapped (ratio the other way
   round), simplify (equal, but the question asks for the simplest form), unclear (not a number; never counts as a try). */

import { add, divide, equal, fromDecimal, isSimplest, rational } from "./rational.js";

const MAX_LENGTH = 40;
const VULGAR = /([\u00bc-\u00be\u2150-\u215e])/g;
const RATIO_SIGN = /\s*(?::|\bto\b|\bfor every\b|\bes a\b|\bpor cada\b|\ba\b|\/)\s*/;

/* One notation for what keyboards produce: "½" is "1/2", full-width digits are digits, minus signs are minus. */
export function tidy(text) {
  return text.slice(0, MAX_LENGTH).replace(VULGAR, " $1").normalize("NFKC").replace(/\u2044/g, "/")
    .replace(/[\u2212\u2013]/g, "-").replace(/\s+/g, " ").trim().toLowerCase();
}

/* The readings of one plain number such as "1,250", "1 250", "0,5", ".5" as decimal texts. */
function decimalReadings(text, lang) {
  const joined = text.replace(/(\d) (?=\d{3}(?!\d))/g, "$1");
  if (/^\d+$/.test(joined)) return [joined];
  const readings = [];
  const thousands = (mark) => new RegExp(`^[1-9]\\d{0,2}(\\${mark}\\d{3})+$`).test(joined);
  const [first, second] = lang === "es" ? [".", ","] : [",", "."];
  if (thousands(first)) readings.push(joined.replaceAll(first, ""));
  if (lang === "es" && thousands(second)) readings.push(joined.replaceAll(second, ""));
  const mixed = new RegExp(`^[1-9]\\d{0,2}(\\${first}\\d{3})+\\${second}\\d+$`);
  if (mixed.test(joined)) readings.push(joined.replaceAll(first, "").replace(second, "."));
  const decimal = /^\d*[.,]\d+$/.test(joined) || /^\d+[.,]$/.test(joined);
  if (decimal && !(lang !== "es" && thousands(","))) readings.push(joined.replace(",", ".").replace(/\.$/, ""));
  return readings;
}

function plainReadings(text, lang) {
  return decimalReadings(text, lang).map(fromDecimal);
}

/* All readings of a number, fraction or mixed number, as written (not reduced). */
export function numberReadings(text, lang) {
  const negative = text.startsWith("-");
  const body = negative ? text.slice(1).trim() : text;
  const mixed = /^(\d+) (\d+) ?\/ ?(\d+)$/.exec(body);
  const whole = mixed ? rational(mixed[1]) : rational(0);
  const over = (mixed ? `${mixed[2]}/${mixed[3]}` : body).split("/").map((part) => part.trim());
  let found = [];
  if (over.length === 1) found = plainReadings(over[0], lang);
  if (over.length === 2) {
    for (const top of plainReadings(over[0], lang)) {
      found.push(...plainReadings(over[1], lang).map((bottom) => divideAsWritten(top, bottom)).filter(Boolean));
    }
  }
  if (mixed) found = found.map((part) => add(whole, part));
  return negative ? found.map((one) => ({ n: -one.n, d: one.d })) : found;
}

function divideAsWritten(top, bottom) {
  return top.d === 1n && bottom.d === 1n ? rational(top.n, bottom.n) : divide(top, bottom);
}

/* Take "$" and the question's own unit away; a text with any other word is unclear, "3 feet" is not 3 inches. */
function withoutUnit(text, units) {
  let rest = text.replace(/^\$ ?/, "").replace(/ ?\$$/, "");
  const tail = /\s*([%\p{L}][\p{L}\s./%]*)$/u.exec(rest);
  if (!tail) return rest;
  const word = tail[1].replace(/\.$/, "").trim();
  const known = units.some((unit) => [unit, unit.replace(/s$/, ""), unit.replace(/es$/, "")].includes(word));
  if (!known) return null;
  rest = rest.slice(0, tail.index);
  return rest;
}

function checkNumber(text, answer, lang) {
  const body = withoutUnit(text, (answer.units ?? []).map((unit) => unit.toLowerCase()));
  const readings = body ? numberReadings(body, lang) : [];
  if (!readings.length) return "unclear";
  const wanted = rational(answer.n, answer.d ?? 1);
  const hits = readings.filter((one) => equal(one, wanted));
  if (!hits.length) return "wrong";
  const written = /\//.test(body);
  return answer.simplest && written && !hits.some(isSimplest) ? "simplify" : "right";
}

function checkRatio(text, answer, lang) {
  const parts = text.split(RATIO_SIGN);
  if (parts.length !== 2) return "unclear";
  const [lefts, rights] = parts.map((part) => plainReadings(part, lang));
  const wanted = rational(answer.a, answer.b);
  let verdict = "unclear";
  for (const left of lefts) {
    for (const right of rights) {
      const quotient = divide(left, right);
      if (!quotient) continue;
      if (equal(quotient, wanted)) return answer.simplest && !isPlainSimplest(left, right) ? "simplify" : "right";
      verdict = left.n > 0n && equal(divide(right, left), wanted) ? "swapped" : "wrong";
    }
  }
  return verdict;
}

function isPlainSimplest(left, right) {
  return left.d === 1n && right.d === 1n && isSimplest(rational(left.n, right.n));
}

/* The verdict on a typed or chosen answer. `answer` is {kind: "choice", value} | {kind: "ratio", a, b, simplest?} |
   {kind: "number" | "fraction", n, d?, simplest?, units?: [words]}. */
export function check(answer, text, lang) {
  if (answer.kind === "choice") return text ? (text === answer.value ? "right" : "wrong") : "unclear";
  const clean = tidy(text);
  if (!clean) return "unclear";
  return answer.kind === "ratio" ? checkRatio(clean, answer, lang) : checkNumber(clean, answer, lang);
}
