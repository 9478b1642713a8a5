/** Records the charter and the pins in the ledger, signed by the author's key, where other ones are in force. */
import { digestOf, type Json, JUDGES } from "../crypto/index.ts";
import { lockedDigests } from "../execution/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { CharterEntry, Entry, PinEntry } from "../ledger/index.ts";
import { type Attached, attach } from "./attach.ts";
import type { Compiled } from "./charter-file.ts";
import type { CliCode } from "./faults.ts";
import { sealFor } from "./seal-for.ts";
import type { StateFolder } from "./state-folder.ts";

/** Appends a `charter` and a `pin` entry where they differ from what is in force. Codes: those of `attach`, `cli/not-recorded`. */
export async function putInForce(state: StateFolder, compiled: Compiled, patienceMs: number): Promise<Result<void, CliCode>> {
  const attached = await attach(state, "author", patienceMs);
  if (!attached.ok) return attached;
  try {
    const status = await attached.value.client.status();
    if (!status.ok) return fail("cli/not-running", "the ledger does not answer", { cause: status.fault });
    const { inForce } = status.value;
    const tools = lockedDigests(compiled.lock);
    const pins = digestOf(tools);
    if (inForce.machine === compiled.digest && inForce.pins === pins) return ok(undefined);
    if (inForce.pins !== pins) {
      const entry: PinEntry = { kind: "pin", tools };
      const pinned = await record(attached.value, entry, compiled.lock as unknown as Json);
      if (!pinned.ok) return pinned;
    }
    const entry: CharterEntry = {
      kind: "charter",
      name: compiled.document.charters.at(-1)?.name ?? "",
      version: (inForce.version ?? 0) + 1,
      machine: compiled.digest,
      pins,
      ...(compiled.expires === undefined ? {} : { expires: compiled.expires }),
    };
    return await record(attached.value, entry, {
      machine: compiled.document as unknown as Json,
      sources: compiled.sources.map(({ file, text }) => ({ file, text })),
      base: compiled.base,
    });
  } finally {
    attached.value.close();
  }
}

/** Charters and pins are read by whoever decides under them, checks them, or answers for them. */
async function record({ client, ring }: Attached, entry: Entry, content: Json): Promise<Result<void, CliCode>> {
  const appended = await client.append({ entry, ...sealFor(ring, [...JUDGES, "auditor", "author"], content) });
  return appended.ok ? ok(undefined) : fail("cli/not-recorded", `the ledger did not take the ${entry.kind}`, { cause: appended.fault });
}
