/** `interlock check`: compiles charters against their pins and reports what is wrong, for people and for CI. */
import { digestOf, type Json } from "../../crypto/index.ts";
import { ok } from "../../fault/index.ts";
import { compileTexts, readCharters, readLockBeside, renderDiagnostics } from "../charter-file.ts";
import { type Command, type Declared, declare } from "../declaration.ts";
import { EXIT } from "../exit-codes.ts";
import { paint } from "../output.ts";

const checkCharters: Command<{ readonly charters: readonly string[] }> = async ({ out }, { charters }) => {
  const innermost = charters.at(-1) ?? "";
  const sources = readCharters(charters);
  if (!sources.ok) return sources;
  const lock = readLockBeside(innermost);
  if (!lock.ok) return lock;
  const { machine, diagnostics } = compileTexts(sources.value, lock.value, innermost);
  if (diagnostics.length > 0) out.line(`${renderDiagnostics(diagnostics, sources.value)}\n`);
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const digest = machine === undefined ? undefined : digestOf(machine as unknown as Json);
  out.value({ ok: machine !== undefined, errors, warnings, digest, diagnostics });
  if (machine === undefined) {
    out.line(`${paint("red", "not admissible")}: ${count(errors, "error")}, ${count(warnings, "warning")}`);
    return ok(EXIT.negative);
  }
  const states = machine.variables.reduce((product, { values }) => product * BigInt(values.length), 1n);
  out.line(
    `${paint("green", "compiles")}: ${count(machine.actions.length, "action")}, ${count(machine.clauses.length, "clause")} over ` +
      `${count(machine.tools.length, "tool and method", "tools and methods")}; ` +
      `${count(machine.variables.length, "state variable")}, at most ${states} states` +
      `${warnings > 0 ? `; ${count(warnings, "warning")}` : ""}`,
  );
  out.line(`machine ${digest ?? ""}`);
  return ok(EXIT.ok);
};

export const check: Declared = declare({
  name: "check",
  description: "compile charters (outermost first) and say what is wrong",
  shape: (to) => to.argument("<charter...>", "charters, outermost first"),
  read: ({ args }) => ({ charters: args }),
  work: checkCharters,
});

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
