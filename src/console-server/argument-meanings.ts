/** What the arguments of a call say: for each that the charter reads through an interpreter, that interpreter's record. */
import type { Json } from "../crypto/index.ts";
import type { MachineDocument, Term } from "../kernel/index.ts";
import { interpret, type MeaningReading, valueAt } from "../meaning/index.ts";
import { VOCABULARY } from "../vocabulary/index.ts";
import type { ApiMeaning } from "./api.ts";

/** Interpreters of the session, not of a value. */
const OF_SESSION = new Set(["origin", "user", "task"]);

/** One record for each argument and interpreter that some clause reads, in the context that the judges read it in. */
export function interpretArguments(machine: MachineDocument, tool: string, args: Json): readonly ApiMeaning[] {
  const context = { roots: machine.roots };
  const read = new Map<string, MeaningReading>();
  for (const { reads } of termsOf(machine, tool)) {
    if (reads.from === "meaning" && reads.each === undefined && !OF_SESSION.has(reads.interpreter))
      read.set(`${reads.interpreter} ${JSON.stringify(reads.of)}`, reads);
  }
  return [...read.values()].flatMap((reads) => {
    if (valueAt(args, reads.of) === undefined) return [];
    const fields = Object.keys(VOCABULARY[reads.interpreter]?.fields ?? {});
    const record = fields.flatMap((field) => {
      const value = interpret({ ...reads, field, parameters: [] }, args, context);
      return value === undefined ? [] : [[field, value] as const];
    });
    return [{ at: `/${reads.of.join("/")}`, interpreter: reads.interpreter, record: Object.fromEntries(record) }];
  });
}

function termsOf({ tools }: MachineDocument, tool: string): readonly Term[] {
  return tools.find(({ name }) => name === tool)?.terms ?? [];
}
