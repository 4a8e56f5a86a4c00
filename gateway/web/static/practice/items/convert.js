/* Questions about changing units (6.RP.A.3.d): to the smaller unit, to the bigger one, with halves and fractions. */

import { lines } from "./pictures.js";

const FACTORS = [12, 100, 16, 60, 1000, 3]; // in the order of the `units` texts

function drawUnit({ texts, turn }) {
  const at = turn % FACTORS.length;
  return { unit: texts.units[at], factor: FACTORS[at] };
}

/* `bigs` is the amount in the bigger unit as [n, d]. */
function toSmaller(context, unit, factor, bigs) {
  const { texts, fill, number } = context;
  const words = texts.convert;
  const [n, d] = bigs;
  const answer = (n * factor) / d;
  const x = fill(words.amount, { n: number(n / d), unit: unit.big });
  const values = { fact: unit.fact, n: number(n / d), f: number(factor), answer: number(answer) };
  return {
    prompt: fill(unit.scene, { name: context.name, x }),
    ask: unit.toSmall,
    units: [unit.small],
    answer: { kind: "number", n: n * factor, d },
    hints: [fill(words.hintMore, values), fill(words.hintTimes, values)],
    because: fill(words.becauseTimes, values),
    picture: lines(unit.big, unit.small, [[0, 0, 0], [1, number(factor), 1], [number(n / d), null, n / d]]),
  };
}

function toBigger(context, unit, factor, smalls) {
  const { texts, fill, number } = context;
  const words = texts.convert;
  const x = fill(words.amount, { n: number(smalls), unit: unit.small });
  const answer = smalls % factor && (smalls * 1000) % factor ? `${smalls}/${factor}` : number(smalls / factor);
  const values = { fact: unit.fact, n: number(smalls), f: number(factor), answer };
  const below = smalls < factor;
  const known = [1, number(factor), 1];
  const asked = [null, number(smalls), smalls / factor];
  return {
    prompt: fill(unit.scene, { name: context.name, x }),
    ask: unit.toBig,
    units: [unit.big],
    answer: { kind: "number", n: smalls, d: factor },
    hints: [fill(words.hintFewer, values), fill(words.hintDivide, values)],
    because: fill(words.becauseDivide, values),
    picture: lines(unit.big, unit.small, below ? [[0, 0, 0], asked, known] : [[0, 0, 0], known, asked]),
  };
}

function wholeToSmaller(context) {
  const { unit, factor } = drawUnit(context);
  return toSmaller(context, unit, factor, [context.rng.between(2, Math.min(context.reach, 6)), 1]);
}

function wholeToBigger(context) {
  const { unit, factor } = drawUnit(context);
  return toBigger(context, unit, factor, factor * context.rng.between(2, Math.min(context.reach, 6)));
}

/* Halves only where half a unit is a whole number of the smaller one, so not for yards. */
function halfToSmaller(context) {
  const { unit, factor } = drawUnit(context);
  const halves = context.rng.between(1, 3) * 2 + 1;
  return toSmaller(context, unit, factor, factor % 2 ? [(halves + 1) / 2, 1] : [halves, 2]);
}

function fractionOfBigger(context) {
  const { unit, factor } = drawUnit(context);
  const smalls = factor % 4 ? factor - 1 : (factor / 4) * context.rng.pick([3, 5]);
  return toBigger(context, unit, factor, smalls);
}

export const convertUnits = [wholeToSmaller, wholeToBigger, halfToSmaller, fractionOfBigger];
