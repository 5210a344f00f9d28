// Bytes and the ways they are written: hexadecimal, base64, base64url, UTF-8; SHA-256.

/** What a file does not keep of the specification. `code` is one of docs/evidence-bundle.md, section 3. */
export class Failure extends Error {
  constructor(code, part = null) {
    super(code);
    this.code = code;
    this.part = part;
  }
}

/** Refuse with this code unless the condition holds. */
export const must = (condition, code = "form", part = null) => {
  if (!condition) throw new Failure(code, part);
};

export const utf8 = (text) => new TextEncoder().encode(text);

/** The text of these bytes; refuses what is not UTF-8 and keeps a byte order mark, which no rule allows. */
export const text = (bytes) => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure("form");
  }
};

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
export const hex = (bytes) => {
  let written = "";
  for (const byte of bytes) written += HEX[byte];
  return written;
};

export const unhex = (written) => Uint8Array.from(written.match(/../g) ?? [], (pair) => parseInt(pair, 16));

export const join = (...parts) => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

export const same = (one, other) => {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
};

/** Standard base64 with padding; other ways to write the same bytes are refused. */
export const base64 = (written) => {
  must(/^[A-Za-z0-9+/]*={0,2}$/.test(written) && written.length % 4 === 0);
  const raw = atob(written);
  must(btoa(raw) === written);
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
};

/** base64url without padding, unused bits zero. */
export const base64url = (written) => {
  must(typeof written === "string" && /^[A-Za-z0-9_-]*$/.test(written) && written.length % 4 !== 1);
  const standard = written.replaceAll("-", "+").replaceAll("_", "/");
  return base64(standard + "=".repeat((4 - (standard.length % 4)) % 4));
};

export const toBase64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** A big-endian number. */
export const number = (bytes) => BigInt(`0x${hex(bytes) || "0"}`);
