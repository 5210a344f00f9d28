// Keys and signatures (docs/signing-statement.md, sections 5 and 6).
import { base64url, hex, join, must, number, same, sha256, toBase64url, unhex } from "./bytes.mjs";
import { exact } from "./forms.mjs";
import { parseStrict } from "./json.mjs";

/** This browser cannot check such signatures: then nothing can be told. */
export class Unsupported extends Error {}

const P256 = {
  p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
  n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
};
const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const modulo = (value, by) => ((value % by) + by) % by;
const power = (base, exponent, by) => {
  let result = 1n;
  for (let square = base; exponent > 0n; exponent >>= 1n, square = (square * square) % by) {
    if (exponent & 1n) result = (result * square) % by;
  }
  return result;
};
const littleEndian = (bytes) => number(Uint8Array.from(bytes).reverse());
const D = modulo(-121665n * power(121666n, P - 2n, P), P);

/** Refuses 32 bytes that are no point of edwards25519, write it in a second way, or are a point of small order. */
export const isEdwardsKey = (bytes) => {
  must(bytes.length === 32);
  const y = littleEndian(bytes) & (2n ** 255n - 1n);
  must(y < P);
  const [u, v] = [modulo(y * y - 1n, P), modulo(D * y * y + 1n, P)];
  const xx = (u * power(v, P - 2n, P)) % P;
  must(xx === 0n || power(xx, (P - 1n) / 2n, P) === 1n);
  // Doubling three times leads a point of small order, and no other, to (0, 1). Its x is needed only squared:
  // y(2Q) = (x² + y²) / (1 − d x² y²), and x² follows from y.
  let [squared, line] = [xx, y];
  for (let times = 0; times < 3; times++) {
    const product = (squared * line * line) % P;
    line = modulo((squared + line * line) * power(modulo(1n - D * product, P), P - 2n, P), P);
    squared = modulo((line * line - 1n) * power(modulo(D * line * line + 1n, P), P - 2n, P), P);
  }
  must(line !== 1n);
};

const isCurvePoint = (point) => {
  const [x, y] = [number(point.subarray(0, 32)), number(point.subarray(32))];
  must(x < P256.p && y < P256.p);
  must(modulo(y * y - x * x * x + 3n * x - P256.b, P256.p) === 0n);
};

const ES256 = unhex("a5010203262001215820");
const ED25519 = unhex("a4010103272006215820");
const SECOND = unhex("225820");

/** The public key in COSE bytes of one of the two shapes. */
const coseKey = (cose) => {
  const [head, x] = [cose.subarray(0, 10), cose.subarray(10, 42)];
  if (cose.length === 42 && same(head, ED25519)) {
    isEdwardsKey(x);
    return { curve: "Ed25519", key: x };
  }
  must(cose.length === 77 && same(head, ES256) && same(cose.subarray(42, 45), SECOND));
  const point = join(x, cose.subarray(45));
  isCurvePoint(point);
  return { curve: "P-256", key: join([4], point) };
};

/** r and s of a strict DER signature, 32 bytes each. */
export const fromDer = (signature) => {
  const read = (at) => {
    const length = signature[at + 1];
    must(signature[at] === 2 && length >= 1 && length <= 33 && at + 2 + length <= signature.length);
    const bytes = signature.subarray(at + 2, at + 2 + length);
    must(bytes[0] < 128 && (length === 1 || bytes[0] > 0 || bytes[1] > 127));
    const value = number(bytes);
    must(value > 0n && value < P256.n);
    return { value: unhex(value.toString(16).padStart(64, "0")), end: at + 2 + length };
  };
  must(signature[0] === 0x30 && signature[1] === signature.length - 2);
  const r = read(2);
  const s = read(r.end);
  must(s.end === signature.length);
  return join(r.value, s.value);
};

const verifyWith = async (importing, verifying, key, signature, message) => {
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key, importing, false, ["verify"]);
  } catch (error) {
    throw new Unsupported(error.message);
  }
  return crypto.subtle.verify(verifying, imported, signature, message);
};

/** Whether the key signed the message; a signature in a second form never does. */
export const verifyEd25519 = async (key, signature, message) =>
  signature.length === 64 &&
  littleEndian(signature.subarray(32)) < ORDER &&
  verifyWith({ name: "Ed25519" }, { name: "Ed25519" }, key, signature, message);

const verifyEs256 = (key, signature, message) => {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  return verifyWith(algorithm, algorithm, key, fromDer(signature), message);
};

/** The four byte strings of an evidence as it stands in JSON. */
export const readEvidence = (value) => {
  exact(value, "client_data authenticator_data signature public_key");
  return {
    client: base64url(value.client_data),
    authenticator: base64url(value.authenticator_data),
    signature: base64url(value.signature),
    key: base64url(value.public_key),
  };
};

/** Everything but the site, checked once: `origin` and `site` (the hash of its id) are for the caller to look up. */
const checkedEvidence = async (evidence, statement, digest) => {
  const { client, authenticator, signature, key } = evidence;
  must(statement.key !== null);
  const { curve, key: point } = coseKey(key);
  must(client.length <= 8192 && authenticator.length <= 8192);
  const data = parseStrict(client);
  must(data instanceof Map && data.get("type") === "webauthn.get");
  must(data.get("challenge") === toBase64url(digest));
  must(!data.has("crossOrigin") || data.get("crossOrigin") === false);
  must(!data.has("topOrigin") && authenticator.length >= 37);
  const flags = authenticator[32];
  must((flags & 0x05) === 0x05 && !(flags & 0x40) && (!(flags & 0x10) || flags & 0x08));
  const extended = authenticator.length > 37;
  must(extended === Boolean(flags & 0x80) && (!extended || (authenticator[37] >= 0xa0 && authenticator[37] <= 0xbf)));
  const [id, clientHash] = await Promise.all([sha256(key), sha256(client)]);
  must(hex(id) === statement.key);
  const verify = curve === "P-256" ? verifyEs256 : verifyEd25519;
  must(await verify(point, signature, join(authenticator, clientHash)));
  return { origin: data.get("origin"), site: hex(authenticator.subarray(0, 32)) };
};

/** Where the gesture was made, if the evidence shows that the statement's key signed these bytes; else null. */
export const siteOfSignature = async (evidence, statement, digest) => {
  try {
    return await checkedEvidence(evidence, statement, digest);
  } catch (error) {
    if (error instanceof Unsupported) throw error;
    return null;
  }
};
