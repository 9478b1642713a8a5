/** Generated charters, compiled and loaded: what does not compile is a failure that shows every diagnostic. */
import { createHash } from "node:crypto";
import { type Compiled, compileCharters, renderDiagnostic } from "../../src/charter/index.ts";
import { loadMachine, type Machine } from "../../src/kernel/index.ts";
import { DOMAINS } from "./condition-generator.ts";

/** The tools that generated charters speak of. */
export const TOOLS = [{ name: "s/t" }, { name: "s/mail" }];

export function compiled(...texts: readonly string[]): Compiled {
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
  return compileCharters(
    texts.map((text, index) => ({ file: `generated-${index}.yaml`, text })),
    { tools: TOOLS, sha256 },
  );
}

export function machineOf(...texts: readonly string[]): Machine {
  const { machine, diagnostics } = compiled(...texts);
  if (machine === undefined) throw new Error(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, texts[0] ?? "")).join("\n"));
  const loaded = loadMachine(machine);
  if (!loaded.ok) throw new Error(`${loaded.fault.code} at ${loaded.fault.at}: ${loaded.fault.message}`);
  return loaded.value;
}

/** A state of a machine from values by the author's names; where charters are composed, all of them share the values. */
export function stateOf(machine: Machine, values: { readonly [name: string]: string | number | boolean }): Int32Array {
  return Int32Array.from(machine.document.variables, ({ name }) => {
    const own = name.slice(name.indexOf(".") + 1);
    return DOMAINS[own]?.indexOf(values[own] ?? "") ?? 0;
  });
}
