/* Reads a block aloud with a voice of this device. A voice that sends the words elsewhere is not used; where there is no
   other for the language, the button stays hidden. One block is read at a time, pressing again stops it. */

const speech = globalThis.speechSynthesis;
let reading = null;

function voiceFor(language) {
  const wanted = language.toLowerCase().split("-")[0];
  return speech.getVoices().find((one) => one.localService && one.lang.toLowerCase().split(/[-_]/)[0] === wanted);
}

function stop() {
  speech.cancel();
  reading?.setAttribute("aria-pressed", "false");
  reading = null;
}

function read(button, text, language) {
  const said = new SpeechSynthesisUtterance(text);
  said.lang = language;
  said.voice = voiceFor(language) ?? null;
  said.addEventListener("end", () => {
    if (reading === button) stop();
  });
  reading = button;
  button.setAttribute("aria-pressed", "true");
  speech.speak(said);
}

/* Have a hidden button read what words() returns; it shows itself once the browser has a voice for the language. */
export function readsAloud(button, words, language) {
  if (!speech || typeof SpeechSynthesisUtterance === "undefined") return;
  const show = () => {
    button.hidden = !voiceFor(language);
  };
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const again = reading === button;
    stop();
    if (!again) read(button, words(), language);
  });
  show();
  speech.addEventListener?.("voiceschanged", show);
}

/* Buttons of a page: data-aloud names the ids of what they read, in order. */
export function startAloud(root) {
  root.querySelectorAll("[data-aloud]").forEach((button) => {
    // What a block holds without this button's own words.
    const said = (id) => (document.getElementById(id)?.innerText ?? "").replace(button.innerText, "");
    const words = () => button.dataset.aloud.split(" ").map(said).join(". ");
    readsAloud(button, words, document.documentElement.lang || "en");
  });
}
