/** The call that was sealed when it was proposed, in its one canonical form, as the executor's own key opens it. */
import { canonicalBytes, fromBase64, type Identity, isJsonObject, openSealed, parseJson } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { SealedCall, Warrant } from "../ledger/index.ts";
import type { ExecutorCode } from "./faults.ts";

/** `commitment`: what was sealed, by whoever refers to it. Code: `executor/call-mismatch`. */
export function openCall({ leaf, blob }: Warrant["proposal"], commitment: string, identity: Identity): Result<SealedCall, ExecutorCode> {
  const bytes = fromBase64(blob);
  if (bytes === undefined || commitment !== leaf.seal) return refuse("the warrant binds another call");
  const opened = openSealed(identity, bytes, commitment);
  if (!opened.ok) return fail("executor/call-mismatch", "the sealed call is not the one that the warrant binds", { cause: opened.fault });
  const parsed = parseJson(opened.value);
  if (!parsed.ok || !Buffer.from(canonicalBytes(parsed.value)).equals(opened.value)) return refuse("the sealed call is not canonical");
  const call = parsed.value;
  if (!isJsonObject(call)) return refuse("the sealed call is no object");
  const { tool, args, progress, salt } = call;
  if (typeof tool !== "string" || !isJsonObject(args)) return refuse("the sealed call has no tool or no arguments");
  return ok({ tool, args, ...(progress === true ? { progress } : {}), ...(typeof salt === "string" ? { salt } : {}) });
}

function refuse(message: string): Result<never, ExecutorCode> {
  return fail("executor/call-mismatch", message);
}
