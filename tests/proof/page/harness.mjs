// Asks the page's program, without a page: a question a line on standard input, an answer a line on standard output.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const from = (name) => import(pathToFileURL(`${process.argv[2]}/${name}.mjs`));
const [{ verify }, { parseStrict, parseCanonical }, { isEdwardsKey }] = await Promise.all(
  ["verify", "json", "keys"].map(from),
);
const { unpack } = await from("container");

const bytes = (written) => new Uint8Array(Buffer.from(written, "base64"));
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
  verify: ({ data, readme, pinned, demonstrations, keys }) =>
    verify(bytes(data), { readme, pinned, demonstrations, keys }),
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
