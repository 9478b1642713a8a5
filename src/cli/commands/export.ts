/** `interlock export`: what is proved, in the language of another model checker, so that nobody has to believe ours. */
import { ok, type Result } from "../../fault/index.ts";
import { type Model, modelToPromela } from "../../verifier/index.ts";
import type { CliCode } from "../faults.ts";
import { modelFiles } from "../proof/charter-model.ts";
import { readModelFile } from "../proof/model-file.ts";
import { type Command, type Declared, declare } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";

interface ExportOptions {
  readonly charters: readonly string[];
  readonly machine?: string;
}

const exportModel: Command<ExportOptions> = async ({ out }, { charters, machine }) => {
  const model = machine === undefined ? modelOfCharters(charters) : readModelFile(machine);
  if (!model.ok) return model;
  const promela = modelToPromela(model.value.model, { assertSafety: true });
  out.line(promela.trimEnd());
  out.value({ promela });
  return ok(EXIT.ok);
};

export const exported: Declared = declare({
  name: "export",
  description: "print the model of charters (outermost first) for another model checker",
  shape: (to) =>
    to
      .argument("[charter...]", "charters, outermost first", ["charter.yaml"])
      .requiredOption("--promela", "in Promela, the language of SPIN")
      .option("--machine <file>", "of a model in JSON instead (docs/verifier-model.md)"),
  read: (from) => ({ charters: from.args.length === 0 ? ["charter.yaml"] : from.args, ...from.opts<Omit<ExportOptions, "charters">>() }),
  work: exportModel,
});

function modelOfCharters(charters: readonly string[]): Result<{ readonly model: Model }, CliCode> {
  const modelled = modelFiles(charters);
  return modelled.ok ? ok(modelled.value.of) : modelled;
}
