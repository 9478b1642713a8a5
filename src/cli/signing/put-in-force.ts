/**
 * Puts a charter and its pins in force, where others are: signed with the author's key here and with what other authors have signed.
 * One entry changes both, so after a crash the old ones are in force or the new ones, never a mix.
 */
import { digestOf, type Json, JUDGES } from "../../crypto/index.ts";
import { lockedDigests } from "../../execution/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { Entry, InForce } from "../../ledger/index.ts";
import type { Compiled } from "../charter/charter-file.ts";
import { ownPaths } from "../charter/own-paths.ts";
import type { CliCode } from "../faults.ts";
import { type Attached, attach } from "../ledger/attach.ts";
import { sealFor } from "../ledger/sealed-content.ts";
import type { StateFolder } from "../state-folder/state-folder.ts";
import { type CharterSignatures, isSameCharter, readSignatures, termsOf } from "./charter-signatures.ts";

/** `charter`: the innermost one's file. Codes: those of `attach` and `readSignatures`, `cli/charter-unsigned`, `cli/not-recorded`. */
export async function putInForce(
  state: StateFolder,
  compiled: Compiled,
  charter: string,
  patienceMs: number,
): Promise<Result<void, CliCode>> {
  const attached = await attach(state, "author", patienceMs);
  if (!attached.ok) return attached;
  try {
    const status = await attached.value.client.status();
    if (!status.ok) return fail("cli/not-running", "the ledger does not answer", { cause: status.fault });
    const { inForce } = status.value;
    const signed = nextCharter(compiled, charter, inForce, attached.value.identity.id);
    if (!signed.ok) return signed;
    if (signed.value === undefined) return ok(undefined);
    const tools = lockedDigests(compiled.lock);
    if (inForce.pins !== digestOf(tools)) {
      const pinned = await record(attached.value, { kind: "pin", tools }, compiled.lock as unknown as Json);
      if (!pinned.ok) return pinned;
    }
    const { terms, signatures } = signed.value;
    return await record(attached.value, signatures.length === 0 ? terms : { ...terms, signatures }, {
      machine: compiled.document as unknown as Json,
      sources: compiled.sources.map(({ file, text }) => ({ file, text })),
      base: compiled.base,
      protects: ownPaths(state, compiled),
    });
  } finally {
    attached.value.close();
  }
}

/** The next charter with the other authors' signatures; undefined where it is in force already. */
function nextCharter(compiled: Compiled, charter: string, inForce: InForce, own: string): Result<CharterSignatures | undefined, CliCode> {
  const terms = termsOf(compiled, (inForce.version ?? 0) + 1, inForce.authors);
  const read = readSignatures(charter);
  if (!read.ok) return read;
  const signed = read.value !== undefined && isSameCharter(read.value.terms, terms) ? read.value : undefined;
  const same = inForce.machine === terms.machine && inForce.certificate === terms.certificate && inForce.pins === terms.pins;
  if (signed === undefined && same) return ok(undefined);
  // The entry's own signature is this author's.
  return ok({ terms: signed?.terms ?? terms, signatures: (signed?.signatures ?? []).filter(({ by }) => by !== own) });
}

/** Charters and pins are read by whoever decides under them, checks them, or answers for them. */
async function record({ client, ring }: Attached, entry: Entry, content: Json): Promise<Result<void, CliCode>> {
  const appended = await client.append({ entry, ...sealFor(ring, [...JUDGES, "auditor", "author"], content) });
  if (appended.ok) return ok(undefined);
  const cause = appended.fault;
  if (cause.code === "ledger/charter-unsigned")
    return fail("cli/charter-unsigned", "not enough authors have signed this charter", {
      cause,
      remedy: "let the others sign: `interlock sign CHARTER --key NAME`",
    });
  return fail("cli/not-recorded", `the ledger did not take the ${entry.kind}`, { cause });
}
