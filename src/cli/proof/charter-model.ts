/**
 * From charter files to what the verifier explores: the one function that every command which proves, tightens, compares, counts or
 * draws begins with.
 */
import type { BoundsDocument } from "../../charter/index.ts";
import { digestOf, type Json } from "../../crypto/index.ts";
import { assert, fail, ok, type Result } from "../../fault/index.ts";
import { loadMachine, type Machine } from "../../kernel/index.ts";
import { boundsToModel, type MachineModel, type Model, type ModelDocument, parseModel, standingModel } from "../../verifier/index.ts";
import { type Compiled, compileFiles } from "../charter/charter-file.ts";
import type { CliCode } from "../faults.ts";

export interface CharterModel {
  readonly bounds: BoundsDocument;
  /** The bounds' machine: what stories are told with. It decides as the charter's machine does. */
  readonly machine: Machine;
  readonly translated: MachineModel;
  readonly model: Model;
}

/** Compiles charters, outermost first, and makes the model of them together. Codes: those of `compileFiles`, `cli/model-too-large`. */
export function modelFiles(files: readonly string[]): Result<{ readonly compiled: Compiled; readonly of: CharterModel }, CliCode> {
  const compiled = compileFiles(files);
  if (!compiled.ok) return compiled;
  const of = charterModel(compiled.value.bounds);
  return of.ok ? ok({ compiled: compiled.value, of: of.value }) : of;
}

/** The model of compiled bounds. Code: `cli/model-too-large`. */
export function charterModel(bounds: BoundsDocument): Result<CharterModel, CliCode> {
  const translated = boundsToModel(bounds);
  const model = parseModel(translated.document);
  if (!model.ok) {
    return fail("cli/model-too-large", "the charter is too large to be explored", {
      cause: model.fault,
      remedy: "split it, or use fewer actions and variables",
    });
  }
  const machine = loadMachine(bounds.machine);
  assert(machine.ok, "the bounds' machine is as sound as the charter's");
  return ok({ bounds, machine: machine.value, translated, model: model.value });
}

/** Whether a charter claims anything that has to be proved. */
export function isBounded({ bounds: { bounds, entropyBitsMax } }: Pick<CharterModel, "bounds">): boolean {
  return bounds.length > 0 || entropyBitsMax !== undefined;
}

/** What a charter's certificate is about, and the digest that names it: the model as it stands, with any bound on entropy. */
export function certified({ bounds: { entropyBitsMax }, translated }: CharterModel): {
  readonly document: ModelDocument;
  readonly digest: string;
} {
  const document = standingModel(translated.document);
  const named = entropyBitsMax === undefined ? document : { model: document, entropyBitsMax };
  return { document, digest: digestOf(named as unknown as Json) };
}
