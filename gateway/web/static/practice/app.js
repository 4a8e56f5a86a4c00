/* The practice page: take the launch, find the work done before, go on from there. */

import { h, icon, notice } from "./dom.js";
import { fitFrame } from "../fit.js";
import { languageOf } from "./language.js";
import { takeLaunch } from "./launch.js";
import { Session, speaker } from "./session.js";
import { completed, initialized } from "./statements.js";
import { heading, trail, watchSaving } from "./views/frame.js";
import { paperPage, SHEETS } from "./views/paper.js";
import { QuestionView } from "./views/question.js";
import { summary } from "./views/summary.js";

const SLOW_AFTER_MS = 2000;

const main = document.querySelector("main");
const activity = JSON.parse(main.dataset.activity);
const base = document.querySelector('meta[name="waymark-base"]').content;
const line = document.getElementById("saved");
const alerts = h("div", { class: "alerts", role: "alert" });
const stage = h("div", { class: "stack stack--wide" });

function stop(symbol, tone, first, second) {
  stage.replaceChildren(notice(tone, symbol, first, second));
  main.removeAttribute("aria-busy");
}

function setLanguage(tag, t) {
  document.documentElement.lang = tag;
  const skip = document.querySelector(".skip");
  skip.textContent = t("skip");
  // A jump by fragment would drop the launch values where they have to stay in the address.
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
}

/* "Getting your work", and after a while a word that it still goes on. */
function showLoading(t) {
  const words = h("p", { class: "muted", role: "status" }, t("loading"));
  stage.replaceChildren(h("div", { class: "panel stack" }, words, h("span", { class: "bone bone--w2" }), h("span", { class: "bone bone--w1" })));
  const slow = () => {
    words.textContent = t("loadingSlow");
  };
  const timer = setTimeout(slow, SLOW_AFTER_MS);
  return { slow, done: () => clearTimeout(timer) };
}

async function finish(session) {
  if (!session.work.finished) await session.record((launch, now) => completed(launch, activity, session.work, now));
  stage.replaceChildren(trail(session, session.work, session.work.total), summary(session));
}

async function showNext(session, moveFocus) {
  const { work } = session;
  if (work.at >= work.total) {
    await finish(session);
    stage.querySelector("h2").focus();
    return;
  }
  const view = new QuestionView(session, session.items[work.at], () => showNext(session, true));
  stage.replaceChildren(trail(session, work, work.at), view.node);
  if (moveFocus) view.focus();
}

async function showPaper(session) {
  if (session.work.at >= session.work.total) {
    await finish(session);
    stage.querySelector("h2").focus();
    return;
  }
  const onPick = (letter) => {
    session.pickSheet(letter);
    showPaper(session);
    stage.querySelector("select").focus();
  };
  stage.replaceChildren(paperPage(session, { onPick, onDone: () => showPaper(session) }));
}

async function work(session) {
  const loading = showLoading(session.t);
  try {
    await session.resume(loading.slow);
  } catch {
    loading.done();
    stop("i-look", "notice--look", session.t("expired"), session.t("expiredDo"));
    return;
  }
  loading.done();
  main.removeAttribute("aria-busy");
  if (activity.kind === "paper") {
    await showPaper(session);
    return;
  }
  if (!session.work.started) await session.record((launch, now) => initialized(launch, activity, now));
  await showNext(session, false);
}

function start() {
  const { launch, lang } = takeLaunch(base);
  const tag = lang || document.documentElement.lang || "en";
  const t = speaker(languageOf(tag));
  setLanguage(tag, t);
  main.replaceChildren(heading({ activity, lang: languageOf(tag), t }), alerts, stage);
  fitFrame();
  if (activity.kind === "teacher") {
    stop("i-hand", "", t("teacherLed"), t("teacherLedDo"));
    return;
  }
  if (!launch) {
    stop("i-info", "", t("closed"), t("closedDo"));
    return;
  }
  if (!SHEETS.includes(launch.sheet)) launch.sheet = null;
  const session = new Session(activity, launch, tag);
  if (launch.preview) line.replaceChildren(icon("i-eye"), ` ${t("preview")}`);
  else watchSaving(session.outbox, session, line, alerts);
  work(session);
}

start();
