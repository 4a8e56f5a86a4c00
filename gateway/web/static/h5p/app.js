/* The page around H5P content: take the launch, start the player, send what it says. */

import { fitFrame } from "../fit.js";
import { h, notice } from "../practice/dom.js";
import { statementId } from "../practice/ids.js";
import { languageOf } from "../practice/language.js";
import { takeLaunch } from "../practice/launch.js";
import { Lrs } from "../practice/lrs.js";
import { Outbox } from "../practice/outbox.js";
import { speaker } from "../practice/session.js";
import { watchSaving } from "../practice/views/frame.js";
import { options, remembered, State } from "./state.js";
import { isOutcome, parts, rewritten } from "./statements.js";

const main = document.querySelector("main");
const stage = document.getElementById("content");
const line = document.getElementById("saved");
const alerts = h("div", { class: "alerts", role: "alert" });
const { player, content } = main.dataset;

/* Sends statements one after the other, each later than the one before, and no result of a part twice. */
class Reporter {
  constructor(launch, outbox, lrs) {
    this.state = new State(lrs, launch, `h5p-${content.split("/").pop()}`);
    Object.assign(this, { launch, outbox, last: 0, count: 0, told: new Map(), began: Math.random(), queue: Promise.resolve() });
  }

  say(given) {
    if (/\/attempted$/.test(given.verb?.id ?? "")) this.told.clear();
    this.send(given);
    if (isOutcome(given)) parts(this.instance()).forEach((one) => this.send(one));
  }

  send(given) {
    this.last = Math.max(Date.now(), this.last + 1);
    const made = rewritten(given, this.launch, new Date(this.last));
    const { duration, ...said } = made.result ?? {};
    const known = JSON.stringify(said);
    if (made.result && made.object.id !== this.launch.activityId) {
      if (this.told.get(made.object.id) === known) return;
      this.told.set(made.object.id, known);
    }
    this.count += 1;
    const name = `h5p ${this.began} ${this.last} ${this.count}`;
    this.queue = this.queue.then(async () => this.outbox.add({ id: await statementId(this.launch.registration, name), ...made }));
  }

  /* The running content; it lives in a frame of this page's own. */
  instance() {
    const frame = stage.querySelector("iframe")?.contentWindow?.H5P;
    return (frame?.instances ?? globalThis.H5P?.instances ?? [])[0];
  }
}

async function play(launch, reporter) {
  const before = reporter ? await reporter.state.load() : null;
  await new globalThis.H5PStandalone.H5P(stage, {
    h5pJsonPath: content, frameJs: `${player}/frame.bundle.js`, frameCss: `${player}/styles/h5p.css`,
    xAPIObjectIRI: launch.activityId ?? location.pathname, reportingIsEnabled: true, fullScreen: true, frame: true, icon: false,
    ...(reporter ? options(before) : {}),
  });
  reporter?.state.watch(() => remembered(reporter.instance()));
}

function stop(first, second) {
  main.removeAttribute("aria-busy");
  alerts.replaceChildren(notice("", "i-info", first, second));
}

async function start() {
  const { launch, lang } = takeLaunch(document.querySelector('meta[name="waymark-base"]').content);
  const tag = lang || document.documentElement.lang || "en";
  const t = speaker(languageOf(tag));
  document.documentElement.lang = tag;
  stage.before(alerts);
  fitFrame();
  if (!launch) return stop(t("closed"), t("closedDo"));
  if (launch.back) document.getElementById("back").replaceChildren(h("a", { class: "btn btn--quiet", href: launch.back }, t("back")));
  const reporter = launch.preview ? null : report(launch, { t, tag });
  try {
    await play(launch, reporter);
  } catch {
    return stop(t("refused"), t("refusedDo"));
  }
  main.removeAttribute("aria-busy");
  if (reporter) globalThis.H5P.externalDispatcher.on("xAPI", (event) => reporter.say(event.data.statement));
  return undefined;
}

function report(launch, words) {
  const lrs = new Lrs(launch);
  const outbox = new Outbox(lrs, { name: `waymark h5p ${launch.registration}` });
  watchSaving(outbox, words, line, alerts);
  outbox.flush();
  return new Reporter(launch, outbox, lrs);
}

start();
