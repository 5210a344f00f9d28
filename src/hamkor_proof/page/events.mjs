// What entries of the ledger say (docs/ledger.md, section 3).
import { must } from "./bytes.mjs";
import {
  isAscending,
  exact,
  isDay,
  isHash,
  isLine,
  isList,
  isOneOf,
  isProse,
  isTime,
  isUuid,
  isWhole,
  orNull,
  typed,
} from "./forms.mjs";
import { isDescriptor } from "./notes.mjs";
import { isStatement, WORDS } from "./statement.mjs";

const BARE = { correct: "correction", withdraw: "withdrawal", disclose: "disclosure", "key-register": "key-register" };
const UNDER = {
  instrument: ["adoption", "correction", "disclosure", "hidden", "withdrawal", "word"],
  keys: ["key-confirm", "key-contest", "key-register", "key-revoke"],
};

const references = (values, least) => {
  must(isList(values).length >= least);
  values.forEach((each) => isHash(each));
  isAscending(values);
};

const READERS = {
  "hamkor/statement": (event) => {
    isStatement(event);
    const kind = WORDS.includes(event.act) ? "word" : BARE[event.act];
    must(kind);
    return { kind, statement: event };
  },
  "hamkor/adoption": (event) => {
    const { statement, named, correction } = typed(event, "hamkor/adoption", "statement adopted_on named correction");
    isStatement(statement);
    isOneOf(statement.act, "adopt", "correct");
    isDay(event.adopted_on);
    must(isList(named).length === statement.texts.length);
    named.forEach((each, at) => {
      must(isList(each).length === 3 && each[0] === statement.texts[at][0]);
      isLine(each[1]);
      isLine(each[2]);
    });
    if (statement.act === "adopt") must(correction === null);
    else isProse(correction);
    return { kind: "adoption", statement };
  },
  "hamkor/hidden": (event) => {
    typed(event, "hamkor/hidden", "network instrument entries");
    isHash(event.network);
    isUuid(event.instrument);
    references(event.entries, 1);
    return { kind: "hidden" };
  },
  "hamkor/key-confirmation": (event) => {
    const { statement, way, found } = typed(event, "hamkor/key-confirmation", "statement way found");
    isStatement(statement);
    must(statement.act === "key-confirm");
    isOneOf(way, "fingerprint", "earlier-key", "member");
    if (way === "fingerprint") isLine(found);
    else must(found === null);
    return { kind: "key-confirm", statement };
  },
  "hamkor/key-revocation": (event) => {
    const { statement, suspect_from: since } = typed(event, "hamkor/key-revocation", "statement suspect_from");
    isStatement(statement);
    must(statement.act === "key-revoke");
    orNull(since, isTime);
    must(since === null || since <= statement.time);
    return { kind: "key-revoke", statement };
  },
  "hamkor/key-contest": (event) => {
    typed(event, "hamkor/key-contest", "network organisation key registered time");
    isHash(event.network);
    isUuid(event.organisation);
    isHash(event.key);
    isHash(event.registered);
    isTime(event.time);
    return { kind: "key-contest" };
  },
  "hamkor/register": (event) => {
    const { about, entries } = typed(event, "hamkor/register", "network about sequence previous entries");
    isHash(event.network);
    exact(about, "kind id");
    isOneOf(about.kind, "instrument", "keys");
    isUuid(about.id);
    isWhole(event.sequence, 1);
    orNull(event.previous, isHash);
    must((event.sequence === 1) === (event.previous === null));
    must(isList(entries).length > 0);
    for (const each of entries) {
      must(isList(each).length === 2);
      isOneOf(each[0], ...UNDER[about.kind]);
      isHash(each[1]);
    }
    isAscending(entries.map((each) => each.join(" ")));
    must(new Set(entries.map((each) => each[1])).size === entries.length);
    return { kind: "register" };
  },
  "hamkor/heads": (event) => {
    typed(event, "hamkor/heads", "network registers");
    isHash(event.network);
    references(event.registers, 0);
    return { kind: "heads" };
  },
  "hamkor/network": (event) => {
    isDescriptor(event);
    return { kind: "network" };
  },
};

/** The kind of an event and the statement in it, if there is one; refuses what is none, or of another network or document. */
export const readEvent = (event, network, instrument) => {
  must(event !== null && typeof event === "object" && Object.hasOwn(READERS, event.type));
  const { kind, statement = null } = READERS[event.type](event);
  const named = statement ?? event;
  must(kind === "network" || named.network === network);
  must((named.instrument ?? instrument) === instrument);
  return { kind, statement };
};
