/** A chronicle for a ledger some of whose contents may be erased: it rests on what two judges carry in their place. */
import type { Identity, Ring } from "../crypto/index.ts";
import { readCarries } from "../execution/index.ts";
import { ok, type Result } from "../fault/index.ts";
import type { ErasedPlaces, LedgerClient } from "../ledger/index.ts";
import { Chronicle } from "./chronicle.ts";

interface Reading {
  readonly client: LedgerClient;
  readonly identity: Identity;
  readonly ring: Ring;
}

/** `erased`: what the ledger's status says of it. Codes: those of `readCarries`. */
export async function restedChronicle(
  { client, ...who }: Reading,
  erased: readonly ErasedPlaces[] | undefined,
): Promise<Result<Chronicle>> {
  const carries = await readCarries(client, who, erased);
  if (!carries.ok) return carries;
  const chronicle = new Chronicle(who.identity, who.ring);
  chronicle.restOn(carries.value);
  return ok(chronicle);
}
