/** What stands for contents that are erased, as a judge rests on it before its first entry: the ledger says where it is, and no more. */
import type { Kept, LiveJudge } from "../auditor/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { ErasedPlaces, LedgerClient } from "../ledger/index.ts";
import type { CountersignerCode } from "./faults.ts";

/** Reads the carries of all erasures. Codes: `countersigner/entry-forged`, those of the link. */
export async function restOnCarries(judge: LiveJudge, client: LedgerClient, erased: readonly ErasedPlaces[] = []): Promise<Result<void>> {
  for (const { erasure, carry, confirmed } of erased) {
    const kept: Kept[] = [];
    for (const place of [erasure, carry, confirmed]) {
      const read = await client.read(place, place + 1);
      if (!read.ok) return read;
      for (const { index, leaf, blob } of read.value)
        kept.push({ index, leaf, blob: blob === undefined ? undefined : Buffer.from(blob, "base64") });
    }
    const flaw = await judge.restOn(kept);
    if (flaw !== undefined) return fail<CountersignerCode>("countersigner/entry-forged", flaw, { remedy: "run `interlock audit`" });
  }
  return ok(undefined);
}
