/* The statements of a practice page (xAPI 1.0.3) and what they say about the work so far. Statements are the only memory:
   `fold` reads the same list whether it comes from this page view or from the record store. */

const ADL = "http://adlnet.gov/expapi/verbs/";
const OURS = "https://waymark.example/xapi/";
export const VERBS = {
  initialized: `${ADL}initialized`,
  answered: `${ADL}answered`,
  completed: `${ADL}completed`,
  hinted: `${OURS}verbs/hinted`,
};
const extension = (name) => `${OURS}extensions/${name}`;
const TRIES = 2;
export const HINTS = 2;

const DEFINITIONS = {
  activity: "http://adlnet.gov/expapi/activities/assessment",
  item: "http://adlnet.gov/expapi/activities/cmi.interaction",
};

/* ISO 8601 duration from whole milliseconds, to hundredths of a second. */
export function duration(ms) {
  return `PT${(Math.max(0, ms) / 1000).toFixed(2)}S`;
}

function milliseconds(text) {
  const found = /^PT(\d+(?:\.\d+)?)S$/.exec(text ?? "");
  return found ? Math.round(Number(found[1]) * 1000) : 0;
}

const itemId = (launch, index) => `${launch.activityId}/items/${index + 1}`;

function base(launch, name, verb, now) {
  return {
    name,
    timestamp: now.toISOString(),
    actor: launch.actor,
    verb: { id: VERBS[verb], display: { "en-US": verb } },
    context: { registration: launch.registration },
  };
}

function onActivity(launch, activity, statement) {
  const definition = { type: DEFINITIONS.activity, name: { en: activity.title.en, es: activity.title.es } };
  return { ...statement, object: { objectType: "Activity", id: launch.activityId, definition } };
}

function onItem(launch, item, lang, statement) {
  const definition = {
    type: DEFINITIONS.item,
    description: { [lang]: `${item.prompt} ${item.ask}` },
    interactionType: item.answer.kind === "choice" ? "choice" : "other",
  };
  if (item.choices) {
    definition.choices = item.choices.map(({ value, label }) => ({ id: value, description: { [lang]: label } }));
  }
  const parent = [{ objectType: "Activity", id: launch.activityId }];
  const context = { ...statement.context, contextActivities: { parent } };
  return { ...statement, context, object: { objectType: "Activity", id: itemId(launch, item.index), definition } };
}

export function initialized(launch, activity, now) {
  return onActivity(launch, activity, base(launch, "initialized", "initialized", now));
}

export function hinted(launch, item, step, lang, now) {
  const statement = base(launch, `hinted/${item.index}/${step}`, "hinted", now);
  const result = { extensions: { [extension("hint")]: step } };
  return onItem(launch, item, lang, { ...statement, result });
}

/* One try at one question. `extra` may carry the paper sheet's letter. */
export function answered(launch, item, { response, success, attempt, hints, ms, sheet }, lang, now) {
  const statement = base(launch, `answered/${item.index}/${attempt}`, "answered", now);
  const extensions = { [extension("hints-used")]: hints, [extension("attempt")]: attempt };
  if (sheet) extensions[extension("sheet")] = sheet;
  const result = { response, success, duration: duration(ms), extensions };
  return onItem(launch, item, lang, { ...statement, result });
}

export function completed(launch, activity, work, now) {
  const { right, total, hints, ms } = work;
  const result = {
    score: { raw: right, min: 0, max: total, scaled: Number((right / total).toFixed(4)) },
    success: right / total >= 0.7,
    completion: true,
    duration: duration(ms),
    extensions: {
      [extension("questions")]: total,
      [extension("hints-used")]: hints,
      [extension("hints-available")]: activity.kind === "paper" ? 0 : total * HINTS,
    },
  };
  return onActivity(launch, activity, { ...base(launch, "completed", "completed", now), result });
}

function emptyWork(total) {
  const items = Array.from({ length: total }, () => ({ tries: [], hints: 0, closed: false, first: false, fixed: false }));
  return { started: false, finished: false, ms: 0, sheet: null, items };
}

function foldAnswer(item, result, tries) {
  const attempt = result?.extensions?.[extension("attempt")] ?? item.tries.length + 1;
  item.tries[attempt - 1] = { response: result?.response ?? "", success: Boolean(result?.success) };
  item.first = Boolean(item.tries[0]?.success);
  item.fixed = !item.first && item.tries.some((one) => one?.success);
  item.closed = item.first || item.fixed || item.tries.length >= tries;
}

/* The state of the work from own statements in any order; repeated ids do no harm. */
export function fold(statements, activityId, total, tries = TRIES) {
  const work = emptyWork(total);
  const seen = new Set();
  for (const { id, verb, object, result } of statements) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (object?.id === activityId && verb.id === VERBS.initialized) work.started = true;
    if (object?.id === activityId && verb.id === VERBS.completed) work.finished = true;
    const number = object?.id?.startsWith(`${activityId}/items/`) ? Number(object.id.slice(activityId.length + 7)) : 0;
    const item = work.items[number - 1];
    if (!item) continue;
    if (verb.id === VERBS.hinted) item.hints = Math.max(item.hints, result?.extensions?.[extension("hint")] ?? 1);
    if (verb.id === VERBS.answered) {
      foldAnswer(item, result, tries);
      work.ms += milliseconds(result?.duration);
      work.sheet = result?.extensions?.[extension("sheet")] ?? work.sheet;
    }
  }
  return summarise(work, total);
}

function summarise(work, total) {
  const at = work.items.findIndex((item) => !item.closed);
  return {
    ...work,
    total,
    at: at === -1 ? total : at,
    right: work.items.filter((item) => item.first).length,
    fixed: work.items.filter((item) => item.fixed).length,
    hints: work.items.reduce((sum, item) => sum + item.hints, 0),
  };
}
