/* One student's work on one activity: what is known, what is drawn, and the one way to add to it. */

import { drawItems, fill, formats } from "./items/draw.js";
import { languageOf } from "./language.js";
import { statementId } from "./ids.js";
import { Lrs, LrsError } from "./lrs.js";
import { Outbox } from "./outbox.js";
import { fold } from "./statements.js";
import { PAGE } from "./strings/page.js";

const LONGEST_WAIT_MS = 30000;

/* Words of the page in one language. */
export function speaker(lang) {
  return (key, values = {}) => fill(PAGE[lang][key], values);
}

export class Session {
  constructor(activity, launch, tag) {
    Object.assign(this, { activity, launch, tag, lang: languageOf(tag), formats: formats(tag) });
    this.t = speaker(this.lang);
    this.statements = [];
    this.outbox = launch.preview
      ? null
      : new Outbox(new Lrs(launch), { name: `waymark work ${launch.registration} ${activity.key}` });
    this.sheet = launch.sheet ?? "A";
    this.refold();
  }

  /* Paper questions hang on the sheet, all others on the registration. */
  get seed() {
    return this.activity.kind === "paper" ? `${this.activity.key}/${this.sheet}` : this.launch.registration;
  }

  refold() {
    const { activity } = this;
    const tries = activity.kind === "paper" ? 1 : undefined;
    this.work = fold(this.statements, this.activityId, activity.items, tries);
    this.sheet = this.work.sheet ?? this.sheet;
    this.items = drawItems(activity, this.seed, this.tag);
  }

  get activityId() {
    return this.launch.activityId ?? `https://waymark.example/activities/${this.activity.key}`;
  }

  pickSheet(letter) {
    this.sheet = letter;
    this.refold();
  }

  /* What was stored before, from the record store; where that cannot be reached, from this tab. Rejects with LrsError only
     on 401 and 403; everything else is tried again, `onSlow` is told after each failure. */
  async resume(onSlow) {
    if (!this.outbox) return;
    let wait = 1000;
    for (;;) {
      try {
        this.statements = [...(await this.outbox.lrs.list()), ...this.outbox.known];
        break;
      } catch (error) {
        if (!(error instanceof LrsError) || error.status === 401 || error.status === 403) throw error;
        this.statements = this.outbox.known;
        if (this.statements.length) break;
        onSlow();
        await new Promise((resolve) => setTimeout(resolve, wait));
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
    }
    this.refold();
    this.outbox.flush();
  }

  /* Add a statement made by `make(launch, now)`; it counts here at once and is sent in the background. */
  async record(make) {
    const launch = { ...this.launch, activityId: this.activityId, actor: this.launch.actor ?? {} };
    const { name, ...statement } = make(launch, new Date());
    const id = this.outbox ? await statementId(launch.registration, name) : name;
    const whole = { id, ...statement };
    this.statements.push(whole);
    this.outbox?.add(whole);
    this.refold();
  }
}
