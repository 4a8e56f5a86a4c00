/* Draw the questions of an activity: the same seed, level and language give the same questions, and another language gives
   the same numbers. */

import { languageOf } from "../language.js";
import { hash, seeded } from "../random.js";
import en from "../strings/items-en.js";
import es from "../strings/items-es.js";
import { convertUnits } from "./convert.js";
import { percentOf, percentWhole } from "./percents.js";
import { betterBuy, rateProblem, unitRate } from "./rates.js";
import { ratioTable, ratioWords } from "./ratios.js";

export const GENERATORS = {
  "ratio-words": ratioWords,
  "ratio-table": ratioTable,
  "unit-rate": unitRate,
  "rate-problem": rateProblem,
  "better-buy": betterBuy,
  "percent-of": percentOf,
  "percent-whole": percentWhole,
  "convert-units": convertUnits,
};

const TEXTS = { en, es };
const NAMES = ["Amara", "Diego", "Mei", "Noor", "Kofi", "Leila", "Priya", "Mateo", "Zuri", "Jonah", "Yuki", "Malia", "Omar", "Elena", "Sami", "Nizhoni"];
const REACH = { easy: 4, core: 7, hard: 10 }; // the largest multiplier of an activity's level

/* Put values into the {places} of a text. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

/* Number formats; Spanish without a country writes numbers as in the schools these standards are made for. */
export function formats(tag) {
  const locale = tag === "es" ? "es-US" : tag;
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const cents = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return {
    number: (value) => plain.format(value),
    money: (value) => `$${(value % 100 ? cents : plain).format(value / 100)}`,
  };
}

/* Question `index` (from 0) of a seed in the language of a tag such as "es-MX"; see ratios.js for its shape. */
export function drawItem({ generator, level = "core" }, seed, index, tag) {
  const kinds = GENERATORS[generator];
  const start = hash(seed);
  const turn = (start % 97) + index; // neighbours differ in scene
  const rng = seeded(`${seed}/${index}`);
  const name = NAMES[((start >>> 8) + index) % NAMES.length];
  const context = { rng, turn, name, fill, reach: REACH[level], texts: TEXTS[languageOf(tag)], ...formats(tag) };
  const item = { index, units: [], ...kinds[index % kinds.length](context) };
  return { ...item, answer: { ...item.answer, units: item.units } };
}

export function drawItems(activity, seed, tag) {
  return Array.from({ length: activity.items }, (_, index) => drawItem(activity, seed, index, tag));
}
