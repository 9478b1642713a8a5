/** The carry of an erasure, if a host, a decider and a countersigner have signed what they must have signed for it to count. */
import { Approvers } from "./approvers.ts";
import { readCanonical } from "./canonical-text.ts";
import type { Leaf } from "./entry.ts";
import { type Carry, readCarry } from "./redecide/carry.ts";
import type { Member } from "./ring.ts";
import { openSeal, type SealKey } from "./seals.ts";
import { Writers } from "./writers.ts";

/** An entry with its sealed content. */
export interface Kept {
  readonly index: number;
  readonly leaf: Leaf;
  readonly blob: Buffer | undefined;
}

/** The carry, or why nobody may rest on it. */
export async function statedCarry(
  [erasure, carry, confirmed]: readonly Kept[],
  { ring, key }: { readonly ring: ReadonlyMap<string, Member>; readonly key: SealKey },
): Promise<Carry | string> {
  if (erasure === undefined || carry === undefined || confirmed === undefined) return "an entry of the erasure is missing";
  const said = confirmed.leaf.entry;
  const isAboutIt =
    erasure.leaf.entry.kind === "erasure" &&
    carry.leaf.entry.kind === "carry" &&
    carry.leaf.entry.server === undefined &&
    carry.leaf.entry.erasure === erasure.index &&
    said.kind === "carry" &&
    said.server !== undefined &&
    said.refused === undefined &&
    said.erasure === erasure.index &&
    said.confirms === carry.index;
  if (!isAboutIt) return `the entries ${erasure.index}, ${carry.index} and ${confirmed.index} are not about one erasure`;
  const flaws: string[] = [];
  const writers = new Writers(ring, new Approvers(ring));
  for (const { leaf, index } of [erasure, carry, confirmed]) writers.check(leaf, index, (_, message) => void flaws.push(message));
  await writers.finish();
  const [flaw] = flaws;
  return flaw ?? openCarry(carry, key) ?? `the carry in entry ${carry.index} is not open`;
}

/** The carry that a decider has sealed; undefined where it can't be opened, or is none. */
export function openCarry({ leaf, blob }: Kept, key: SealKey): Carry | undefined {
  const opened = leaf.seal === undefined || blob === undefined ? undefined : openSeal(blob, leaf.seal, key);
  return opened?.is === "opened" ? readCarry(readCanonical(opened.content)) : undefined;
}
