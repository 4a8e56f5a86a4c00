/* What H5P content remembers of a learner, kept as a state of the launch: after a reload, or when the activity is taken
   up again, the learner goes on. Without an account of its own the player keeps it in its page and tells nobody; this
   page reads it there. */

import { LrsError } from "../practice/lrs.js";

export const CONTENT = "content";
export const EVERY = 5; // seconds
const MOST = 1_000_000; // characters: more than any content's state, less than the record store takes
const LEAVING = 60_000; // bytes that a browser still sends for a page that is left

/* The player's options for content that goes on from `before`, or begins where that is null. */
export const options = (before) => ({ id: CONTENT, saveFreq: EVERY, ...(before ? { contentUserData: [{ state: before }] } : {}) });

export class State {
  /* `name` changes with the content's version: another version's state is nothing to go on from. */
  constructor(lrs, launch, name) {
    const query = new URLSearchParams({
      stateId: name, activityId: launch.activityId, agent: JSON.stringify(launch.actor), registration: launch.registration,
    });
    Object.assign(this, { lrs, path: `activities/state?${query}`, kept: null, known: false, sending: Promise.resolve() });
  }

  /* What was kept, null for nothing. Where that cannot be found out, nothing is kept over it either. */
  async load() {
    try {
      this.kept = await this.lrs.document(this.path);
      this.known = true;
    } catch (error) {
      this.known = error instanceof LrsError && error.status === 404;
    }
    return this.kept;
  }

  /* Keep what is remembered now, as JSON; what is kept already is not sent again. */
  keep(now, leaving = false) {
    if (!this.known || !now || now === this.kept || now.length > MOST) return;
    const before = this.kept;
    this.kept = now;
    const send = () => this.lrs.keep(this.path, now, leaving && now.length < LEAVING).catch(() => {
      if (this.kept === now) this.kept = before; // the next time sends it again
    });
    this.sending = leaving ? send() : this.sending.then(send);
  }

  /* Keep from now on what `read` gives: every few seconds, and when the page is left. */
  watch(read) {
    setInterval(() => this.keep(read()), EVERY * 1000);
    addEventListener("pagehide", () => this.keep(read(), true));
  }
}

/* What running content remembers now, as JSON; null where it remembers nothing. */
export function remembered(instance) {
  try {
    const now = instance?.getCurrentState?.();
    return now === undefined || now === null ? null : JSON.stringify(now);
  } catch {
    return null; // a type's own mistake must not end the activity
  }
}
