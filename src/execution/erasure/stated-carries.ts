/**
 * The carries of erasures that two judges stand for, as a decider reads them before it folds anything: the ledger says where they are, and
 * is believed no further. Each is signed by a host, a decider and a countersigner of the ring, and they name one another.
 */
import { type Duty, enrolmentOf, type Identity, type Ring } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { type Entry, type ErasedPlaces, type FollowedEntry, type LedgerClient, verifyLeaf } from "../../ledger/index.ts";
import type { ExecutionCode } from "../faults.ts";
import { openEntry } from "../live/take-entry.ts";
import { type Carry, carryFrom } from "./carry.ts";

/** Codes: `execution/entry-forged`, `execution/entry-unreadable`, those of the link. */
export async function readCarries(
  client: LedgerClient,
  { identity, ring }: { readonly identity: Identity; readonly ring: Ring },
  erased: readonly ErasedPlaces[] = [],
): Promise<Result<readonly Carry[]>> {
  const carries: Carry[] = [];
  for (const places of erased) {
    const entries: FollowedEntry[] = [];
    for (const index of [places.erasure, places.carry, places.confirmed]) {
      const read = await client.read(index, index + 1);
      if (!read.ok) return read;
      entries.push(...read.value);
    }
    const carry = statedCarry(places, entries, { identity, ring });
    if (!carry.ok) return carry;
    carries.push(carry.value);
  }
  return ok(carries);
}

/** The carry of one erasure, from its entry, the decider's and the countersigner's. Codes: as `readCarries`. */
export function statedCarry(
  { erasure, carry }: ErasedPlaces,
  entries: readonly FollowedEntry[],
  { identity, ring }: { readonly identity: Identity; readonly ring: Ring },
): Result<Carry, ExecutionCode> {
  const [ordered, carried, confirmed] = entries;
  const server = confirmed?.leaf.entry.kind === "carry" ? (confirmed.leaf.entry.server ?? "") : "";
  const isStated =
    says(ring, ordered, "host", ({ kind }) => kind === "erasure") &&
    says(ring, carried, "decider", (said) => said.kind === "carry" && said.erasure === erasure && said.server === undefined) &&
    says(ring, confirmed, `countersigner:${server}`, (said) => isConfirmation(said, erasure, carry));
  if (!isStated || carried === undefined) {
    return fail("execution/entry-forged", `two judges do not stand for the erasure in entry ${erasure}`, {
      remedy: "stop, keep the folder as evidence, and run `interlock audit`",
    });
  }
  const opened = carryFrom(openEntry(identity, carried));
  return opened?.erasure === erasure
    ? ok(opened)
    : fail("execution/entry-unreadable", `the carry in entry ${carry} can't be opened`, { remedy: "give the decider the key of before" });
}

function isConfirmation(said: Entry, erasure: number, carry: number): boolean {
  return said.kind === "carry" && said.erasure === erasure && said.confirms === carry && said.refused === undefined;
}

function says(ring: Ring, entry: FollowedEntry | undefined, duty: Duty, what: (said: Entry) => boolean): boolean {
  const writer = entry === undefined ? undefined : enrolmentOf(ring, entry.leaf.by);
  return entry !== undefined && writer?.duties.includes(duty) === true && what(entry.leaf.entry) && verifyLeaf(entry.leaf, writer.identity);
}
