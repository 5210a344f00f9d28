// The ZIP file with nothing to choose (docs/evidence-bundle.md, section 1).
import { Failure, join, must, same } from "./bytes.mjs";

const LARGEST = 64 * 1024 * 1024;
const MOST = 20_000;

const CRCS = Uint32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
const crc32 = (bytes) => {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRCS[(crc ^ byte) & 255];
  return ~crc >>> 0;
};

/** Little-endian numbers, each as [value, bytes]. */
const numbers = (...pairs) =>
  Uint8Array.from(
    pairs.flatMap(([value, width]) => Array.from({ length: width }, (_, at) => (value >>> (8 * at)) & 255)),
  );

const pack = (members) => {
  const [files, directory] = [[], []];
  let at = 0;
  for (const { name, body } of members) {
    const about = numbers(
      [20, 2],
      [0, 6],
      [0x21, 2],
      [crc32(body), 4],
      [body.length, 4],
      [body.length, 4],
      [name.length, 2],
      [0, 2],
    );
    directory.push(numbers([0x02014b50, 4], [20, 2]), about, numbers([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), name);
    files.push(numbers([0x04034b50, 4]), about, name, body);
    at += 30 + name.length + body.length;
  }
  const listed = join(...directory);
  const end = numbers(
    [0x06054b50, 4],
    [0, 4],
    [members.length, 2],
    [members.length, 2],
    [listed.length, 4],
    [at, 4],
    [0, 2],
  );
  return join(...files, listed, end);
};

/** The members by name. Writing them again must give the same file. */
export const unpack = (file) => {
  const wrong = () => new Failure("container");
  if (file.length > LARGEST) throw wrong();
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const members = [];
  let at = 0;
  while (at + 30 <= file.length && view.getUint32(at, true) === 0x04034b50) {
    const [size, length] = [view.getUint32(at + 18, true), view.getUint16(at + 26, true)];
    const start = at + 30 + length;
    if (members.length === MOST || start + size > file.length) throw wrong();
    members.push({ name: file.subarray(at + 30, start), body: file.subarray(start, start + size) });
    at = start + size;
  }
  const named = members.map(({ name, body }) => [String.fromCharCode(...name), body]);
  const kept = ([name], index) => /^[\x21-\x7e]{1,255}$/.test(name) && (index === 0 || named[index - 1][0] < name);
  must(named.length > 0 && named.every(kept), "container");
  must(same(pack(members), file), "container");
  return new Map(named);
};
