// The network descriptor, and signed notes by C2SP: signed-note, tlog-checkpoint, tlog-cosignature.
import { base64, hex, join, must, number, sha256, text, utf8 } from "./bytes.mjs";
import { exact, isAscending, isBoolean, isHash, isLine, isList, isWhole, orNull, typed } from "./forms.mjs";
import { isEdwardsKey, verifyEd25519 } from "./keys.mjs";

const SIGNATURE = 1;
const COSIGNATURE = 4;
// 9999-12-31 23:59:59 UTC
const LATEST = 253_402_300_799;

/** Refuses what is no descriptor; whether the ids of its verifier keys are theirs, `verifierKey` tells. */
export const isDescriptor = (value) => {
  typed(value, "hamkor/network", "edition name log relying_parties witnesses threshold demonstration previous");
  isWhole(value.edition, 1);
  isLine(value.name);
  isBoolean(value.demonstration);
  for (const site of isList(value.relying_parties)) {
    exact(site, "id origins from until");
    must(isList(site.origins).length > 0);
    must(typeof site.id === "string" && HOST.test(site.id));
    site.origins.forEach((origin) => isOrigin(origin, site.id, value.demonstration));
    isAscending(site.origins);
    isWhole(site.from, 0);
    orNull(site.until, isWhole, site.from + 1);
  }
  areDifferent(value.relying_parties.map(({ id }) => id));
  splitKey(value.log);
  areDifferent(isList(value.witnesses).map((written) => splitKey(written).name));
  isAscending(value.witnesses);
  isWhole(value.threshold, 0);
  must(value.threshold <= value.witnesses.length);
  orNull(value.previous, isHash);
  must((value.edition === 1) === (value.previous === null));
};

const areDifferent = (values) => must(new Set(values).size === values.length);
// Neither white space, as Unicode has it, nor control characters, nor what separates the parts of a key.
const NO_SPACE = "[^\\u0000- +\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const KEY = new RegExp(`^(${NO_SPACE})\\+([0-9a-f]{8})\\+(.+)$`);
const LINE = new RegExp(`^\u2014 (${NO_SPACE}) (.+)$`);
const HOST = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;
const isOrigin = (origin, id, demonstration) => {
  must(typeof origin === "string");
  const [, scheme, host, port] = /^(https?):\/\/([^:/]+)(?::([1-9]\d{0,4}))?$/.exec(origin) ?? must(false);
  must(HOST.test(host) && (host === id || host.endsWith(`.${id}`)));
  must(port === undefined || (Number(port) < 65536 && port !== (scheme === "https" ? "443" : "80")));
  must(scheme === "https" || (demonstration && /(^|\.)localhost$/.test(host)));
};

const splitKey = (written) => {
  must(typeof written === "string");
  const [, name, id, key] = KEY.exec(written) ?? must(false);
  const bytes = base64(key);
  must(bytes.length === 33 && bytes[0] === SIGNATURE);
  isEdwardsKey(bytes.subarray(1));
  return { name, id, key: bytes.subarray(1) };
};

const keyId = async (name, kind, key) => hex((await sha256(join(utf8(`${name}\n`), [kind], key))).subarray(0, 4));

/** A verifier key: its name, its id, the id that its cosignatures bear, and the public key. */
export const verifierKey = async (written) => {
  const { name, id, key } = splitKey(written);
  must(id === (await keyId(name, SIGNATURE, key)));
  return { written, name, id, cosigner: await keyId(name, COSIGNATURE, key), key };
};

/** A signed note that holds a checkpoint: the note's text, its lines, the log's name, size and root of the tree. */
export const readCheckpoint = (bytes) => {
  must(bytes.length <= 1_000_000);
  const note = text(bytes);
  must(!/[\u0000-\u0009\u000b-\u001f]/.test(note));
  const end = note.lastIndexOf("\n\n") + 1;
  must(end > 1 && note.endsWith("\n"));
  const written = note
    .slice(end + 1, -1)
    .split("\n");
  must(written.length <= 100);
  const lines = written.map((line) => {
    const [, name, encoded] = LINE.exec(line) ?? must(false);
    const signature = base64(encoded);
    must(signature.length > 4);
    return { name, id: hex(signature.subarray(0, 4)), signature: signature.subarray(4) };
  });
  const [origin, size, root, ...others] = note.slice(0, end - 1).split("\n");
  must(origin && /^[1-9]\d*$/.test(size) && Number.isSafeInteger(Number(size)) && root);
  must(others.length === 0);
  const hash = base64(root);
  must(hash.length === 32);
  return { text: note.slice(0, end), lines, origin, size: Number(size), root: hex(hash) };
};

/** Stage 5: the log signed it, and every line of a witness verifies. Returns when each witness cosigned, in seconds. */
export const checkCheckpoint = async (checkpoint, log, witnesses) => {
  must(checkpoint.origin === log.name, "checkpoint", "checkpoint");
  const own = checkpoint.lines.filter(({ name, id }) => name === log.name && id === log.id);
  const signed = await Promise.all(
    own.map(({ signature }) => verifyEd25519(log.key, signature, utf8(checkpoint.text))),
  );
  must(signed.length > 0 && signed.every(Boolean), "checkpoint", "checkpoint");
  const cosigned = new Map();
  for (const { name, id, signature } of checkpoint.lines) {
    const witness = witnesses.find((each) => each.name === name && each.cosigner === id);
    if (!witness) continue;
    const time = number(signature.subarray(0, 8));
    must(signature.length === 72 && time <= LATEST, "cosignature", "checkpoint");
    const said = utf8(`cosignature/v1\ntime ${time}\n${checkpoint.text}`);
    must(await verifyEd25519(witness.key, signature.subarray(8), said), "cosignature", "checkpoint");
    cosigned.set(witness.written, Math.max(Number(time), cosigned.get(witness.written) ?? 0));
  }
  return cosigned;
};
