// Stages 10 to 13: texts, adoptions, keys, words (docs/evidence-bundle.md, section 3).
import { must, sha256, hex, utf8 } from "./bytes.mjs";
import { isWord } from "./record.mjs";

const place = (edition, [language, hash]) => `${edition} ${language} ${hash}`;

/** Stage 10: each text is what its name says, and what statements name is there. */
export const checkTexts = ({ entries, texts }) => {
  for (const text of texts) must(text.hash === text.sha256, "text", text.part);
  const lengths = new Map(texts.map((text) => [place(text.edition, [text.language, text.sha256]), text.length]));
  for (const { kind, part, statement } of entries) {
    if (!["adoption", "correction", "word"].includes(kind)) continue;
    for (const named of statement.texts)
      must(lengths.get(place(statement.edition, named)) === named[2], "text-missing", part);
  }
};

/** Stage 11: editions follow one another, and words are on them. */
export const checkAdoptions = ({ entries }) => {
  const adoptions = entries.filter(({ kind }) => kind === "adoption");
  must(adoptions.length > 0, "adoption");
  adoptions.forEach(({ part, statement }, at) => {
    must(statement.edition === at + 1 && statement.act === (at === 0 ? "adopt" : "correct"), "adoption", part);
  });
  for (const { part, position, statement } of entries.filter(isWord)) {
    if (statement.adoption === null) continue;
    const adopted = adoptions.find(({ leaf }) => leaf === statement.adoption);
    must(adopted && adopted.position < position && adopted.statement.edition === statement.edition, "word-text", part);
    const texts = new Set(statement.texts.map(String));
    must(
      adopted.statement.texts.every((text) => texts.has(String(text))),
      "word-text",
      part,
    );
  }
};

/** Which sites count at a position: what a signature shows of where it was made is looked up here. */
const sitesOf = async (editions) => {
  const parties = await Promise.all(
    editions.at(-1).relying_parties.map(async (party) => ({ ...party, site: hex(await sha256(utf8(party.id))) })),
  );
  return ({ position, site }) =>
    Boolean(site) &&
    parties.some((party) => {
      const inForce = party.from <= position && (party.until === null || position < party.until);
      return inForce && party.site === site.site && party.origins.includes(site.origin);
    });
};

/** Stages 12 and 13. */
export const checkKeysAndWords = async (bundle, registers) => {
  const { entries, instrument } = bundle;
  const signed = await sitesOf(bundle.editions);
  const keys = checkKeys(entries, signed);
  const acts = entries.filter(({ kind }) => ["word", "withdrawal", "disclosure", "correction"].includes(kind));
  for (const entry of acts) {
    must(entry.statement.key ? signed(entry) : entry.evidence === null, "signature", entry.part);
  }
  for (const { part, position, statement } of acts) {
    if (!statement.key) continue;
    const known = keys.get(statement.key);
    must(known && known.position < position && !(known.revoked < position), "word-key", part);
    must(known.organisation === statement.organisation.id && known.mandate === statement.mandate, "word-key", part);
  }
  checkOrder(entries, registers.get(`instrument ${instrument}`));
};

const checkKeys = (entries, signed) => {
  const [keys, registered] = [new Map(), new Map()];
  for (const entry of entries.filter(({ kind }) => kind === "key-register")) {
    const { digest, part, position, statement } = entry;
    must(signed(entry) && !keys.has(statement.key), "key-register", part);
    const known = { key: statement.key, position, organisation: statement.organisation.id, mandate: statement.mandate };
    keys.set(statement.key, known);
    registered.set(digest, known);
  }
  for (const { event, kind, part, position, statement } of entries) {
    if (!["key-confirm", "key-revoke", "key-contest"].includes(kind)) continue;
    const [meant, key] = statement ? [statement.supersedes, statement.key] : [event.registered, event.key];
    const known = registered.get(meant);
    must(known && known.position < position, "key-entry", part);
    must((known.key === key) !== (event.way === "earlier-key"), "key-entry", part);
    const by = statement ? statement.organisation.id : event.organisation;
    must(kind === "key-confirm" || known.organisation === by, "key-entry", part);
    if (kind !== "key-revoke") continue;
    must(known.revoked === undefined, "key-entry", part);
    known.revoked = position;
  }
  for (const entry of entries.filter(({ kind }) => kind === "key-confirm")) {
    const { event, evidence, part, position, statement } = entry;
    const organisation = statement.organisation.id;
    const meant = registered.get(statement.supersedes);
    if (event.way === "earlier-key") {
      const earlier = keys.get(statement.key);
      must(signed(entry) && earlier && earlier.position < position, "key-confirm", part);
      must(!(earlier.revoked < position), "key-confirm", part);
      must(earlier.organisation === organisation && meant.organisation === organisation, "key-confirm", part);
      must(earlier.mandate === statement.mandate, "key-confirm", part);
    } else {
      must(evidence === null, "key-confirm", part);
      must((meant.organisation === organisation) === (event.way === "fingerprint"), "key-confirm", part);
    }
  }
  return keys;
};

/** Each organisation's word names its former one. What is not opened may stand between, and contradicts nothing. */
const checkOrder = (entries, register) => {
  const opened = new Set(entries.map(({ digest }) => digest));
  const references = new Set(entries.map(({ reference }) => reference));
  const unopened = [...(register ?? [])].some(([reference, kind]) => kind === "word" && !references.has(reference));
  const standing = new Map();
  for (const { digest, kind, part, statement } of entries) {
    if (!["word", "withdrawal", "disclosure"].includes(kind)) continue;
    const [organisation, named] = [statement.organisation.id, statement.supersedes];
    const former = standing.get(organisation) ?? null;
    const expected = named === former && (kind === "word" || former !== null);
    must(expected || (unopened && named !== null && !opened.has(named)), "word-order", part);
    if (kind === "word") standing.set(organisation, digest);
    else if (kind === "withdrawal") standing.delete(organisation);
  }
};
