// The page: takes files, asks `verify`, shows what it says. Nothing that a file holds is ever read as markup.
// README, KEYS and TEXTS are put before all modules by what builds the page.
import { hex, sha256 } from "./bytes.mjs";
import { verify } from "./verify.mjs";

const NAMES = {
  ru: "Русский",
  en: "English",
  kk: "Қазақша",
  ky: "Кыргызча",
  tg: "Тоҷикӣ",
  tk: "Türkmençe",
  uz: "Oʻzbekcha",
};
// Codes that are told by the same sentence.
const TOLD = {
  container: "notEvidence",
  "part-unknown": "notEvidence",
  "part-missing": "notEvidence",
  readme: "notEvidence",
  "network-id": "networkWrong",
  "network-chain": "networkWrong",
  cosignature: "checkpoint",
  "heads-missing": "missing",
  "register-missing": "missing",
  "seen-missing": "missing",
  "text-missing": "missing",
  heads: "registers",
  "register-twice": "registers",
  "register-not-latest": "registers",
  "not-registered": "registers",
  "kept-back": "registers",
  hidden: "registers",
  adoption: "word-text",
  "key-register": "key-entry",
  "key-confirm": "key-entry",
  "word-key": "signature",
};
const at = (id) => document.getElementById(id);
let language =
  (navigator.languages ?? []).map((tag) => tag.split("-")[0]).find((tag) => Object.hasOwn(NAMES, tag)) ?? "en";
let asked = null;
let answer = null;

const say = (key, ...values) => TEXTS[language][KEYS.indexOf(key)].replace(/\{(\d)\}/g, (_, index) => values[index]);

const element = (name, attributes, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  made.append(...children.flat().filter((child) => child !== null && child !== false));
  return made;
};
const locales = () => [language, "ru", "en"];
const named = (type, code) => {
  try {
    return new Intl.DisplayNames(locales(), { type }).of(code);
  } catch {
    return code;
  }
};
const moment = (time) =>
  `${new Intl.DateTimeFormat(locales(), { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(time)} UTC`;
const day = (time) =>
  new Intl.DateTimeFormat(locales(), { dateStyle: "long", timeZone: "UTC" }).format(Date.parse(time));
const code = (written) => element("code", {}, written.match(/.{1,4}/g).join(" "));
const fact = (term, ...value) => [element("dt", {}, term), element("dd", {}, ...value)];
const note = (words, warning = false) => element("small", { class: warning ? "warn" : null }, words);

const textItem = ({ authentic, covered, edition, language: tag, sha256: hash, words }) =>
  element(
    "li",
    {},
    element("span", { class: "name" }, named("language", tag)),
    note(
      [
        say("edition", edition),
        say(authentic ? "authentic" : covered ? "translation" : "uncovered"),
        say("namedBy", words),
      ].join(" · "),
      !covered,
    ),
    code(hash),
  );

const wordItem = (word) => {
  const { found, given, key, name, reservation, way, withdrawn } = word;
  const about = key && [
    element("small", {}, say("key"), " ", code(key)),
    way === "site" ? note(say("way-site"), true) : note(`${say("confirmed-key")}: ${say(`way-${way}`, found)}`),
    word.revoked && note(word.suspect ? say("suspect", day(word.suspect)) : say("revoked"), true),
    word.contested && note(say("contested"), true),
    given && note(say("givenKey")),
  ];
  return element(
    "li",
    {},
    element("span", { class: "name", dir: "auto" }, name),
    note(
      [
        named("region", word.country),
        say(word.act === "endorse" ? "partner" : "signatory"),
        say(word.strength),
        say("edition", word.edition),
      ].join(" · "),
    ),
    withdrawn && note(say("withdrawn"), true),
    reservation && note(say("reservation", reservation)),
    about || [],
  );
};

const section = (heading, ...content) => [element("h2", {}, say(heading)), ...content];
const list = (items) => element("ul", { class: "list" }, items);

const findings = (found) => {
  const title = found.titles.find(([tag]) => tag === language) ?? found.titles[0];
  const unopened = KINDS.filter((kind) => found.unopened[kind]).map((kind) =>
    element("li", {}, `${say(`n-${kind}`)}: ${found.unopened[kind]}`),
  );
  return [
    title && element("p", { class: "name", lang: title[0] }, title[1]),
    section("texts", list(found.texts.map(textItem))),
    section(
      "words",
      found.keptBack && element("p", {}, say("keptBack")),
      list(found.words.map(wordItem)),
      found.unmatched.map((key) => element("p", { class: "warn" }, say("unmatched"), " ", code(key))),
    ),
    section(
      "unopened",
      unopened.length ? list(unopened) : element("p", {}, say(found.keptBack ? "unopenedUnknown" : "nothing")),
      found.hidden > 0 && element("p", {}, say("ofThese", found.hidden)),
    ),
    section(
      "state",
      element(
        "dl",
        {},
        fact(say("size"), found.size.toLocaleString(locales())),
        fact(say("root"), code(found.root)),
        fact(say("witnesses-asked"), String(found.threshold)),
        fact(
          say("cosigned"),
          found.cosigned.length
            ? found.cosigned.map(({ name, time }) => element("div", {}, `${name}, ${moment(time * 1000)}`))
            : "0",
        ),
        fact(say("ofNetwork"), found.network.name, " ", code(found.network.id)),
      ),
    ),
  ];
};
const KINDS = [
  "adoption",
  "correction",
  "word",
  "withdrawal",
  "disclosure",
  "hidden",
  "key-register",
  "key-confirm",
  "key-revoke",
  "key-contest",
];

