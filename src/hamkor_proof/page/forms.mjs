// Forms that members of objects have (docs/signing-statement.md, sections 2 to 4).
import { must } from "./bytes.mjs";

/** An object with exactly these members, written "type version …". */
export const exact = (value, members) => {
  must(value !== null && typeof value === "object" && !Array.isArray(value));
  must(Object.keys(value).sort().join(" ") === members.split(" ").sort().join(" "));
  return value;
};

/** An exact object of this type, version 1; `members` are the others. */
export const typed = (value, type, members) => {
  exact(value, `type version ${members}`);
  must(value.type === type && value.version === 1);
  return value;
};

const matches = (pattern) => (value) => must(typeof value === "string" && pattern.test(value));
export const isHash = matches(/^[0-9a-f]{64}$/);
export const isUuid = matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
export const isCountry = matches(/^[A-Z]{2}$/);
export const LANGUAGE =
  "[a-z]{2,8}(?:-[a-z]{3}){0,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\\d{3}))?(?:-(?:[a-z0-9]{5,8}|\\d[a-z0-9]{3}))*" +
  "(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?";
export const isLanguage = matches(new RegExp(`^${LANGUAGE}$`));
export const isWhole = (value, least) => must(Number.isSafeInteger(value) && value >= least);
export const isBoolean = (value) => must(typeof value === "boolean");
export const orNull = (value, check, ...rest) => value === null || check(value, ...rest);
export const isOneOf = (value, ...choices) => must(choices.includes(value));
export const isList = (value) => {
  must(Array.isArray(value));
  return value;
};

/** Ascending by code point, each once. Code points and UTF-16 units order differently only beyond U+FFFF. */
export const isAscending = (values) => must(values.every((each, at) => at === 0 || before(values[at - 1], each)));
const before = (one, other) => {
  const [left, right] = [[...one], [...other]];
  const at = left.findIndex((point, index) => point !== right[index]);
  return at < 0
    ? left.length < right.length
    : right[at] !== undefined && left[at].codePointAt(0) < right[at].codePointAt(0);
};

/** A day that exists, from the year 1000. */
export const isDay = (value) => {
  matches(/^[1-9]\d{3}-\d\d-\d\d$/)(value);
  const day = new Date(`${value}T00:00:00Z`);
  must(!Number.isNaN(day.getTime()) && day.toISOString().startsWith(value));
};

export const isTime = (value) => {
  matches(/^[^T]{10}T([01]\d|2[0-3])(:[0-5]\d){2}Z$/)(value);
  isDay(value.slice(0, 10));
};

// Format characters that are drawn; then what cannot be seen, though it is no format character. "Unassigned" is not
// checked: it depends on the version of Unicode.
const DRAWN = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/gu;
const REFUSED =
  /[\p{Cf}\p{Cc}\p{Co}\p{Cs}\p{Variation_Selector}\u115f\u1160\u3164\uffa0\u17b4\u17b5\u034f\u2028\u2029]/u;
const isPlain = (value, most) => {
  must(typeof value === "string" && value.isWellFormed());
  const length = [...value].length;
  must(length >= 1 && length <= most && value.normalize("NFC") === value);
};

/** One line: a name, a title, a place. */
export const isLine = (value) => {
  isPlain(value, 500);
  must(value.trim() === value && !REFUSED.test(value.replace(DRAWN, "")));
};

/** Some lines: a reservation, what is corrected; without the final newline. */
export const isProse = (value) => {
  isPlain(value, 10_000);
  must(!REFUSED.test(value.replace(DRAWN, "").replaceAll("\n", "")) && !/ (\n|$)|\n$/.test(value));
};
