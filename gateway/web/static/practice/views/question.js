/* One question at a time: answer, hints, kind words at once, next. */

import { check } from "../answers.js";
import { h, icon } from "../dom.js";
import { answered, hinted, HINTS } from "../statements.js";
import { aloud } from "./aloud.js";
import { answerField, answerText, helpFor } from "./answer.js";
import { draw } from "./pictures.js";

const LONGEST_TRY_MS = 15 * 60 * 1000; // a page left open over lunch is not working time

export class QuestionView {
  constructor(session, item, onDone) {
    Object.assign(this, { session, item, onDone });
    const { t } = session;
    this.since = performance.now();
    this.busy = false;
    this.field = answerField(item, "answer", t("answer"), t);
    this.feedback = h("div", { class: "feedback", tabindex: "-1", hidden: true });
    this.hintList = h("div", { class: "stack hints", "aria-live": "polite" });
    this.hintButton = h("button", { class: "btn btn--quiet", type: "button", onclick: () => this.hint() });
    this.form = h("form", { class: "stack", novalidate: true, onsubmit: (event) => this.submit(event) }, this.field.node,
      h("div", { class: "row" }, h("button", { class: "btn btn--main", type: "submit" }, t("check")), this.hintButton));
    this.after = h("div", { class: "stack", hidden: true });
    this.title = h("h2", { class: "question__ask", tabindex: "-1" }, item.ask);
    this.node = this.build();
    for (let step = 1; step <= this.state.hints; step += 1) this.showHint(step);
    this.labelHintButton();
  }

  get state() {
    return this.session.work.items[this.item.index];
  }

  build() {
    const { t, activity } = this.session;
    const partner = activity.kind === "partner" && h("p", { class: "talk" }, icon("i-chat"), h("span", {}, t("partnerBefore")));
    return h("section", { class: "panel question stack stack--wide", "aria-labelledby": "ask" },
      h("div", { class: "stack" }, h("p", { class: "question__story" }, this.item.prompt), this.titled(),
        aloud(this.session, () => this.words())),
      draw(this.item, t), partner, this.feedback, this.form, this.hintList, this.after);
  }

  /* What is read aloud: story, question, and what there is to choose from. */
  words() {
    return [this.item.prompt, this.item.ask, ...(this.item.choices ?? []).map(({ label }) => label)];
  }

  titled() {
    this.title.id = "ask";
    return this.title;
  }

  focus() {
    this.title.focus();
  }

  labelHintButton() {
    const left = HINTS - this.state.hints;
    const { t } = this.session;
    this.hintButton.replaceChildren(icon("i-star"), ` ${t(this.state.hints ? "hintMore" : "hint")}`);
    this.hintButton.hidden = left <= 0;
  }

  showHint(step) {
    const { t } = this.session;
    const text = h("div", {}, h("p", {}, h("strong", {}, t("hintN", { n: step }))), h("p", {}, this.item.hints[step - 1]),
      aloud(this.session, () => [this.item.hints[step - 1]]));
    this.hintList.append(h("div", { class: "notice hint" }, icon("i-star"), text));
  }

  async hint() {
    if (this.busy || this.state.hints >= HINTS) return;
    this.busy = true;
    const step = this.state.hints + 1;
    await this.session.record((launch, now) => hinted(launch, this.item, step, this.session.lang, now));
    this.showHint(step);
    this.labelHintButton();
    this.busy = false;
    if (this.hintButton.hidden) this.field.focus(); // the focused button is gone
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    const { t, lang } = this.session;
    const response = this.field.read();
    const verdict = check(this.item.answer, response, lang);
    if (verdict === "unclear" || verdict === "simplify") {
      this.askAgain(verdict === "simplify" ? t("simplify") : this.unclearWords());
      return;
    }
    this.busy = true;
    await this.recordTry(response, verdict === "right");
    this.busy = false;
    if (this.state.closed) this.close(verdict === "right");
    else this.say("look", "i-again", t(verdict === "swapped" ? "swapped" : "notYet"));
  }

  unclearWords() {
    const { t } = this.session;
    return this.item.answer.kind === "choice" ? t("unclearChoice") : t("unclear", { help: helpFor(this.item, t) });
  }

  /* Not a try: the answer cannot be judged as it stands, the cursor stays where it can be changed. */
  askAgain(words) {
    this.field.mark(true);
    this.feedback.className = "feedback feedback--look";
    this.feedback.setAttribute("role", "alert");
    this.feedback.replaceChildren(icon("i-info"), h("p", {}, words));
    this.feedback.hidden = false;
    this.field.focus();
  }

  async recordTry(response, success) {
    const ms = Math.min(performance.now() - this.since, LONGEST_TRY_MS);
    this.since = performance.now();
    const values = { response, success, attempt: this.state.tries.length + 1, hints: this.state.hints, ms };
    await this.session.record((launch, now) => answered(launch, this.item, values, this.session.lang, now));
  }

  say(tone, symbol, words, ...more) {
    this.field.mark(false);
    this.feedback.removeAttribute("role");
    this.feedback.className = `feedback feedback--${tone}`;
    this.feedback.replaceChildren(icon(symbol), h("div", { class: "stack" }, h("p", { class: "feedback__words" }, words), ...more,
      aloud(this.session, () => [words, ...more.map((part) => part?.textContent ?? "")])));
    this.feedback.hidden = false;
    this.feedback.focus();
  }

  close(right) {
    const { t, activity, formats, work } = this.session;
    const words = right ? t(this.state.first ? "right" : "rightAgain") : t("shown");
    const answer = !right && h("p", {}, h("strong", {}, t("theAnswer", { answer: answerText(this.item, formats) })));
    const last = work.at >= work.total;
    const next = h("button", { class: "btn btn--main", type: "button", onclick: () => this.onDone() },
      t(last ? "finish" : "next"), " ", icon("i-next", "i--flip"));
    this.form.hidden = true;
    this.hintList.hidden = true;
    const partner = activity.kind === "partner" && h("p", { class: "talk" }, icon("i-chat"), h("span", {}, t("partnerAfter")));
    this.after.replaceChildren(...[partner, h("div", {}, next)].filter(Boolean));
    this.after.hidden = false;
    this.say(right ? "fine" : "calm", right ? "i-fine" : "i-eye", words, answer, h("p", {}, this.item.because));
  }
}
