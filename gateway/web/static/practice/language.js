/* Which of our two languages a tag means; anything we do not speak is English. */
export function languageOf(tag) {
  return String(tag).toLowerCase().split("-")[0] === "es" ? "es" : "en";
}
