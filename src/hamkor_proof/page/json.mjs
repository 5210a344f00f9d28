// Strict and canonical JSON (docs/signing-statement.md, section 2).
import { must, same, text, utf8 } from "./bytes.mjs";

// In how many others a value may lie.
const DEEPEST = 32;

/** Canonical JSON of a value: RFC 8785, whole numbers only. */
export const canonical = (value, depth = 0) => {
  must(depth <= DEEPEST);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") {
    must(value.isWellFormed());
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    must(Number.isSafeInteger(value));
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each, depth + 1)).join()}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${canonical(key)}:${canonical(value[key], depth + 1)}`);
  return `{${members.join()}}`;
};

/** Read canonical JSON: writing what was read must give the same bytes, which no second key or other number does. */
export const parseCanonical = (bytes) => {
  let value;
  try {
    value = JSON.parse(text(bytes));
  } catch {
    must(false);
  }
  must(same(utf8(canonical(value)), bytes));
  return value;
};

/** Read strict JSON that somebody else wrote: white space and any order, but nothing that two readers read differently. */
export const parseStrict = (bytes) => {
  const source = text(bytes);
  const token =
    /[ \t\n\r]*(?:([[\]{},:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?![\d.eE]))|(true|false|null))/y;
  const next = () => {
    const found = token.exec(source);
    must(found);
    return found;
  };
  const string = (found) => {
    must(found[2] !== undefined);
    const value = JSON.parse(found[2]);
    must(value.isWellFormed());
    return value;
  };
  const value = (found, depth) => {
    must(depth <= DEEPEST);
    if (found[2] !== undefined) return string(found);
    if (found[3] !== undefined) {
      must(Number.isSafeInteger(Number(found[3])));
      return Number(found[3]);
    }
    if (found[4] !== undefined) return JSON.parse(found[4]);
    must(found[1] === "[" || found[1] === "{");
    return found[1] === "[" ? array(depth + 1) : object(depth + 1);
  };
  const array = (depth) => {
    const items = [];
    let found = next();
    if (found[1] === "]") return items;
    for (;;) {
      items.push(value(found, depth));
      found = next();
      if (found[1] === "]") return items;
      must(found[1] === ",");
      found = next();
    }
  };
  const object = (depth) => {
    const members = new Map();
    let found = next();
    if (found[1] === "}") return members;
    for (;;) {
      const key = string(found);
      must(!members.has(key) && next()[1] === ":");
      members.set(key, value(next(), depth));
      found = next();
      if (found[1] === "}") return members;
      must(found[1] === ",");
      found = next();
    }
  };
  const whole = value(next(), 0);
  must(/^[ \t\n\r]*$/.test(source.slice(token.lastIndex)));
  return whole;
};
