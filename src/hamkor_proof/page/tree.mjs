// The tree of RFC 6962: inclusion and consistency, as RFC 9162 has the algorithms (sections 2.1.3.2, 2.1.4.2).
import { hex, join, sha256, unhex } from "./bytes.mjs";

const half = (value) => Math.floor(value / 2);
const odd = (value) => value % 2 === 1;
const isPowerOfTwo = (value) => (BigInt(value) & BigInt(value - 1)) === 0n;

/** Interior nodes by their children: the proofs of one checkpoint share most of them. */
export const nodes = () => {
  const known = new Map();
  return (left, right) => {
    const both = left + right;
    if (!known.has(both)) known.set(both, sha256(join([1], unhex(both))).then(hex));
    return known.get(both);
  };
};

export const leafHash = async (leaf) => hex(await sha256(join([0], leaf)));

/** Whether this leaf's hash is in the tree at this position. */
export const included = async (hash, position, size, root, proof, node) => {
  if (position >= size) return false;
  let [first, last, reached] = [position, size - 1, hash];
  for (const each of proof) {
    if (last === 0) return false;
    if (odd(first) || first === last) {
      reached = await node(each, reached);
      while (!odd(first) && first !== 0) [first, last] = [half(first), half(last)];
    } else {
      reached = await node(reached, each);
    }
    [first, last] = [half(first), half(last)];
  }
  return last === 0 && reached === root;
};

/** Whether the earlier tree is the beginning of the later one. */
export const consistent = async (earlier, later, proof, node) => {
  if (earlier.size > later.size) return false;
  if (earlier.size === later.size) return proof.length === 0 && earlier.root === later.root;
  const path = isPowerOfTwo(earlier.size) ? [earlier.root, ...proof] : proof;
  if (path.length === 0) return false;
  let [first, last] = [earlier.size - 1, later.size - 1];
  while (odd(first)) [first, last] = [half(first), half(last)];
  let [was, is] = [path[0], path[0]];
  for (const each of path.slice(1)) {
    if (last === 0) return false;
    if (odd(first) || first === last) {
      was = await node(each, was);
      is = await node(each, is);
      while (!odd(first) && first !== 0) [first, last] = [half(first), half(last)];
    } else {
      is = await node(is, each);
    }
    [first, last] = [half(first), half(last)];
  }
  return last === 0 && was === earlier.root && is === later.root;
};
