// The verdict (docs/evidence-bundle.md, section 3).
import { Failure } from "./bytes.mjs";
import { readBundle } from "./bundle.mjs";
import { findingsOf } from "./findings.mjs";
import { Unsupported } from "./keys.mjs";
import { checkNetwork, checkRegisters, checkSeen, checkTree } from "./record.mjs";
import { nodes } from "./tree.mjs";
import { checkAdoptions, checkKeysAndWords, checkTexts } from "./words.mjs";

const CANNOT_TELL = [
  "container",
  "part-unknown",
  "part-missing",
  "readme",
  "form",
  "heads-missing",
  "register-missing",
  "seen-missing",
  "text-missing",
];

/** Check a file. `pinned` is the network's fingerprint or null, `keys` are fingerprints that somebody has from
 * organisations, `demonstrations` says that these count. Status 0: proved, 1: contradicts, 2: cannot tell. The code
 * "browser" is this page's own: the browser has no Ed25519. */
export const verify = async (file, { readme, pinned = null, keys = [], demonstrations = false }) => {
  try {
    const bundle = await readBundle(file, readme);
    const node = nodes();
    checkNetwork(bundle, pinned);
    const cosigned = await checkTree(bundle, node);
    const registers = checkRegisters(bundle);
    await checkSeen(bundle, node);
    checkTexts(bundle);
    checkAdoptions(bundle);
    await checkKeysAndWords(bundle, registers);
    const newest = bundle.editions.at(-1);
    const findings = findingsOf(bundle, registers, cosigned, keys);
    const open =
      (pinned === null && "origin-unconfirmed") ||
      (newest.demonstration && !demonstrations && "demonstration") ||
      (cosigned.size < newest.threshold && "witnesses") ||
      (findings.keysUnopened && "keys-unopened");
    return { status: open ? 2 : 0, code: open || "proved", part: null, findings };
  } catch (error) {
    if (error instanceof Unsupported) return { status: 2, code: "browser", part: null, findings: null };
    if (!(error instanceof Failure)) throw error;
    const { code, part } = error;
    return { status: CANNOT_TELL.includes(code) ? 2 : 1, code, part, findings: null };
  }
};
