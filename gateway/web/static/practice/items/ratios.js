/* Questions about ratio language (6.RP.A.1) and ratio tables (6.RP.A.3.a). A generator takes a context (see draw.js) and
   gives {prompt, ask, answer, hints: [two], because, picture?, choices?, units?}. */

import { tapes, table } from "./pictures.js";

const SIMPLE = [[2, 3], [3, 4], [2, 5], [3, 5], [4, 5], [3, 2], [5, 2], [4, 3], [5, 3]];
const WITH_ONE = [[1, 2], [1, 3], ...SIMPLE]; // for tables only: "1 cups" must never be written in a sentence

function drawMix({ rng, texts, turn, reach }, ratios = SIMPLE) {
  const mix = texts.mixes[turn % texts.mixes.length];
  const [p, q] = rng.pick(ratios);
  return { mix, p, q, k: rng.between(2, Math.min(reach, 4)) };
}

function mixPrompt({ fill, texts, number }, mix, x, y) {
  return `${mix.scene} ${fill(texts.ratioWords.amounts, { ...mix, x: number(x), y: number(y) })}`;
}

function partToPart(context) {
  const { mix, p, q } = drawMix(context);
  const { fill, texts } = context;
  const words = texts.ratioWords;
  const values = { ...mix, x: p, y: q };
  return {
    prompt: mixPrompt(context, mix, p, q),
    ask: fill(words.askPartPart, values),
    answer: { kind: "ratio", a: p, b: q },
    hints: [words.hintOrder, fill(words.hintFirst, values)],
    because: fill(words.because, values),
    picture: tapes([{ label: mix.a, count: p }, { label: mix.b, count: q }]),
  };
}

function trueSentence(context) {
  const { mix, p, q, k } = drawMix(context);
  const { fill, texts, rng } = context;
  const words = texts.ratioWords;
  const sentence = (x, y) => fill(words.sentence, { ...mix, x, y });
  const values = { ...mix, p, q, k };
  const choices = [
    { value: "same", label: sentence(p, q) },
    { value: "swapped", label: sentence(q, p) },
    { value: "added", label: sentence(p + 1, q + 1) },
  ];
  return {
    prompt: mixPrompt(context, mix, p * k, q * k),
    ask: words.askSentence,
    answer: { kind: "choice", value: "same" },
    choices: rng.shuffle(choices),
    hints: [words.hintGroups, fill(words.hintShare, values)],
    because: fill(words.becauseGroups, values),
    picture: tapes([{ label: mix.a, count: p * k }, { label: mix.b, count: q * k }]),
  };
}

function partToTotal(context) {
  const { mix, p, q } = drawMix(context);
  const { fill, texts } = context;
  const words = texts.ratioWords;
  const values = { ...mix, x: p, y: q, sum: p + q };
  return {
    prompt: mixPrompt(context, mix, p, q),
    ask: fill(words.askTotal, values),
    answer: { kind: "ratio", a: p, b: p + q },
    hints: [words.hintTotal, fill(words.hintAdd, values)],
    because: fill(words.becauseTotal, values),
    picture: tapes([{ label: mix.a, count: p }, { label: mix.b, count: q }]),
  };
}

function simplestForm(context) {
  const { mix, p, q, k } = drawMix(context);
  const { fill, texts } = context;
  const words = texts.ratioWords;
  const values = { ...mix, x: p * k, y: q * k, p, q, k };
  return {
    prompt: mixPrompt(context, mix, p * k, q * k),
    ask: fill(words.askSimplest, values),
    answer: { kind: "ratio", a: q, b: p, simplest: true },
    hints: [fill(words.hintReverse, values), fill(words.hintDivide, values)],
    because: fill(words.becauseSimplest, values),
    picture: tapes([{ label: mix.a, count: p * k }, { label: mix.b, count: q * k }]),
  };
}

function tableItem(context, mix, top, bottom, unit) {
  return {
    prompt: `${mix.scene} ${context.texts.ratioTable.intro}`,
    ask: context.texts.ratioTable.ask,
    units: unit ? [unit] : [],
    picture: table([{ label: mix.a, values: top }, { label: mix.b, values: bottom }]),
  };
}

function missingBelow(context) {
  const { mix, p, q } = drawMix(context, WITH_ONE);
  const k = context.rng.between(3, context.reach);
  const words = context.texts.ratioTable;
  const values = { p, q, k, x: p * k, y: q * k };
  return {
    ...tableItem(context, mix, [p, p * 2, p * k], [q, q * 2, null], mix.unitB),
    answer: { kind: "number", n: q * k },
    hints: [context.fill(words.hintColumn, values), context.fill(words.hintTimes, values)],
    because: context.fill(words.because, values),
  };
}

function missingAbove(context) {
  const { mix, p, q } = drawMix(context, WITH_ONE);
  const k = context.rng.between(3, context.reach);
  const words = context.texts.ratioTable;
  const values = { p, q, k, x: p * k, y: q * k };
  return {
    ...tableItem(context, mix, [p, null, p * (k + 1)], [q, q * k, q * (k + 1)], mix.unitA),
    answer: { kind: "number", n: p * k },
    hints: [context.fill(words.hintColumn, values), context.fill(words.hintUp, values)],
    because: context.fill(words.because, values),
  };
}

function throughSmallest(context) {
  const { mix, p, q } = drawMix(context, WITH_ONE);
  const m = context.rng.between(2, 3);
  const k = m + context.rng.between(2, 3) + (m === 2 ? 1 : 0);
  const words = context.texts.ratioTable;
  const values = { p, q, m, k, s: p * m, t: q * m, y: q * k };
  return {
    ...tableItem(context, mix, [p * m, p * k], [q * m, null], mix.unitB),
    answer: { kind: "number", n: q * k },
    hints: [context.fill(words.hintSmall, values), context.fill(words.hintFromSmall, values)],
    because: context.fill(words.becauseSmall, values),
  };
}

function nextColumn(context) {
  const { mix, p, q } = drawMix(context, WITH_ONE);
  const { fill, rng, texts, reach } = context;
  const words = texts.ratioTable;
  const k = rng.between(3, reach);
  const pair = (x, y) => fill(words.pair, { x, y });
  const values = { p, q, k, x: p * k, y: q * k };
  const choices = [
    { value: "scaled", label: pair(p * k, q * k) },
    { value: "added", label: pair(p * 2 + 1, q * 2 + 1) },
    { value: "one", label: pair(p * k, q * k + Math.abs(q - p)) },
  ];
  return {
    ...tableItem(context, mix, [p, p * 2, null], [q, q * 2, null]),
    ask: words.askFits,
    answer: { kind: "choice", value: "scaled" },
    choices: rng.shuffle(choices),
    hints: [words.hintCheck, fill(words.hintTry, values)],
    because: fill(words.becauseFits, values),
  };
}

export const ratioWords = [partToPart, trueSentence, partToTotal, simplestForm];
export const ratioTable = [missingBelow, nextColumn, missingAbove, throughSmallest];
