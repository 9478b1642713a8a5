/**
 * Which clause asks in vain, and what a person could write instead: computed from what was asked and answered, the same for the same
 * record. Words only: who changes a charter are its authors, and nothing here does.
 */
import { canonicalize, isJsonObject, type Json } from "../crypto/index.ts";
import type { MachineDocument } from "../kernel/index.ts";
import type { ApiAsked } from "./api.ts";
import type { CallRecord } from "./call-record.ts";
import { secretsIn } from "./secrets.ts";

export interface Suggestion {
  /** Why. */
  readonly suggestion: string;
  /** What the clause's condition could say instead. */
  readonly narrower?: string;
}

/** Asked so often, and always answered the same: the charter could say it. */
const SUGGEST_FROM = 5;
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

type Clause = MachineDocument["clauses"][number];

export function suggestionFor(
  { text, at }: Clause,
  { asked, yes, no, expired }: ApiAsked,
  calls: readonly CallRecord[],
  tools: MachineDocument["tools"],
): Suggestion | undefined {
  if (asked < SUGGEST_FROM) return undefined;
  if (no === asked) return { suggestion: `all ${asked} were rejected: at ${at} it could be under \`deny\`, and nobody would be asked` };
  if (expired === asked) {
    const remedy = "it could have a longer `within`, or ask another role with `to`";
    return { suggestion: `nobody answered any of ${asked} in time: at ${at} ${remedy}` };
  }
  if (yes !== asked) return undefined;
  const same = sameValue(calls, tools);
  if (same === undefined)
    return { suggestion: `all ${asked} were approved: at ${at}, what is different about the calls that need a person?` };
  const { argument, value } = same;
  const which = `all ${asked} were approved, each with ${argument} == ${value}`;
  const suggestion = `${which}: to ask no more about these, its condition at ${at} could say`;
  return { suggestion, narrower: `(${text}) && !(has(${argument}) && ${argument} == ${value})` };
}

/** The first argument that has one value in every call: those that the charter reads before the others, then by name. */
function sameValue(calls: readonly CallRecord[], tools: MachineDocument["tools"]): { argument: string; value: string } | undefined {
  const all = calls.map(({ runs }) => (isJsonObject(runs?.args) ? runs.args : {}));
  const [first = {}] = all;
  const secrets = new Set(all.flatMap((args) => secretsIn(args)));
  const read = new Set(
    tools
      .filter(({ name }) => calls.some(({ tool }) => tool === name))
      .flatMap(({ terms }) => terms.flatMap(({ reads }) => (reads.from === "args" ? reads.path.slice(0, 1) : []))),
  );
  const names = Object.keys(first)
    .filter((name) => IDENTIFIER.test(name) && !secrets.has(`/${name}`) && isScalar(first[name]))
    .filter((name) => all.every((args) => args[name] === first[name]))
    .sort((a, b) => Number(read.has(b)) - Number(read.has(a)) || (a < b ? -1 : 1));
  const [name] = names;
  return name === undefined ? undefined : { argument: `args.${name}`, value: canonicalize(first[name] ?? null) };
}

function isScalar(value: Json | undefined): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
