/* Exact fractions on BigInt: 0.1 + 0.2 must be 0.3 when a student types it. */

export function gcd(a, b) {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y) [x, y] = [y, x % y];
  return x;
}

export function rational(top, bottom = 1) {
  const [n, d] = [BigInt(top), BigInt(bottom)];
  if (d === 0n) return null;
  const sign = d < 0n ? -1n : 1n;
  return { n: n * sign, d: d * sign };
}

/* A decimal text with "." as its only separator, e.g. "12.50". */
export function fromDecimal(text) {
  const [whole, part = ""] = text.split(".");
  return rational(BigInt((whole || "0") + part), 10n ** BigInt(part.length));
}

export function equal(a, b) {
  return a.n * b.d === b.n * a.d;
}

export function add(a, b) {
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

export function divide(a, b) {
  return b.n === 0n ? null : rational(a.n * b.d, a.d * b.n);
}

export function isSimplest(value) {
  return gcd(value.n, value.d) === 1n;
}
