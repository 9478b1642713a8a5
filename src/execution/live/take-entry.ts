/** An entry as the ledger hands it out, for the decider's fold: who vouches for it is checked, and its content opened. */
import { fromBase64, type Identity, type Json, openSealed, parseJson } from "../../crypto/index.ts";
import { fail } from "../../fault/index.ts";
import { type FollowedEntry, leafHash, leafText } from "../../ledger/index.ts";
import type { Decider } from "../decider.ts";
import { SEALED_LIMITS } from "../limits.ts";
import { REMEDY, type Vouching } from "./vouched.ts";

/** Checks that an entry is the next, and who vouches for it, opens and folds it. Codes: those of `Vouching.take` and `Decider.fold`. */
export function takeEntry(decider: Decider, vouching: Vouching, identity: Identity, entry: FollowedEntry): ReturnType<Decider["fold"]> {
  const { index, leaf } = entry;
  if (index !== decider.size)
    return fail("execution/entry-forged", `entry ${index} comes where ${decider.size} is next`, { remedy: REMEDY });
  const vouched = vouching.take(leaf);
  if (!vouched.ok) return vouched;
  const opened = leaf.entry.kind === "decision" ? undefined : openEntry(identity, entry);
  return decider.fold({ index, leaf, hash: leafHash(Buffer.from(leafText(leaf), "utf8")), opened });
}

/** The sealed content of an entry as JSON; undefined where it is sealed for others, is erased, or is no canonical JSON. */
export function openEntry(identity: Identity, { leaf, blob }: FollowedEntry): Json | undefined {
  const bytes = blob === undefined ? undefined : fromBase64(blob);
  if (bytes === undefined || leaf.seal === undefined) return undefined;
  const opened = openSealed(identity, bytes, leaf.seal);
  const parsed = opened.ok ? parseJson(opened.value, SEALED_LIMITS) : undefined;
  return parsed?.ok === true ? parsed.value : undefined;
}
