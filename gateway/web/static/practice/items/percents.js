/* Questions about percents (6.RP.A.3.c): the part, the percent, the whole. */

import { strip } from "./pictures.js";

const TENS = [10, 20, 30, 40, 60, 70, 80, 90];
const QUARTERS = [25, 50, 75];

const from = (list, turn) => list[turn % list.length];

/* A whole divisible by 20 keeps every part, tenth and quarter a whole number. */
function draw({ rng, reach }, percents) {
  const [whole, p] = [rng.between(2, reach) * 20, rng.pick(percents)];
  return { whole, p, part: (whole * p) / 100, tenth: whole / 10, quarter: whole / 4 };
}

function stepHint(context, words, values) {
  return context.fill(QUARTERS.includes(values.p) ? words.hintQuarter : words.hintTen, shown(context, values));
}

function shown({ number, name }, values) {
  const texts = Object.entries(values).map(([key, value]) => [key, number(value)]);
  return { ...Object.fromEntries(texts), name };
}

function findPart(context) {
  const words = context.texts.percentOf;
  const story = from(context.texts.parts, context.turn);
  const drawn = draw(context, context.rng.pick([TENS, QUARTERS]));
  const values = shown(context, drawn);
  return {
    prompt: context.fill(story.story, values),
    ask: story.ask,
    units: [story.unit],
    answer: { kind: "number", n: drawn.part },
    hints: [context.fill(words.hintHundred, values), stepHint(context, words, drawn)],
    because: context.fill(words.because, values),
    picture: strip(`${values.p}%`, null, values.whole, drawn.p),
  };
}

function findPercent(context) {
  const words = context.texts.percentOf;
  const story = from(context.texts.parts, context.turn);
  const drawn = draw({ ...context, reach: 5 }, [...TENS, ...QUARTERS]);
  const values = shown(context, drawn);
  return {
    prompt: context.fill(story.gave, values),
    ask: story.askPercent,
    percent: true,
    units: ["%"],
    answer: { kind: "number", n: drawn.p },
    hints: [context.fill(words.hintOutOf, values), words.hintScale],
    because: context.fill(words.becausePercent, values),
    picture: strip(null, values.part, values.whole, drawn.p),
  };
}

function findSaving(context) {
  const { rng, texts, fill, money } = context;
  const words = texts.percentOf;
  const drawn = draw({ rng, reach: 6 }, [10, 20, 30, 25, 50]);
  const priced = { ...shown(context, drawn), price: money(drawn.whole * 100) };
  return {
    prompt: fill(from(texts.sales, context.turn), priced),
    ask: words.askSave,
    money: true,
    answer: { kind: "number", n: drawn.part },
    hints: [fill(words.hintHundred, priced), stepHint(context, words, drawn)],
    because: fill(words.because, priced),
    picture: strip(`${priced.p}%`, null, priced.price, drawn.p),
  };
}

function findWhole(context) {
  const words = context.texts.percentWhole;
  const story = from(context.texts.wholes, context.turn);
  const drawn = draw({ ...context, reach: 6 }, [...TENS, 25, 75]);
  const values = shown(context, drawn);
  return {
    prompt: context.fill(story.story, values),
    ask: story.ask,
    units: [story.unit],
    answer: { kind: "number", n: drawn.whole },
    hints: [context.fill(words.hintStrip, values), stepHint(context, words, drawn)],
    because: context.fill(words.because, values),
    picture: strip(`${values.p}%`, values.part, null, drawn.p),
  };
}

function findPrice(context) {
  const { rng, texts, fill, money } = context;
  const words = texts.percentWhole;
  const drawn = draw({ rng, reach: 6 }, [...TENS, 25, 75]);
  const inDollars = (amount) => money(amount * 100);
  const { whole, part, tenth, quarter } = drawn;
  const values = {
    name: context.name, p: drawn.p,
    whole: inDollars(whole), part: inDollars(part), tenth: inDollars(tenth), quarter: inDollars(quarter),
  };
  return {
    prompt: fill(words.saved, values),
    ask: words.askPrice,
    money: true,
    answer: { kind: "number", n: whole },
    hints: [fill(words.hintStrip, values), fill(drawn.p % 10 ? words.hintQuarter : words.hintTen, values)],
    because: fill(words.because, values),
    picture: strip(`${drawn.p}%`, values.part, null, drawn.p),
  };
}

function findRest(context) {
  const words = context.texts.percentWhole;
  const story = from(context.texts.wholes, context.turn);
  const drawn = draw({ ...context, reach: 5 }, [20, 40, 60, 80, 25, 75]);
  const rest = drawn.whole - drawn.part;
  const values = shown(context, { ...drawn, rest });
  return {
    prompt: context.fill(story.story, values),
    ask: story.askRest,
    units: [story.unit],
    answer: { kind: "number", n: rest },
    hints: [context.fill(words.hintRest, values), stepHint(context, words, drawn)],
    because: context.fill(words.becauseRest, values),
    picture: strip(`${values.p}%`, values.part, null, drawn.p),
  };
}

export const percentOf = [findPart, findPercent, findSaving];
export const percentWhole = [findWhole, findPrice, findRest];