const show = () => {
  const { code: told, findings: found, part, status } = answer;
  at("verdict").replaceChildren(
    element("h2", { class: "verdict", tabindex: "-1" }, say(`status-${status}`)),
    element("p", {}, say(`c-${TOLD[told] ?? told}`)),
    ...(found?.network.demonstration && told !== "demonstration"
      ? [element("p", { class: "warn" }, say("c-demonstration"))]
      : []),
  );
  at("result").replaceChildren(
    element(
      "p",
      {},
      element(
        "small",
        {},
        say("status", status, told),
        part && ` · ${part}`,
        element("br", {}),
        asked.name,
        " · SHA-256 ",
        code(asked.hash),
      ),
    ),
    ...(found ? findings(found).flat(2).filter(Boolean) : []),
    ...section(
      "limits",
      element(
        "ul",
        {},
        say("limitsAre")
          .split("|")
          .map((line) => element("li", {}, line)),
      ),
    ),
  );
};

const speak = () => {
  document.documentElement.lang = language;
  document.title = say("title");
  for (const each of document.querySelectorAll("[data-text]")) each.textContent = say(each.dataset.text);
  for (const each of at("languages").children) each.setAttribute("aria-pressed", String(each.lang === language));
  if (answer) show();
};

/** Fingerprints as people write them, in groups or not, or as a QR code holds them; null where one is none. */
const fingerprints = (written) => {
  const lines = written
    .split("\n")
    .map((line) =>
      line
        .toLowerCase()
        .replace(/^\s*hamkor-key:/, "")
        .replace(/[\s,.;:\u002d\u2010-\u2015]/g, "")
        // Cyrillic letters that look the same.
        .replace(/[асе]/g, (letter) => "ace"["асе".indexOf(letter)]),
    )
    .filter(Boolean);
  return lines.every((line) => /^[0-9a-f]{64}$/.test(line)) ? lines : null;
};

const clear = (...shown) => {
  at("verdict").replaceChildren(...shown);
  at("result").replaceChildren();
};

const check = async () => {
  const [network, keys] = [fingerprints(at("network").value), fingerprints(at("keys").value)];
  at("network-error").textContent = network && network.length < 2 ? "" : say("badFingerprint");
  at("keys-error").textContent = keys ? "" : say("badFingerprint");
  at("network").setAttribute("aria-invalid", String(!network || network.length > 1));
  at("keys").setAttribute("aria-invalid", String(!keys));
  if (!asked || !network || network.length > 1 || !keys) {
    answer = null;
    clear();
    return;
  }
  const mine = (asked = { ...asked });
  answer = null;
  clear(element("p", {}, say("working")));
  const demonstrations = at("demonstrations").checked;
  const told = await verify(mine.bytes, { readme: README, pinned: network[0] ?? null, keys, demonstrations });
  if (mine !== asked) return;
  answer = told;
  show();
};

const take = async (file) => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (/\.json$/i.test(file.name)) {
    at("network").value = hex(await sha256(bytes));
  } else {
    asked = { name: file.name, bytes, hash: hex(await sha256(bytes)) };
  }
  await check();
  at("verdict").querySelector("h2")?.focus();
};

for (const [tag, name] of Object.entries(NAMES)) {
  const button = element("button", { type: "button", lang: tag }, name);
  button.addEventListener("click", () => {
    language = tag;
    speak();
  });
  at("languages").append(button);
}
for (const id of ["file", "descriptor"]) {
  at(id).addEventListener("change", ({ target }) => {
    if (target.files.length > 0) take(target.files[0]);
    target.value = "";
  });
}
for (const id of ["network", "keys", "demonstrations"]) at(id).addEventListener("change", check);
at("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, async (event) => {
    event.preventDefault();
    at("drop").classList.toggle("over", kind === "dragover");
    if (kind === "drop") for (const file of [...event.dataTransfer.files]) await take(file);
  });
}
at("shown").addEventListener("toggle", ({ target }) => {
  target.querySelector("pre").textContent = target.open ? at("program").textContent : "";
});
at("waiting").remove();
for (const part of document.querySelectorAll("form, footer")) part.hidden = false;
speak();
