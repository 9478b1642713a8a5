/** Charters, compiled and loaded: what does not compile is a failure that shows every diagnostic. */
import { createHash } from "node:crypto";
import {
  type CharterInput,
  type CompileContext,
  type Compiled,
  compileCharters,
  type PinnedTool,
  renderDiagnostic,
} from "../../src/charter/index.ts";
import { loadMachine, type Machine } from "../../src/kernel/index.ts";
import { DOMAINS } from "./condition-generator.ts";

/** The tools that generated charters speak of. */
export const TOOLS = [{ name: "s/t" }, { name: "s/mail" }];

/** Roots start from `/home/me`. */
export function compiledFor(tools: readonly PinnedTool[], ...texts: readonly string[]): Compiled {
  return compileCharters(inputsOf(texts), contextFor(tools));
}

/** With what each guard does. */
export function examinedFor(tools: readonly PinnedTool[], ...texts: readonly string[]): Compiled {
  return compileCharters(inputsOf(texts), { ...contextFor(tools), examine: true });
}

function inputsOf(texts: readonly string[]): readonly CharterInput[] {
  return texts.map((text, index) => ({ file: texts.length === 1 ? "charter.yaml" : `charter-${index}.yaml`, text }));
}

function contextFor(tools: readonly PinnedTool[]): CompileContext {
  return { tools, base: "/home/me", sha256: (text) => createHash("sha256").update(text).digest("hex") };
}

export function machineOf(...texts: readonly string[]): Machine {
  return machineFor(TOOLS, ...texts);
}

export function machineFor(tools: readonly PinnedTool[], ...texts: readonly string[]): Machine {
  const { machine, diagnostics } = compiledFor(tools, ...texts);
  const shown = diagnostics.map((diagnostic) =>
    renderDiagnostic(diagnostic, texts.find((_, index) => diagnostic.file.includes(`-${index}.`)) ?? texts[0] ?? ""),
  );
  if (machine === undefined) throw new Error(shown.join("\n"));
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
