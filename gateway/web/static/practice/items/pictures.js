/* Descriptions of the pictures beside a question; views/pictures.js draws them. A null value is the unknown. */

/* Two rows of equal boxes, one for each thing. */
export function tapes(rows) {
  return { type: "tapes", rows };
}

/* A ratio table: rows of labels and values, one column for each pair. */
export function table(rows) {
  return { type: "table", rows };
}

/* Two number lines under each other: ticks [top text, bottom text, place], to scale by place. */
export function lines(top, bottom, ticks) {
  return { type: "lines", top, bottom, ticks };
}

/* A strip from 0% to 100%, filled up to `percent`. */
export function strip(percent, part, whole, share = percent) {
  return { type: "strip", percent, part, whole, share };
}
