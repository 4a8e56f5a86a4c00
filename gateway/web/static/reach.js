// How scripts reach the server and other pages: by cookie and by the browser itself, until a page has to carry the
// session's value with it (carry.js).
let carried = null;
let opener = (url) => location.assign(url);

export function carryWith(bearer, openPage) {
  carried = bearer;
  opener = openPage;
}

export function reach(url, options = {}) {
  const headers = carried ? { ...options.headers, Authorization: `Bearer ${carried}` } : options.headers;
  return fetch(url, { credentials: "same-origin", cache: "no-store", ...options, headers });
}

export const open = (url) => opener(url);
