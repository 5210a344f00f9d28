// What a file that contradicts nothing shows, told apart (docs/evidence-bundle.md, section 4).
import { isWord } from "./record.mjs";

const NOTICE = 72 * 3600 * 1000;
const MEMBERS = 2;

/** The five findings; the last is the same for every file and stands on the page. */
export const findingsOf = (bundle, registers, cosigned, given) => {
  const { checkpoint, editions, entries, keptBack } = bundle;
  const newest = editions.at(-1);
  const adoption = entries.findLast(({ kind }) => kind === "adoption");
  const confirmed = confirmations(entries);
  const words = wordsOf(entries).map((word) => ({
    ...word,
    ...(word.key && { ...confirmed(word), given: given.includes(word.key) }),
  }));
  const references = new Set(entries.map(({ reference }) => reference));
  const unopened = {};
  let keysUnopened = false;
  for (const [about, listed] of registers) {
    for (const [reference, kind] of listed) {
      if (references.has(reference)) continue;
      unopened[kind] = (unopened[kind] ?? 0) + 1;
      keysUnopened ||= about.startsWith("keys ");
    }
  }
  const hidden = new Set(entries.filter(({ kind }) => kind === "hidden").flatMap(({ event }) => event.entries));
  return {
    network: { id: bundle.network, name: newest.name, demonstration: newest.demonstration },
    titles: adoption.event.named,
    keptBack,
    texts: textsOf(bundle),
    words,
    unmatched: given.filter((key) => !words.some((word) => word.key === key)),
    unopened,
    keysUnopened,
    hidden: hidden.size,
    size: checkpoint.size,
    root: checkpoint.root,
    cosigned: newest.witnesses
      .filter(({ written }) => cosigned.has(written))
      .map(({ name, written }) => ({ name, time: cosigned.get(written) })),
    threshold: newest.threshold,
  };
};

const textsOf = ({ entries, texts }) =>
  texts.map(({ edition, language, sha256 }) => {
    const naming = entries.filter(
      ({ statement }) =>
        statement?.edition === edition && statement.texts.some((text) => text[0] === language && text[1] === sha256),
    );
    return {
      edition,
      language,
      sha256,
      authentic: naming.some(({ kind }) => kind === "adoption"),
      covered: naming.length > 0,
      words: naming.filter(isWord).length,
    };
  });

/** The last word of each organisation, by the name in its newest statement, and whether it was withdrawn. */
const wordsOf = (entries) => {
  const words = new Map();
  const names = new Map();
  for (const entry of entries) {
    const { kind, statement } = entry;
    if (!statement) continue;
    const { id, name, country } = statement.organisation;
    names.set(id, { name, country });
    if (isWord(entry)) {
      words.set(id, {
        act: statement.act,
        strength: statement.key ? "signed" : statement.mandate ? "confirmed" : "recorded",
        edition: statement.edition,
        time: statement.time,
        key: statement.key,
        reservation: statement.reservation,
        withdrawn: false,
      });
    } else if (kind === "withdrawal" && words.has(id)) {
      words.get(id).withdrawn = true;
    }
  }
  return [...words].map(([id, word]) => ({ ...word, ...names.get(id) }));
};

/** How keys are confirmed, and what was said against them. */
const confirmations = (entries) => {
  const keys = new Map();
  const registered = new Map();
  for (const { digest, kind, statement } of entries) {
    if (kind !== "key-register") continue;
    const known = { key: statement.key, time: statement.time, confirms: [], members: new Set() };
    keys.set(statement.key, known);
    registered.set(digest, known);
  }
  for (const { event, kind, statement } of entries) {
    if (kind === "key-contest") registered.get(event.registered).contested = true;
    if (!["key-confirm", "key-revoke"].includes(kind)) continue;
    const known = registered.get(statement.supersedes);
    if (kind === "key-revoke") Object.assign(known, { revoked: true, suspect: event.suspect_from });
    else if (event.way === "fingerprint") known.found ??= event.found;
    else if (event.way === "earlier-key") keys.get(statement.key).confirms.push({ known, time: statement.time });
    else if (Date.parse(statement.time) - Date.parse(known.time) >= NOTICE)
      known.members.add(statement.organisation.id);
  }
  const isSuspect = (known, time) => (known.suspect ?? "~") <= time;
  const outside = ({ found, members }) => found !== undefined || members.size >= MEMBERS;
  // What a confirmed key confirms is confirmed too: a set shows what is added to it on the way.
  const trusted = new Set([...keys.values()].filter((known) => outside(known) && !known.contested));
  for (const by of trusted) {
    for (const { known, time } of by.confirms) if (!known.contested && !isSuspect(by, time)) trusted.add(known);
  }
  return ({ key, time }) => {
    const known = keys.get(key);
    const { contested = false, found = null, members, revoked = false } = known;
    const outsiders = found === null ? (members.size < MEMBERS ? "earlier" : "members") : "fingerprint";
    const way = trusted.has(known) ? outsiders : "site";
    return { way, found, contested, revoked, suspect: isSuspect(known, time) && known.suspect };
  };
};
