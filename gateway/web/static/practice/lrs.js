/* The record store as this page needs it: put one statement, read the statements of the own registration. */

const VERSION = "1.0.3";
const TIMEOUT_MS = 10000;

/* An answer other than success; status 0 means there was no answer. retryAfter in seconds or null. */
export class LrsError extends Error {
  constructor(status, retryAfter = null) {
    super(`record store answered ${status}`);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

async function call(url, options) {
  let answer;
  try {
    answer = await fetch(url, { ...options, credentials: "omit", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw new LrsError(0);
  }
  if (!answer.ok) {
    const wait = Number(answer.headers.get("Retry-After"));
    throw new LrsError(answer.status, wait > 0 ? wait : null);
  }
  return answer;
}

export class Lrs {
  constructor({ endpoint, auth, registration }) {
    this.endpoint = endpoint;
    this.registration = registration;
    this.headers = { Authorization: auth, "X-Experience-API-Version": VERSION };
  }

  /* Store a statement under its id; keepalive lets it finish while the page is left. */
  async put(statement) {
    const url = `${this.endpoint}statements?statementId=${encodeURIComponent(statement.id)}`;
    const headers = { ...this.headers, "Content-Type": "application/json" };
    await call(url, { method: "PUT", headers, body: JSON.stringify(statement), keepalive: true });
  }

  /* A document below the endpoint, as text; an LrsError with status 404 where there is none. */
  async document(path) {
    return (await call(this.endpoint + path, { headers: this.headers })).text();
  }

  /* Keep a document of JSON; `leaving`: let it finish while the page is left. */
  async keep(path, text, leaving = false) {
    const headers = { ...this.headers, "Content-Type": "application/json" };
    await call(this.endpoint + path, { method: "PUT", headers, body: text, keepalive: leaving });
  }

  /* All statements of the registration, oldest first. */
  async list() {
    const found = [];
    const query = new URLSearchParams({ registration: this.registration, ascending: "true", limit: "100" });
    let next = `${this.endpoint}statements?${query}`;
    while (next) {
      const page = await (await call(next, { headers: this.headers })).json();
      found.push(...page.statements);
      next = page.more ? new URL(page.more, this.endpoint).href : null;
      if (next && new URL(next).origin !== new URL(this.endpoint).origin) next = null;
    }
    return found;
  }
}
