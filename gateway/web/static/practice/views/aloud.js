/* A button that reads a block aloud, for students whom that helps; nobody else has it. */

import { readsAloud } from "../../aloud.js";
import { h } from "../dom.js";

/* The button for the words of a block, in order; null for a student without this help. */
export function aloud({ launch, t, tag }, words) {
  if (!launch.aloud) return null;
  const button = h("button", { class: "btn btn--small btn--quiet", type: "button", hidden: true }, t("aloud"));
  readsAloud(button, () => words().join(". "), tag);
  return button;
}
