/** `interlock audit`: has a ledger re-verified by a program that shares no code with the rest. Works while Interlock runs and after. */
import { ok } from "../../fault/index.ts";
import { auditFolder } from "../audit-folder.ts";
import type { Command } from "../context.ts";
import { findStateFolder } from "../state-folder.ts";

export const audit: Command<{ readonly ledger?: string; readonly state?: string }> = async ({ out }, { ledger, state: given }) => {
  const state = findStateFolder(given);
  if (!state.ok) return state;
  const audited = await auditFolder(state.value, { json: out.json, ...(ledger === undefined ? {} : { ledger }) });
  if (!audited.ok) return audited;
  out.line(audited.value.text);
  if (out.json) out.value(JSON.parse(audited.value.text));
  return ok(audited.value.exit);
};
