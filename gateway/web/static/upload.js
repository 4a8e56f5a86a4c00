// A form with a file shows how far it is; without a script the browser sends it by itself.
import { carried, open } from "./reach.js";

// What the server said about the file, out of the page it answered with.
function said(text) {
  return new DOMParser().parseFromString(text, "text/html").getElementById("upload-said");
}

function send(form, bar, words, done) {
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  const value = carried();
  if (value) request.setRequestHeader("Authorization", `Bearer ${value}`);
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = total ? Math.round((loaded / total) * 100) : 0;
    words.textContent = `${bar.value} %`;
  });
  request.addEventListener("loadend", () => done(request));
  request.send(new FormData(form));
}

function start(form) {
  const progress = form.querySelector("[data-progress]");
  const button = form.querySelector("button[type=submit]");
  if (!progress) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    button.disabled = true;
    progress.hidden = false;
    send(form, progress.querySelector("progress"), progress.querySelector("[data-percent]"), (request) => {
      const next = request.getResponseHeader("X-Waymark-Location") ?? (request.status === 200 ? request.responseURL : "");
      if (next) return open(next);
      button.disabled = false;
      progress.hidden = true;
      const told = said(request.responseText);
      if (told) form.querySelector("#upload-said").replaceChildren(...told.childNodes);
      else form.submit(); // an answer that is a page of its own, or none at all: the browser shows it
      return undefined;
    });
  });
}

export function startUploads(root) {
  root.querySelectorAll("form[data-upload]").forEach(start);
}
