/* Questions about unit rates (6.RP.A.2), rate problems and unit prices (6.RP.A.3.b). */

import { lines, table } from "./pictures.js";

const CENTS = [25, 50, 75, 125, 150, 225];

const from = (list, turn) => list[turn % list.length];
const dollars = (cents) => ({ kind: "number", n: cents, d: 100 });

function costOfOne(context) {
  const { rng, texts, fill, money, turn, reach } = context;
  const words = texts.unitRate;
  const [n, each] = [rng.between(3, reach), rng.pick(CENTS)];
  const cost = money(n * each);
  const values = { name: context.name, cost, n, x: cost, y: n, answer: money(each), ...from(texts.buys, turn) };
  return {
    prompt: fill(words.pays, values),
    ask: fill(words.askCost, values),
    money: true,
    answer: dollars(each),
    hints: [words.hintShare, fill(words.hintDivide, values)],
    because: fill(words.because, values),
    picture: lines("#", "$", [[0, money(0), 0], [1, null, 1], [n, cost, n]]),
  };
}

function fractionForOne(context) {
  const { rng, texts, fill, turn } = context;
  const words = texts.unitRate;
  const recipe = from(texts.recipes, turn);
  const [x, y] = rng.pick([[2, 3], [3, 4], [2, 5], [3, 5], [4, 5], [3, 8], [5, 6], [5, 8]]);
  return {
    prompt: fill(recipe.made, { x, y }),
    ask: recipe.ask,
    units: [recipe.unit],
    answer: { kind: "fraction", n: x, d: y },
    hints: [fill(words.hintOne, { x, y }), fill(words.hintFraction, { x, y })],
    because: fill(words.becauseFraction, { x, y }),
  };
}

function meaning(context) {
  const { rng, texts, fill, turn } = context;
  const words = texts.unitRate;
  const work = from(texts.works, turn);
  const y = rng.between(3, 6);
  const values = { ...work, name: context.name, x: y * rng.between(2, 6), y };
  return {
    prompt: fill(work.does, values),
    ask: fill(words.askMeaning, values),
    answer: { kind: "choice", value: "perOne" },
    choices: rng.shuffle(["perOne", "forOne", "total"].map((value) => ({ value, label: work[value] }))),
    hints: [fill(words.hintMeaning, values), fill(words.hintMeaningTwo, values)],
    because: fill(words.becauseMeaning, values),
  };
}

function inOneMinute(context) {
  const { rng, texts, fill, turn, reach } = context;
  const words = texts.unitRate;
  const work = from(texts.works, turn);
  const [y, rate] = [rng.between(3, reach), rng.between(2, 8)];
  const values = { ...work, name: context.name, x: y * rate, y, answer: rate };
  return {
    prompt: fill(work.does, values),
    ask: work.ask,
    units: [work.unit],
    answer: { kind: "number", n: rate },
    hints: [fill(words.hintOne, values), fill(words.hintDivide, values)],
    because: fill(words.because, values),
    picture: lines(texts.minutes, work.unit, [[0, 0, 0], [1, null, 1], [y, y * rate, y]]),
  };
}

function howFar(context) {
  const { rng, texts, fill } = context;
  const words = texts.rateProblem;
  const [r, h] = [rng.between(6, 12), rng.between(2, 3)];
  const more = h + rng.between(2, 3);
  const values = { name: context.name, d: r * h, h, more, r, answer: r * more };
  return {
    prompt: fill(words.rides, values),
    ask: fill(words.askFar, values),
    units: [words.miles],
    answer: { kind: "number", n: r * more },
    hints: [words.hintHour, fill(words.hintHourSays, values)],
    because: fill(words.becauseFar, values),
    picture: lines(words.hours, words.miles, [[0, 0, 0], [h, r * h, h], [more, null, more]]),
  };
}

function howLong(context) {
  const { rng, texts, fill, number } = context;
  const words = texts.rateProblem;
  const r = rng.pick([2, 4]);
  const halves = rng.between(2, 5) * 2 + 1;
  const d = (r * halves) / 2;
  const values = { name: context.name, r, d, answer: number(halves / 2) };
  return {
    prompt: fill(words.walks, values),
    ask: fill(words.askHours, values),
    units: [words.hours],
    answer: { kind: "number", n: halves, d: 2 },
    hints: [fill(words.hintHours, values), fill(words.hintHoursDivide, values)],
    because: fill(words.becauseHours, values),
    picture: lines(words.hours, words.miles, [[0, 0, 0], [1, r, 1], [null, d, halves / 2]]),
  };
}

