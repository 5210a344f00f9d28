// Forms that members of objects have (docs/signing-statement.md, sections 2 to 4).
import { must } from "./bytes.mjs";

/** An object with exactly these members, written "type version …". */
export const exact = (value, members) => {
  must(value !== null && typeof value === "object" && !Array.isArray(value));
  const names = members.split(" ");
  must(Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name)));
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
  "[a-z]{2,8}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\\d{3}))?(?:-(?:[a-z0-9]{5,8}|\\d[a-z0-9]{3}))*" +
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

// The characters that lines and prose hold: those of Unicode 15.1.0 that can be seen, not those that this browser knows.
// Written are the steps from each edge to the next, first to the first character that is held, then to the next that is
// not: five bits in a letter, the lowest first; from "g" on another follows.
const EDGES = [];
for (
  let at = 0,
    edge = 0,
    weight = 1,
    steps =
      "gB/ChBNBhVBoBCGEHBBBUBtMBmBCyBCDB3BIbEGLcBxHB8BClDO7BCxBCPBcCBBLFfBCGsHBICCCWBHBBDECJCCCEIBECBFCZCDBGECC" +
      "WBHBCBCBCCBBFECCDDBHEBBHRKDBJBDBWBHBCBFCKBDBDCBPECMHHBDBICCCWBHBCBFCJCCCDHDECBFCSKCBGDDBEDCBBBCDCDDDMEFD" +
      "DBECBGBOVFNBDBXBQCJBDBEHCBDCBCECKHWBDBXBKBFCJBDBEHCGCBECKBDMNBDBzBBDBGEQCaBDBSDYBJBBCHDBEGBBBIGKCDM6BEdl" +
      "BCBBBFBYBBBXCFBBBHBKCEgBoCBkBEnBBkBBPBNlBmGBBFBCvECoHBECHBBBECpBBEChBBECHBBBECPB5BBECjCCgBDaG2CCGC9UD5CH" +
      "WJYJUMNBDBCM0BCoBCKGKGLFKG5CHrBFmCKfBMEMEBDqBCFLsBEaGLD+BChCBdCLGKGOCfxBtCDvBB0DI8BDPD8BHrBCLIrBF2QCGCmB" +
      "CGCIBBBBBBBfC1BBPBOCGBTCDBJBLFYHxBQCCbBNDhBPhBPsEE3UZLV04BCgBB9KFtBBBFBC4BHCOYJHBHBHBHBHBHBHBHB+DiBaB5CM" +
      "2GawCB2CCnDFrBBzBBqBB0CLwBBtzcD3BJ8KU4FIrGFCBBBFY7BDKG4BImCIMG0DLeDuCBLEhBB3BJOCKCnDYcKGCGCGJHBHB8BE+DCK" +
      "Gk9KMXExBkoIuLCqDmBHMFFaBFBBBCBCB9DQ9NC2BHBgBQQKGzBBTBEEFBnEE/EBeDGCGCGCDDHBHNCCMBaBTBCBPCOiB7DFDEtBD4CB" +
      "NDBvBuBiEdDxBPcEkBJeFrBFeBlBEOqB+ECKGkBEkBEoBI0BLMBPBHBCBLBPBHBCjC3JJWKIYGBqBBJlCGCBBsBBCDBCXBoCIJwBTBCF" +
      "hBDbFBgC4BEUCyBBCFIBDBdCDEKHJHgCgBnBEMJ2BDdCbFaHEMHwCpC3BzBNzBHuBIKmJfBqBBDCCrCrBIqBWamBcUXJuCEkBJkCKBCZ" +
      "HKG1BBSInBJgDBULSBvB+BHBBBEBPBLG7BFKGEBICCCWBHBCBFBKCCCDCBGBFHCHDFrE8CBFeoCIKmF2BCmBiBlCLKGNT6BGK2BbCPEX" +
      "5F8BkDzCMICBCIBCBeBCCMJKmCICuBCLboCIzCNpCHK2HJBtBBOKdDgBCWBOpCHBCBsBDBBCBJIKGGBCBlBBCBGHK2JZHRBpBDc2CBPy" +
      "BN7cmDvDBFLkGsyCjDNwhBQWq9DnS5tI5RHfBKExCBKGeCGKmCKKBHBVFTwV7ClDrCE5BHRgCFLCO4/FI2mBqBJn3IEBHBCBjJPBdDCB" +
      "OEIsMkoCrDFNDJHKCEgzEuBCXJ0D8B2HKnBCqCIwDVmC6DUMUM3CJZnE1CBnCBCCBCCCEBMBBBHBhCBECIBHBcBEBFBBDHB0KCkJC+VP" +
      "FBPwiBfGG1GHBRCHBCBFF+BhBBwDtBDOCKECgKfR6BFBwOqBmXHBEBCBPBlGCQpBsCEKECxYkCsC9BiGEBbBCBBCBBKBEBBBBGBEBBBB" +
      "BBDBCBBCBBBBBBBBBBCBBCEBHBEBEBBBKBRFDBFBR0BCuIsBEkDMPCPBPBlBKuF4BdNsBEJHCOG6E4eERDND3DE/CGMEBPME4BIKGoBI" +
      "eCCuC0KMOCNDJHuBBHIOEJHJHzEB3BlBKmgBg3pBgB6hEG+GCi0FOxpHPuTitC+QivBr6EFgjE";
  at < steps.length;
  at++
) {
  const digit = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(steps[at]);
  edge += (digit % 32) * weight;
  weight *= 32;
  if (digit < 32) {
    EDGES.push(edge);
    weight = 1;
  }
}
const isHeld = (letter) => {
  let [low, high] = [0, EDGES.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (EDGES[middle] > letter.codePointAt(0)) high = middle;
    else low = middle + 1;
  }
  return low % 2 === 1;
};
const isPlain = (value, most, more = "") => {
  must(typeof value === "string");
  const letters = [...value];
  must(letters.length >= 1 && letters.length <= most && value.normalize("NFC") === value);
  must(letters.every((letter) => letter === more || isHeld(letter)));
};

/** One line: a name, a title, a place. */
export const isLine = (value) => {
  isPlain(value, 500);
  must(value.trim() === value);
};

/** Some lines: a reservation, what is corrected; without the final newline. */
export const isProse = (value) => {
  isPlain(value, 10_000, "\n");
  must(!/ (\n|$)|\n$/.test(value));
};
