/**
 * `interlock check`: compiles charters against their pins, proves their bounds, and says what is wrong, for people and for CI. What
 * is proved is written beside the charter as a certificate.
 */
import { digestOf, type Json } from "../../crypto/index.ts";
import type { Lock } from "../../execution/index.ts";
import { ok, type Result } from "../../fault/index.ts";
import type { MachineDocument } from "../../kernel/index.ts";
import { NODES_MAX, type CheckOptions as ProofLimits, violationSteps } from "../../verifier/index.ts";
import { compileTexts, readCharters, renderDiagnostics } from "../charter/charter-file.ts";
import { showSummary, summariseCharter, type ToolSummary } from "../charter/charter-summary.ts";
import type { CliCode } from "../faults.ts";
import { readLockBeside } from "../pins/lock-file.ts";
import { writeCertificate } from "../proof/certificate-file.ts";
import { type CharterModel, charterModel, isBounded } from "../proof/charter-model.ts";
import { type Proof, proveCharter } from "../proof/charter-proof.ts";
import { checkModelFile } from "../proof/model-file.ts";
import { proofValue, showProof } from "../proof/proof-text.ts";
import { linesToText, recordStory } from "../proof/recorded-story.ts";
import { type Command, type Declared, declare, wholeNumber } from "../terminal/declaration.ts";
import { EXIT, type Exit } from "../terminal/exit-codes.ts";
import { count, type Output, paint } from "../terminal/output.ts";
import { writeTextFile } from "../terminal/text-file.ts";

interface CheckOptions {
  readonly charters: readonly string[];
  /** A model in JSON instead of charters. */
  readonly machine?: string;
  readonly seconds: number;
  /** How many nodes the diagrams of a proof may have. */
  readonly nodes: number;
  /** Say what the entropy is made of. */
  readonly entropy?: boolean;
  /** Where the story of a broken bound goes, as a recorded session. */
  readonly story?: string;
}

const checkWhat: Command<CheckOptions> = async (context, options) => {
  const { out } = context;
  const over = performance.now() + options.seconds * 1_000;
  const isOver = (): boolean => performance.now() > over;
  const within = { isOver, symbolicNodesMax: options.nodes };
  if (options.machine !== undefined) return checkModelFile(out, options.machine, within);
  return checkCharters(out, options, within);
};

export const check: Declared = declare({
  name: "check",
  description: "compile charters (outermost first), prove their bounds, and say what is wrong",
  shape: (to) =>
    to
      .argument("[charter...]", "charters, outermost first")
      .option("--machine <file>", "check a model in JSON instead (docs/verifier-model.md)")
      .option("--entropy", "say what the entropy is made of, action by action")
      .option("--story <file>", "write the shortest story that breaks a bound there, for `interlock replay`")
      .option("--seconds <seconds>", "how long a proof may take before it counts as undecided", wholeNumber("the time", 86_400), 300)
      .option("--nodes <nodes>", "how large its diagrams may get, 40 bytes a node", wholeNumber("the size", NODES_MAX), NODES_MAX),
  read: (from) => ({ charters: from.args, ...from.opts<Omit<CheckOptions, "charters">>() }),
  work: checkWhat,
});

/**
 * Writes the shortest story that breaks a bound, with what keeps a goal away from there on; false where there is none. Code:
 * `cli/file-unwritable`.
 */
function writeStory(file: string, { bounds }: Proof, lock: Lock, model: CharterModel): Result<boolean, CliCode> {
  const stories = bounds.map(({ violation }) => {
    const steps = violation && violationSteps(model.machine, model.translated, violation);
    return steps && [...steps, ...(violation?.keptAway?.play ?? [])];
  });
  const [shortest] = stories.filter((steps) => steps !== undefined).sort((one, other) => one.length - other.length);
  if (shortest === undefined) return ok(false);
  const written = writeTextFile(file, linesToText(recordStory({ lock }, model, shortest).lines));
  return written.ok ? ok(true) : written;
}

function checkCharters(out: Output, { charters, story, entropy }: CheckOptions, within: ProofLimits): Result<Exit> {
  const innermost = charters.at(-1) ?? "charter.yaml";
  const started = performance.now();
  const sources = readCharters(charters.length === 0 ? [innermost] : charters);
  if (!sources.ok) return sources;
  const lock = readLockBeside(innermost);
  if (!lock.ok) return lock;
  const { machine, bounds, examination, diagnostics } = compileTexts(sources.value, lock.value, innermost, { examine: true });
  if (diagnostics.length > 0) out.line(`${renderDiagnostics(diagnostics, sources.value)}\n`);
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  if (machine === undefined || bounds === undefined) {
    out.value({ ok: false, errors, warnings, diagnostics });
    out.line(`${paint("red", "not admissible")}: ${count(errors, "error")}, ${count(warnings, "warning")}`);
    return ok(EXIT.negative);
  }
  const digest = digestOf(machine as unknown as Json);
  const summary = summariseCharter(machine);
  showMachine(out, machine, { digest, warnings, summary });
  const model = charterModel(bounds);
  if (!model.ok) return model;
  const proof = proveCharter(model.value, examination, within);
  const certificate =
    proof.certificate === undefined || !isBounded(model.value) ? undefined : writeCertificate(innermost, proof.certificate);
  if (certificate?.ok === false) return certificate;
  const milliseconds = Math.round(performance.now() - started);
  showProof(out, proof, model.value, { sources: sources.value, entropy });
  if (certificate !== undefined) out.line(`certificate ${certificate.value}`);
  const told = story === undefined ? undefined : writeStory(story, proof, lock.value, model.value);
  if (told?.ok === false) return told;
  if (told?.value === true) out.line(`story ${story}: interlock replay ${charters.join(" ")} ${story}`);
  out.line(paint("dim", `after ${(milliseconds / 1_000).toFixed(1)} s`));
  out.value({
    ok: proof.answer === "holds",
    errors,
    warnings,
    digest,
    diagnostics,
    tools: summary,
    ...proofValue(proof, model.value, sources.value),
    ...(certificate === undefined ? {} : { certificate: certificate.value }),
    milliseconds,
  });
  return ok(proof.answer === "holds" ? EXIT.ok : proof.answer === "violated" ? EXIT.negative : EXIT.undecided);
}

function showMachine(
  out: Output,
  { actions, clauses }: MachineDocument,
  { digest, warnings, summary }: { readonly digest: string; readonly warnings: number; readonly summary: readonly ToolSummary[] },
): void {
  const warned = warnings > 0 ? `; ${count(warnings, "warning")}` : "";
  out.line(`${paint("green", "compiles")}: ${count(actions.length, "action")}, ${count(clauses.length, "clause")}${warned}`);
  showSummary(out, summary);
  out.line();
  out.line(`machine ${digest}`);
}
