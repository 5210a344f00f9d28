// The file as it is read (docs/evidence-bundle.md, stages 1 to 3): nothing in it is believed yet.
import { Failure, hex, join, must, sha256, unhex, utf8 } from "./bytes.mjs";
import { unpack } from "./container.mjs";
import { readEvent } from "./events.mjs";
import { isHash, isList, isOneOf, isUuid, isWhole, LANGUAGE, typed } from "./forms.mjs";
import { canonical, parseCanonical } from "./json.mjs";
import { readEvidence, siteOfSignature } from "./keys.mjs";
import { isDescriptor, readCheckpoint, verifierKey } from "./notes.mjs";
import { leafHash } from "./tree.mjs";

const NEEDED = ["README.txt", "bundle.json", "checkpoint", "network/0001.json", "seen.json"];
const NAME = new RegExp(
  `^(?:README\\.txt|bundle\\.json|checkpoint|seen\\.json|entries/\\d{12}\\.json|network/\\d{4}\\.json|texts/\\d{4}/${LANGUAGE}\\.[0-9a-f]{64}\\.md)$`,
);

/** Work over every part, in their order; what refuses one names it. */
const each = (parts, work) =>
  Promise.all(
    parts.map(async ([name, body]) => {
      try {
        return await work(body, name);
      } catch (error) {
        if (error instanceof Failure) throw new Failure(error.code, name);
        throw error;
      }
    }),
  );

/** Read it; `readme` is the SHA-256 that README.txt must have. */
export const readBundle = async (file, readme) => {
  const members = unpack(file);
  const names = [...members.keys()];
  for (const name of names) must(NAME.test(name), "part-unknown", name);
  for (const name of NEEDED) must(members.has(name), "part-missing", name);
  const under = (folder) => [...members].filter(([name]) => name.startsWith(folder));
  must(under("entries/").length > 0, "part-missing", "entries/");
  under("network/").forEach(([name], at) => must(Number(name.slice(8, 12)) === at + 1, "part-missing", name));
  must(hex(await sha256(members.get("README.txt"))) === readme, "readme", "README.txt");

  const only = (name, work) => each([[name, members.get(name)]], work).then(([value]) => value);
  const index = await only("bundle.json", readIndex);
  const editions = await each(under("network/"), readEdition);
  const seen = await only("seen.json", readSeen);
  const entries = await each(under("entries/"), (body, name) => readEntry(body, name, index));
  const texts = await each(under("texts/"), readText);
  const checkpoint = await only("checkpoint", readCheckpoint);
  return { ...index, editions, seen, entries, texts, checkpoint };
};

const readIndex = (body) => {
  const { network, instrument, names } = typed(parseCanonical(body), "hamkor/evidence", "network instrument names");
  isHash(network);
  isUuid(instrument);
  isOneOf(names, "shown", "kept-back");
  return { network, instrument, keptBack: names === "kept-back" };
};

const readEdition = async (body, name) => {
  const value = parseCanonical(body);
  isDescriptor(value);
  return { ...value, ...(await readKeys(value)), part: name, sha256: hex(await sha256(body)) };
};

const readKeys = async ({ log, witnesses }) => ({
  log: await verifierKey(log),
  witnesses: await Promise.all(witnesses.map(verifierKey)),
});

const readSeen = (body) => {
  const { seen } = typed(parseCanonical(body), "hamkor/seen", "seen");
  let before = 0;
  for (const item of isList(seen)) {
    must(
      Object.keys(item ?? {})
        .sort()
        .join() === "proof,root,size",
    );
    isWhole(item.size, before + 1);
    isHash(item.root);
    isList(item.proof).forEach((hash) => isHash(hash));
    before = item.size;
  }
  return seen;
};

const readEntry = async (body, name, { network, instrument }) => {
  const entry = typed(parseCanonical(body), "hamkor/entry", "position salt event evidence proof");
  isWhole(entry.position, 0);
  must(name === `entries/${String(entry.position).padStart(12, "0")}.json`);
  isHash(entry.salt);
  isList(entry.proof).forEach((hash) => isHash(hash));
  const { kind, statement } = readEvent(entry.event, network, instrument);
  if (kind === "network") await readKeys(entry.event);
  const evidence = entry.evidence === null ? null : readEvidence(entry.evidence);
  must(evidence === null || statement === entry.event || kind === "key-confirm");
  const event = utf8(canonical(entry.event));
  const opens = join(unhex(network), unhex(entry.salt), event);
  const said = statement && (statement === entry.event ? event : utf8(canonical(statement)));
  const [leaf, reference, digest] = await Promise.all([
    sha256(join(LEAF, opens)),
    sha256(join(REFERENCE, opens)),
    said && sha256(said),
  ]);
  const site = said && evidence && siteOfSignature(evidence, statement, digest);
  return {
    part: name,
    position: entry.position,
    event: entry.event,
    proof: entry.proof,
    kind,
    statement,
    evidence,
    leaf: hex(leaf),
    hash: await leafHash(leaf),
    reference: hex(reference),
    digest: digest && hex(digest),
    eventHash: kind === "network" ? hex(await sha256(event)) : null,
    site: await site,
  };
};

const LEAF = utf8("hamkor/leaf/v1\0");
const REFERENCE = utf8("hamkor/entry/v1\0");

const readText = async (body, name) => {
  must(body.length > 0);
  const [, edition, file] = name.split("/");
  const [language, sha] = file.split(".");
  return {
    part: name,
    edition: Number(edition),
    language,
    sha256: sha,
    length: body.length,
    hash: hex(await sha256(body)),
  };
};
