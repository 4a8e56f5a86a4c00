/* Statement ids. Made from what the statement is about (UUID version 5, RFC 4122 4.3, with the registration as name space), so
   that a retry, a reload or a second tab can never store the same thing twice. */

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function toBytes(uuid) {
  return Uint8Array.from(uuid.replaceAll("-", "").match(/../g), (pair) => parseInt(pair, 16));
}

function format(bytes, version) {
  const marked = Uint8Array.from(bytes.slice(0, 16));
  marked[6] = (marked[6] & 0x0f) | (version << 4);
  marked[8] = (marked[8] & 0x3f) | 0x80;
  return hex(marked).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/* The id for one name within a registration; random where the browser offers no digest (plain http off this machine). */
export async function statementId(registration, name) {
  if (!crypto.subtle) return format(crypto.getRandomValues(new Uint8Array(16)), 4);
  const space = toBytes(registration);
  const text = new TextEncoder().encode(name);
  const joined = new Uint8Array(space.length + text.length);
  joined.set(space);
  joined.set(text, space.length);
  return format(new Uint8Array(await crypto.subtle.digest("SHA-1", joined)), 5);
}
