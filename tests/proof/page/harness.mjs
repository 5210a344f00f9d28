// Asks the page's program, without a page: a question a line on standard input, an answer a line on standard output.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const from = (name) => import(pathToFileURL(`${process.argv[2]}/${name}.mjs`));
const [{ verify }, { parseStrict, parseCanonical }, { isEdwardsKey }, { unpack }, { isLine }, tree] = await Promise.all(
  ["verify", "json", "keys", "container", "forms", "tree"].map(from),
);

const bytes = (written) => new Uint8Array(Buffer.from(written, "base64"));
// Where a line, for each character, begins to be taken and ceases to be.
const edges = () => {
  const found = [];
  let before = false;
  for (let point = 0; point <= 0x10ffff; point++) {
    const now = (point < 0xd800 || point > 0xdfff) && taken(() => isLine(String.fromCodePoint(point)));
    if (now !== before) found.push(point);
    before = now;
  }
  return found;
};
const taken = (work) => {
  try {
    work();
    return true;
  } catch (error) {
    if (error.constructor.name !== "Failure") throw error;
    return false;
  }
};
const OPERATIONS = {
  verify: async ({ data, file, readme, pinned, demonstrations, keys }) =>
    verify(file ? new Uint8Array(await readFile(file)) : bytes(data), { readme, pinned, demonstrations, keys }),
  follows: ({ what, given }) => tree[what](...given, tree.nodes()),
  edges,
  strict: ({ data }) => taken(() => parseStrict(bytes(data))),
  canonical: ({ data }) => taken(() => parseCanonical(bytes(data))),
  container: ({ data }) => taken(() => unpack(bytes(data))),
  edwards: ({ data }) => taken(() => isEdwardsKey(bytes(data))),
};

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  const answer = await OPERATIONS[question.operation](question);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
