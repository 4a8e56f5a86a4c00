/* What H5P says, made into statements of this launch. H5P gives no id and no time, an actor of its own, and texts with
   leftovers of HTML; who worked on what is told by the launch alone. */

const SUB = "http://h5p.org/x-api/h5p-subContentId";
const DEFINED = ["name", "description", "type", "interactionType", "correctResponsesPattern", "choices", "scale",
  "source", "target", "steps", "extensions"];

const partOf = (activity) => activity?.definition?.extensions?.[SUB] ?? /[?&]subContentId=([^&#]+)/.exec(activity?.id ?? "")?.[1];

/* The id of the whole, or of one of its parts. */
function idOf(activity, launch) {
  const part = partOf(activity);
  return part ? `${launch.activityId}?subContentId=${encodeURIComponent(part)}` : launch.activityId;
}

function plain(html) {
  const text = new DOMParser().parseFromString(String(html), "text/html").body.textContent ?? "";
  return text.replace(/\s+/g, " ").trim();
}

const plainTexts = (texts) => Object.fromEntries(Object.entries(texts).map(([lang, text]) => [lang, plain(text)]));

function definition(given = {}) {
  const kept = Object.fromEntries(DEFINED.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]));
  for (const name of ["name", "description"]) if (kept[name]) kept[name] = plainTexts(kept[name]);
  for (const name of ["choices", "source", "target"]) {
    if (kept[name]) kept[name] = kept[name].map((one) => (one.description ? { ...one, description: plainTexts(one.description) } : one));
  }
  return kept;
}

function context(given, launch) {
  const related = given.context?.contextActivities ?? {};
  const list = (value) => (Array.isArray(value) ? value : value ? [value] : []);
  const whole = { objectType: "Activity", id: launch.activityId };
  const parent = list(related.parent).map((one) => ({ objectType: "Activity", id: idOf(one, launch) }));
  const category = list(related.category).map(({ id }) => ({ objectType: "Activity", id }));
  return {
    registration: launch.registration,
    contextActivities: {
      ...(category.length ? { category } : {}),
      ...(parent.length ? { parent } : {}),
      ...(isWhole(given) ? {} : { grouping: [whole] }),
    },
  };
}

/* A score that says something: scaled from -1 to 1, raw between its ends. */
function score(given) {
  const numbers = Object.fromEntries(["scaled", "raw", "min", "max"].filter((name) => Number.isFinite(given?.[name])).map((name) => [name, given[name]]));
  if (!(numbers.max > (numbers.min ?? 0))) return null;
  if (Math.abs(numbers.scaled ?? 0) > 1 || numbers.raw > numbers.max || numbers.raw < (numbers.min ?? 0)) return null;
  return numbers;
}

function result(given) {
  if (!given) return {};
  const made = {};
  const points = score(given.score);
  if (points) made.score = points;
  for (const name of ["success", "completion"]) if (typeof given[name] === "boolean") made[name] = given[name];
  if (typeof given.response === "string") made.response = given.response;
  if (/^PT?[\d.]+/.test(given.duration ?? "")) made.duration = given.duration;
  return Object.keys(made).length ? { result: made } : {};
}

/* Whether a statement is about the whole content, not one of its parts. */
export const isWhole = (given) => !partOf(given.object) && !given.context?.contextActivities?.parent?.length;

/* Whether it says how the whole went: then the parts can be asked for theirs. */
export const isOutcome = (given) => isWhole(given) && Boolean(given.result) && /\/(completed|answered)$/.test(given.verb?.id ?? "");

/* The statement of this launch; without an id. */
export function rewritten(given, launch, when) {
  return {
    actor: launch.actor,
    verb: { id: given.verb.id, ...(given.verb.display ? { display: given.verb.display } : {}) },
    object: { objectType: "Activity", id: idOf(given.object, launch), definition: definition(given.object?.definition) },
    ...result(given.result),
    context: context(given, launch),
    timestamp: when.toISOString(),
  };
}

/* What the parts of a content type tell, at any depth; some types tell nothing. */
export function parts(instance) {
  const flat = (children) => (children ?? []).flatMap((one) => [one?.statement, ...flat(one?.children)]).filter(Boolean);
  try {
    return flat(instance?.getXAPIData?.().children);
  } catch {
    return []; // a type's own mistake must not keep the whole result from being sent
  }
}
