/* Statements on their way to the record store, in order, one at a time. Nothing leaves the box before it is stored; a
   copy in this tab's storage outlives a reload. States: saved, saving, waiting (we try again), expired, refused. */

import { store } from "./launch.js";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60000;
const RETRYABLE = new Set([0, 408, 425, 429]);

export class Outbox {
  constructor(lrs, { name, clock = () => new Date(), later = (run, ms) => setTimeout(run, ms) }) {
    Object.assign(this, { lrs, name, clock, later });
    const kept = store.get(name);
    this.queue = kept?.queue ?? [];
    this.sent = kept?.sent ?? [];
    this.state = "saved";
    this.savedAt = null;
    this.failures = 0;
    this.busy = false;
    this.listeners = [];
    addEventListener("online", () => this.flush());
    addEventListener("pagehide", () => this.sendAtOnce());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.flush());
  }

  /* Everything this tab knows: already stored, then waiting. */
  get known() {
    return [...this.sent, ...this.queue];
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  add(statement) {
    if (this.known.some((one) => one.id === statement.id)) return;
    this.queue.push(statement);
    this.keep();
    this.flush();
  }

  keep() {
    store.put(this.name, { queue: this.queue, sent: this.sent });
  }

  tell(state) {
    this.state = state;
    for (const listener of this.listeners) listener(this);
  }

  async flush() {
    if (this.busy || !this.queue.length || this.state === "expired" || this.state === "refused") return;
    this.busy = true;
    if (this.state === "saved") this.tell("saving");
    const state = await this.sendAll();
    this.busy = false;
    if (state === "saved") this.savedAt = this.clock();
    this.tell(state);
  }

  /* The page is being left: nothing can wait for an answer any more, and an id sent twice is stored once. */
  sendAtOnce() {
    if (this.state === "expired" || this.state === "refused") return;
    for (const statement of this.queue) this.lrs.put(statement).catch(() => undefined);
  }

  async sendAll() {
    while (this.queue.length) {
      try {
        await this.lrs.put(this.queue[0]);
      } catch (error) {
        // 409: this id is stored already, with the words of an earlier or another try; that one counts.
        if (error.status !== 409) return this.afterFailure(error);
      }
      this.sent.push(this.queue.shift());
      this.failures = 0;
      this.keep();
    }
    return "saved";
  }

  afterFailure(error) {
    if (error.status === 401) return "expired";
    if (!RETRYABLE.has(error.status) && error.status < 500) return "refused";
    const backoff = Math.min(FIRST_WAIT_MS * 2 ** this.failures, LONGEST_WAIT_MS);
    this.failures += 1;
    this.later(() => this.flush(), Math.max(backoff, (error.retryAfter ?? 0) * 1000));
    return "waiting";
  }
}
