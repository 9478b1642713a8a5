/**
 * What a call is judged and executed as: its arguments in canonical form, wherever the charter in force understands them. A warrant binds
 * to that form, and the executor, which knows the places from the decision, writes it once more by itself before it sends it.
 */
import { digestOf, type Json } from "../../crypto/index.ts";
import type { Machine } from "../../kernel/index.ts";
import type { DecisionEntry, SealedCall } from "../../ledger/index.ts";
import { canonicalArguments } from "../../meaning/index.ts";
import type { InterpretedPlace, InterpretedTool } from "../../vocabulary/index.ts";

export interface SentForm {
  /** Empty where the charter understands nothing of the tool's arguments: they are sent as they were proposed. */
  readonly places: readonly InterpretedPlace[];
  readonly args: Json;
}

/** Undefined where the arguments cannot be written in one form that means what they mean: then nothing may be executed. */
export function sentForm(places: readonly InterpretedPlace[], args: Json): SentForm | undefined {
  if (places.length === 0) return { places, args };
  const written = canonicalArguments(places, args, { roots: {} });
  return written === undefined ? undefined : { places, args: written };
}

/** The places of a tool's arguments that the charters of some machines understand: each once, in the order of their texts. */
export function placesOf(machines: readonly (Machine | undefined)[], tool: string): readonly InterpretedPlace[] {
  const tools = machines.flatMap((machine) => (machine?.document.interpreted ?? []) as readonly unknown[] as readonly InterpretedTool[]);
  const all = tools.filter((one) => one.tool === tool).flatMap(({ places }) => places);
  const byText = new Map(all.map((place) => [JSON.stringify([place.interpreter, place.at]), place]));
  return [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, place]) => place);
}

/**
 * What a decision says of the form: where it may differ from what was proposed, and a commitment to all of it. The salt, which is sealed
 * with the call, keeps the commitment from saying anything to those who cannot open the call.
 */
export function termsOfForm({ places, args }: SentForm, { tool, salt }: { readonly tool: string; readonly salt: string }): SentTerms {
  return { places, digest: digestOf({ sent: "interlock-sent/1", salt, tool, args }) };
}

/** What runs of a call that was opened, as the reader's own interpreters write it; undefined where the decision commits to another. */
export function argumentsThatRun({ tool, args, salt = "" }: SealedCall, sends: SentTerms | undefined): Json | undefined {
  if (sends === undefined) return args;
  const form = sentForm(sends.places, args);
  return form !== undefined && termsOfForm(form, { tool, salt }).digest === sends.digest ? form.args : undefined;
}

export interface SentTerms {
  readonly places: readonly InterpretedPlace[];
  /** Hex. */
  readonly digest: string;
}

interface Form {
  readonly form: SentForm | undefined;
  readonly tool: string;
  readonly salt: string;
}

/** In what form a call is sent, as its decision says it, where the charter understands any of it. */
export function sendsOf({ form, tool, salt }: Form): Pick<DecisionEntry, "sends"> {
  return form === undefined || form.places.length === 0 ? {} : { sends: termsOfForm(form, { tool, salt }) };
}
