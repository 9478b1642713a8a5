/**
 * How somebody gets to see a value that looks like a secret: that they look is recorded first, with who and where, never with the value.
 * What can't be recorded is not shown.
 */
import { canonicalBytes, createSealer, isJsonObject, type Json, JUDGES, type Ring, readersOf, toBase64 } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { Entry, Index, LedgerClient } from "../ledger/index.ts";
import type { Chronicle } from "./chronicle.ts";
import type { ConsoleServerCode } from "./faults.ts";
import { secretAt, secretsAbout, secretsIn } from "./secrets.ts";

export interface RevealsWorld {
  readonly chronicle: Chronicle;
  readonly client: Pick<LedgerClient, "read" | "append">;
  readonly ring: Ring;
}

/**
 * Pointers to the secrets in what is sealed beside an entry: of what was found about a call, also to what repeats the call's secrets, which
 * its own entry still has when it is over.
 */
export async function secretsBeside(
  { chronicle, client }: Pick<RevealsWorld, "chronicle" | "client">,
  entry: Entry | undefined,
  sealed: Json,
): Promise<readonly string[]> {
  if (entry?.kind !== "rehearsal") return secretsIn(sealed);
  const read = await client.read(entry.proposal, entry.proposal + 1);
  const [proposed] = read.ok ? read.value : [];
  const call = proposed === undefined ? undefined : chronicle.open(proposed);
  return secretsAbout({ proposed: call ?? null, runs: chronicle.calls.get(entry.proposal)?.runs?.args ?? null }, sealed);
}

export class Reveals {
  readonly #world: RevealsWorld;
  readonly #sealer = createSealer();

  constructor(world: RevealsWorld) {
    this.#world = world;
  }

  /**
   * The secret at a JSON pointer into what is sealed beside an entry, or below `/runs`, into what runs of a proposed call.
   * Codes: `console-server/not-found`, `console-server/not-recorded`.
   */
  async show(viewer: string, entry: Index, place: string): Promise<Result<Json, ConsoleServerCode>> {
    const { chronicle, client, ring } = this.#world;
    const read = await client.read(entry, entry + 1);
    const [followed] = read.ok ? read.value : [];
    const opened = followed === undefined ? undefined : chronicle.open(followed);
    const runs = chronicle.calls.get(entry)?.runs?.args;
    const sealed = isJsonObject(opened) ? { ...opened, ...(runs === undefined ? {} : { runs }) } : undefined;
    const secrets = sealed === undefined ? [] : await secretsBeside(this.#world, followed?.leaf.entry, sealed);
    const value = sealed === undefined ? undefined : secretAt(sealed, place, secrets);
    if (value === undefined) return fail("console-server/not-found", "there is no secret at this place");
    const { commitment, blob } = this.#sealer.seal(
      canonicalBytes({ place }),
      readersOf(ring, [...JUDGES, "console", "auditor", "approver:"]),
    );
    const said = { entry: { kind: "reveal", entry, viewer }, seal: commitment, blob: toBase64(blob) } as const;
    const recorded = await client.append(said);
    if (recorded.ok) return ok(value);
    return fail("console-server/not-recorded", "that somebody looks could not be recorded", { cause: recorded.fault });
  }
}
