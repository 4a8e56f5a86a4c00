// A unit as small as the specification lets it be: reads its launch, asks two questions, says how it went, leaves.
const CMI5 = "https://w3id.org/xapi/cmi5/context/";
const VERBS = "http://adlnet.gov/expapi/verbs/";
const launch = new URLSearchParams(location.search);
const [actor, registration, activityId] = [JSON.parse(launch.get("actor")), launch.get("registration"), launch.get("activityId")];
const began = Date.now();
const $ = (id) => document.getElementById(id);
let auth = "";

async function xapi(method, resource, query, body) {
  const headers = { Authorization: auth, "X-Experience-API-Version": "1.0.3" };
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(`${launch.get("endpoint")}/${resource}?${new URLSearchParams(query)}`, { method, headers, body });
  if (!answer.ok && answer.status !== 404) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.status === 200 ? answer.json() : null;
}

function statement(data, word, result, ...categories) {
  const context = structuredClone(data.contextTemplate);
  context.registration = registration;
  if (categories.length) context.contextActivities.category = categories.map((name) => ({ id: `${CMI5}categories/${name}` }));
  if (result?.score) context.extensions[`${CMI5}extensions/masteryscore`] = data.masteryScore;
  return {
    id: crypto.randomUUID(), timestamp: new Date().toISOString(), actor, verb: { id: VERBS + word },
    object: { id: activityId }, context, ...(result && { result }),
  };
}

const duration = () => `PT${((Date.now() - began) / 1000).toFixed(2)}S`;
const put = (one) => xapi("PUT", "statements", { statementId: one.id }, JSON.stringify(one));

async function check(data, event) {
  event.preventDefault();
  const fields = [...event.target.elements].filter((one) => one.dataset.right);
  const right = fields.filter((one) => one.value.trim() === one.dataset.right).length;
  const score = { raw: right, min: 0, max: fields.length, scaled: right / fields.length };
  const passed = score.scaled >= data.masteryScore;
  const items = fields.map((one) => ({
    ...statement(data, "answered", { success: one.value.trim() === one.dataset.right, response: one.value }),
    object: { id: `${activityId}/${one.name}`, definition: { type: "http://adlnet.gov/expapi/activities/cmi.interaction" } },
  }));
  await xapi("POST", "statements", {}, JSON.stringify(items));
  await put(statement(data, passed ? "passed" : "failed", { success: passed, score, duration: duration() }, "cmi5", "moveon"));
  await put(statement(data, "completed", { completion: true, duration: duration() }, "cmi5", "moveon"));
  event.target.hidden = true;
  $("said").textContent = `${right} of ${fields.length} right. Saved.`;
}

async function leave(data) {
  await put(statement(data, "terminated", { duration: duration() }, "cmi5"));
  location.href = data.returnURL;
}

const given = await (await fetch(launch.get("fetch"), { method: "POST" })).json();
auth = `Basic ${given["auth-token"]}`;
const agent = launch.get("actor");
const data = await xapi("GET", "activities/state", { stateId: "LMS.LaunchData", activityId, agent, registration });
await xapi("GET", "agents/profile", { profileId: "cmi5LearnerPreferences", agent });
await put(statement(data, "initialized", null, "cmi5"));
$("questions").addEventListener("submit", (event) => check(data, event));
$("leave").addEventListener("click", () => leave(data));
$("questions").hidden = $("leave").hidden = false;
$("said").textContent = data.launchParameters && launch.get("colours") === "2" ? "Ready." : "Something of the launch is missing.";
