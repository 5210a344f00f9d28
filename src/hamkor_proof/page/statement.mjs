// The signing statement (docs/signing-statement.md, section 4).
import { must } from "./bytes.mjs";
import {
  exact,
  isAscending,
  isBoolean,
  isCountry,
  isHash,
  isLanguage,
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

export const EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
export const WORDS = ["sign", "accede", "endorse"];
const OF_KEYS = ["key-register", "key-confirm", "key-revoke"];
const OTHERS = ["withdraw", "hide", "disclose", "adopt", "correct", "deposit"];

/** Refuses what is no statement by the page's rules. */
export const isStatement = (value) => {
  typed(
    value,
    "hamkor/statement",
    "network act instrument edition adoption texts read corrections organisation mandate key reservation publish " +
      "supersedes seen nonce time",
  );
  const { act, key, mandate, read, texts } = value;
  isHash(value.network);
  isOneOf(act, ...WORDS, ...OTHERS, ...OF_KEYS);
  orNull(value.instrument, isUuid);
  orNull(value.edition, isWhole, 1);
  orNull(value.adoption, isHash);
  for (const each of isList(texts)) {
    must(isList(each).length === 3);
    isLanguage(each[0]);
    isHash(each[1]);
    isWhole(each[2], 1);
  }
  const languages = texts.map(([language]) => language);
  isAscending(languages);
  isList(read).forEach((each) => must(languages.includes(each)));
  isAscending(read);
  isOneOf(value.corrections, "editorial", "none", null);
  exact(value.organisation, "id name country");
  isUuid(value.organisation.id);
  isLine(value.organisation.name);
  isCountry(value.organisation.country);
  orNull(mandate, isUuid);
  orNull(key, isHash);
  orNull(value.reservation, isProse);
  exact(value.publish, "name country");
  isBoolean(value.publish.name);
  isBoolean(value.publish.country);
  orNull(value.supersedes, isHash);
  exact(value.seen, "size root");
  isWhole(value.seen.size, 0);
  isHash(value.seen.root);
  must((value.seen.size === 0) === (value.seen.root === EMPTY_ROOT));
  isHash(value.nonce);
  isTime(value.time);
  keepsRulesOfAct(value);
};

const keepsRulesOfAct = ({
  act,
  adoption,
  corrections,
  edition,
  instrument,
  key,
  mandate,
  read,
  reservation,
  supersedes,
  texts,
}) => {
  must(key === null || mandate !== null);
  must(mandate !== null || read.length === 0);
  if (OF_KEYS.includes(act)) {
    must(instrument === null && edition === null && adoption === null && texts.length + read.length === 0);
    must(key !== null && (act === "key-register" || supersedes !== null));
  } else {
    must(instrument !== null && edition !== null);
  }
  if (WORDS.includes(act)) {
    must((adoption === null) !== (corrections === null));
    must(mandate === null || read.length > 0);
  } else {
    must(corrections === null && reservation === null);
  }
  must(texts.length > 0 || ![...WORDS, "adopt", "correct"].includes(act));
  must(act !== "adopt" || adoption === null);
};
