/** A grant: the host's signed word on who a session acts for, with the task in that person's own words, sealed. */
import { canonicalBytes, createSealer, type Json, type PublicIdentity, type Ring, toBase64 } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { GrantEntry, Index } from "../ledger/index.ts";
import { attach } from "./attach.ts";
import type { CliCode } from "./faults.ts";
import type { StateFolder } from "./state-folder.ts";

export interface GrantOptions {
  readonly agent: string;
  readonly user: string;
  readonly role: string;
  readonly mandate?: string;
  readonly task?: string;
  readonly fresh: boolean;
  readonly expires: number;
}

/** Records a grant with the state folder's host key; gives its entry's index. Codes: those of `attach`. */
export async function recordGrant(state: StateFolder, { task, mandate, ...rest }: GrantOptions): Promise<Result<Index, CliCode>> {
  const host = await attach(state, "host", 0);
  if (!host.ok) return host;
  const entry: GrantEntry = { kind: "grant", ...rest, ...(mandate === undefined ? {} : { mandate }) };
  const content: Json = { task: task ?? "", messages: [] };
  const { blob, commitment } = createSealer().seal(canonicalBytes(content), readersOf(host.value.ring));
  const appended = await host.value.client.append({ entry, seal: commitment, blob: toBase64(blob) });
  host.value.close();
  return appended.ok ? ok(appended.value.index) : fail("cli/not-running", "the ledger did not take the grant", { cause: appended.fault });
}

function readersOf(ring: Ring): readonly PublicIdentity[] {
  const reads = (duty: string): boolean => duty === "decider" || duty === "auditor" || duty.startsWith("approver:");
  return ring.identities.filter(({ duties }) => duties.some(reads)).map(({ identity }) => identity);
}