function samePrice(context) {
  const { rng, texts, fill, money, turn } = context;
  const words = texts.rateProblem;
  const [n, each] = [rng.between(3, 5), rng.pick(CENTS)];
  const m = n + rng.between(1, 4);
  const values = {
    name: context.name, n, m, cost: money(n * each), r: money(each), answer: money(m * each), ...from(texts.buys, turn),
  };
  return {
    prompt: fill(texts.unitRate.pays, values),
    ask: fill(words.askMore, values),
    money: true,
    answer: dollars(m * each),
    hints: [words.hintPrice, fill(words.hintPriceSays, values)],
    because: fill(words.becausePrice, values),
    picture: lines("#", "$", [[0, money(0), 0], [n, money(n * each), n], [m, null, m]]),
  };
}

function moreWork(context) {
  const { rng, texts, fill, turn } = context;
  const words = texts.rateProblem;
  const work = from(texts.works, turn);
  const [y, r] = [rng.between(2, 5), rng.between(2, 6)];
  const minutes = y + rng.between(2, 6);
  const values = { ...work, name: context.name, x: y * r, y, r, z: r * minutes, answer: minutes };
  return {
    prompt: fill(work.does, values),
    ask: fill(work.again, values),
    units: [texts.minutes],
    answer: { kind: "number", n: minutes },
    hints: [words.hintWork, fill(words.hintWorkSays, values)],
    because: fill(words.becauseWork, values),
    picture: lines(texts.minutes, work.unit, [[0, 0, 0], [y, y * r, y], [null, r * minutes, minutes]]),
  };
}

/* Two packs of the same thing at prices that come out to whole 5 cents for one; `gap` 0 makes them equal. */
function drawPacks(context, gaps) {
  const { rng, texts, money, turn } = context;
  const [n1, n2] = rng.pick([[3, 5], [4, 6], [6, 4], [5, 8], [4, 10], [8, 5]]);
  const u1 = rng.pick([40, 50, 60, 75, 125]);
  const u2 = u1 + rng.pick(gaps);
  const show = { u1: money(u1), u2: money(u2), c1: money(n1 * u1), c2: money(n2 * u2), n1, n2 };
  return { u1, u2, show: { ...show, ...from(texts.buys, turn) } };
}

function packsItem(context, show) {
  const words = context.texts.betterBuy;
  const rows = [{ label: words.rowCount, values: [show.n1, show.n2] }, { label: words.rowPrice, values: [show.c1, show.c2] }];
  return {
    prompt: context.fill(words.packs, show),
    picture: { ...table(rows), heads: [words.packA, words.packB] },
  };
}

function whichPack(context) {
  const words = context.texts.betterBuy;
  const { u1, u2, show } = drawPacks(context, [-15, -10, 10, 15, 0]);
  return {
    ...packsItem(context, show),
    ask: context.fill(words.askWhich, show),
    answer: { kind: "choice", value: u1 === u2 ? "same" : u1 < u2 ? "packA" : "packB" },
    choices: ["packA", "packB", "same"].map((value) => ({ value, label: words[value] })),
    hints: [words.hintOne, context.fill(words.hintA, show)],
    because: context.fill(words.because, show),
  };
}

function priceInB(context) {
  const words = context.texts.betterBuy;
  const { u2, show } = drawPacks(context, [-15, -10, 10, 15]);
  return {
    ...packsItem(context, show),
    ask: context.fill(words.askOne, show),
    money: true,
    answer: dollars(u2),
    hints: [words.hintB, context.fill(words.hintBDivide, show)],
    because: context.fill(words.becauseB, show),
  };
}

function priceDifference(context) {
  const words = context.texts.betterBuy;
  const { u1, u2, show } = drawPacks(context, [-15, -10, 10, 15, 20]);
  const gap = Math.abs(u1 - u2);
  return {
    ...packsItem(context, show),
    ask: context.fill(words.askDifference, show),
    money: true,
    answer: dollars(gap),
    hints: [words.hintOne, context.fill(words.hintA, show)],
    because: context.fill(words.becauseDifference, { ...show, answer: context.money(gap) }),
  };
}

export const unitRate = [costOfOne, fractionForOne, meaning, inOneMinute];
export const rateProblem = [howFar, samePrice, howLong, moreWork];
export const betterBuy = [whichPack, priceInB, whichPack, priceDifference];
