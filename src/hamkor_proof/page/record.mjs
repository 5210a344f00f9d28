// Stages 4 to 9: what the file says against the network's record (docs/evidence-bundle.md, section 3).
import { must } from "./bytes.mjs";
import { checkCheckpoint } from "./notes.mjs";
import { consistent, included } from "./tree.mjs";

export const isWord = (entry) => entry.kind === "word";

/** Stage 4: the network's editions follow one another, and the pinned one is among them. */
export const checkNetwork = (bundle, pinned) => {
  const { editions, entries, network } = bundle;
  must(editions[0].sha256 === network, "network-id", "network/0001.json");
  must(editions[0].edition === 1, "network-chain", "network/0001.json");
  const opened = new Set(entries.map(({ eventHash }) => eventHash));
  editions.slice(1).forEach((edition, at) => {
    const before = editions[at];
    must(edition.edition === at + 2 && edition.previous === before.sha256, "network-chain", edition.part);
    must(edition.log.written === before.log.written, "network-chain", edition.part);
    must(edition.demonstration === before.demonstration, "network-chain", edition.part);
    for (const site of edition.relying_parties) {
      const former = before.relying_parties.find(({ id }) => id === site.id);
      must(!former || former.from === site.from, "network-chain", edition.part);
    }
    must(opened.has(edition.sha256), "network-chain", edition.part);
  });
  const later = new Set(editions.slice(1).map(({ sha256 }) => sha256));
  for (const { eventHash, kind, part } of entries) {
    must(kind !== "network" || later.has(eventHash), "network-chain", part);
  }
  must(pinned === null || editions.some(({ sha256 }) => sha256 === pinned), "other-network", "network/0001.json");
};

/** Stages 5 and 6. Returns when each witness cosigned. */
export const checkTree = async ({ checkpoint, editions, entries }, node) => {
  const newest = editions.at(-1);
  const cosigned = await checkCheckpoint(checkpoint, newest.log, newest.witnesses);
  const { size, root } = checkpoint;
  const inside = await Promise.all(
    entries.map(({ hash, position, proof }) => included(hash, position, size, root, proof, node)),
  );
  entries.forEach(({ part }, at) => must(inside[at], "not-included", part));
  return cosigned;
};

/** Stages 7 and 8: the heads, and what registers list. */
export const checkRegisters = (bundle) => {
  const { checkpoint, entries, instrument, keptBack } = bundle;
  const last = entries.find(({ position }) => position === checkpoint.size - 1);
  must(last, "heads-missing", `entries/${String(checkpoint.size - 1).padStart(12, "0")}.json`);
  for (const entry of entries) must((entry.kind === "heads") === (entry === last), "heads", entry.part);
  const heads = new Set(last.event.registers);

  const registers = new Map();
  const made = entries.filter(({ kind }) => kind === "register");
  for (const { event, part } of made) {
    const about = `${event.about.kind} ${event.about.id}`;
    must(!registers.has(about), "register-twice", part);
    registers.set(about, new Map(event.entries.map(([kind, reference]) => [reference, kind])));
  }
  for (const { part, reference } of made) must(heads.has(reference), "register-not-latest", part);
  if (keptBack) {
    const withheld = ["word", "withdrawal", "disclosure", "hidden", "register"];
    for (const { kind, part } of entries) must(!withheld.includes(kind) && !kind.startsWith("key-"), "kept-back", part);
    return registers;
  }
  const own = registers.get(`instrument ${instrument}`);
  must(own, "register-missing");
  for (const { part, statement } of entries.filter((entry) => isWord(entry) && entry.statement.key)) {
    must(registers.has(`keys ${statement.organisation.id}`), "register-missing", part);
  }
  const references = new Set(entries.map(({ reference }) => reference));
  const aboutKeys = [...registers].filter(([about]) => about.startsWith("keys ")).map(([, listed]) => listed);
  for (const entry of entries) {
    if (["register", "heads", "network"].includes(entry.kind)) continue;
    const about = entry.kind.startsWith("key-") ? aboutKeys : [own];
    must(
      about.some((listed) => listed.get(entry.reference) === entry.kind),
      "not-registered",
      entry.part,
    );
  }
  for (const { event, part } of entries.filter(({ kind }) => kind === "hidden")) {
    for (const hidden of event.entries) must(own.has(hidden) && !references.has(hidden), "hidden", part);
  }
  return registers;
};

/** Stage 9: the ledgers that signers were shown. */
export const checkSeen = async ({ checkpoint, entries, seen }, node) => {
  const good = await Promise.all(seen.map((item) => consistent(item, checkpoint, item.proof, node)));
  must(good.every(Boolean), "seen", "seen.json");
  const shown = new Set(seen.map(({ root, size }) => `${size} ${root}`));
  const stated = entries.filter(({ statement }) => statement && statement.seen.size > 0);
  for (const { part, statement } of stated)
    must(shown.has(`${statement.seen.size} ${statement.seen.root}`), "seen-missing", part);
  for (const { part, position, statement } of stated) must(statement.seen.size <= position, "seen", part);
};
