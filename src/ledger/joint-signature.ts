/**
 * One signature over several statements: what a part says in one turn of its event loop it signs once, over the root of the
 * RFC 6962 tree of these statements, and each entry carries that signature with its own path to the root. So a busy part signs,
 * and everybody verifies, once for many; still each entry proves by itself who wrote it.
 *
 *     alone     signature (64)
 *     together  signature (64) | index (1) | count (1) | inclusion proof, deepest sibling first (32 each)
 */
import { fromBase64, type Identity, statementBytes, toBase64, toHex, verifySignature } from "../crypto/index.ts";
import { assert } from "../fault/index.ts";
import { JOINT_ROOTS_KEPT_MAX, JOINT_STATEMENTS_MAX } from "./limits.ts";
import { HASH_SIZE, type Hash, leafHash } from "./tree/merkle.ts";
import { rootOfProof } from "./tree/proof.ts";
import { Tree } from "./tree/tree.ts";

const SIGNATURE_SIZE = 64;
const PLACE_SIZE = 2;
const PURPOSE = "interlock-entries/1";

/** Joint statements that were verified, by key and signature. Forgotten all at once when full. */
const verified = new Set<string>();

/** Signs statements of one part, together where they are several; one text for each, in their order. At most `JOINT_STATEMENTS_MAX`. */
export function signStatements(identity: Identity, statements: readonly Uint8Array[]): readonly string[] {
  const count = statements.length;
  assert(count > 0 && count <= JOINT_STATEMENTS_MAX, "a signature is over some statements, and not too many");
  const [alone] = statements;
  if (count === 1 && alone !== undefined) return [identity.sign(alone)];
  const tree = new Tree();
  for (const statement of statements) tree.append(leafHash(statement));
  const signature = Buffer.from(identity.sign(jointStatement(count, tree.root())), "base64");
  return statements.map((_, index) => toBase64(Buffer.concat([signature, Buffer.of(index, count), ...tree.inclusionProof(index, count)])));
}

/** Whether a signature, alone or joint, is by `signKey` over the statement. Any malformed input: no. */
export function verifyStatement(signKey: string, statement: Uint8Array, text: string): boolean {
  const bytes = fromBase64(text);
  if (bytes === undefined || bytes.length <= SIGNATURE_SIZE) return verifySignature(signKey, statement, text);
  const [index = 0, count = 0] = bytes.subarray(SIGNATURE_SIZE);
  if (count < 2 || count > JOINT_STATEMENTS_MAX) return false;
  const root = rootOfProof(index, count, leafHash(statement), hashesOf(bytes.subarray(SIGNATURE_SIZE + PLACE_SIZE)));
  if (root === undefined) return false;
  const signature = toBase64(bytes.subarray(0, SIGNATURE_SIZE));
  const name = `${signKey} ${signature} ${count} ${toHex(root)}`;
  if (verified.has(name)) return true;
  if (!verifySignature(signKey, jointStatement(count, root), signature)) return false;
  if (verified.size >= JOINT_ROOTS_KEPT_MAX) verified.clear();
  verified.add(name);
  return true;
}

function jointStatement(count: number, root: Hash): Uint8Array {
  return statementBytes(PURPOSE, { count, root: toHex(root) });
}

/** Hashes side by side; what is left over makes one of a wrong length, which no proof takes. */
function hashesOf(bytes: Uint8Array): readonly Hash[] {
  return Array.from({ length: Math.ceil(bytes.length / HASH_SIZE) }, (_, index) =>
    bytes.subarray(index * HASH_SIZE, (index + 1) * HASH_SIZE),
  );
}
