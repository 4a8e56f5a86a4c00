// How scripts reach the server and other pages: by cookie and by the browser itself, until a page has to carry the
// session's value with it (carry.js).
let bearer = null;
let opener = (url) => location.assign(url);

export function carryWith(value, openPage) {
  bearer = value;
  opener = openPage;
}

export function reach(url, options = {}) {
  const headers = bearer ? { ...options.headers, Authorization: `Bearer ${bearer}` } : options.headers;
  return fetch(url, { credentials: "same-origin", cache: "no-store", ...options, headers });
}

export const open = (url) => opener(url);

// The value that this page carries; null where the cookie arrives.
export const carried = () => bearer;
