/** Charters from their texts for tests: pins made up to fit, and a diagnostic that fails the test where a text is wrong. */
import { type Compiled, compileCharters, renderDiagnostic } from "../../src/charter/index.ts";
import { digestOf, type Json } from "../../src/crypto/index.ts";
import { digestOfDefinition, type Lock, lockedTools } from "../../src/execution/index.ts";
import { loadMachine, type Machine, type MachineDocument } from "../../src/kernel/index.ts";

/** The folder that relative roots start from. */
export const BASE = "/home";

const anything = { type: "object", properties: {}, additionalProperties: true } as const;

/** Pins `server/tool` names with an input schema that lets the named arguments through. */
export function lockOf(tools: { readonly [name: string]: readonly string[] }): Lock {
  const servers: {
    [server: string]: { methods: string[]; tools: { [tool: string]: { digest: string; definition: { [member: string]: Json } } } };
  } = {};
  for (const [name, args] of Object.entries(tools)) {
    const [server = "", tool = ""] = name.split("/");
    const definition = { name: tool, inputSchema: { ...anything, properties: Object.fromEntries(args.map((arg) => [arg, {}])) } };
    servers[server] ??= { methods: [], tools: {} };
    servers[server].tools[tool] = { digest: digestOfDefinition(definition), definition };
  }
  return { format: "interlock-lock/1", servers };
}

/** The machine document of charters, outermost first, with what their entry says besides. */
export interface CompiledTexts extends Pick<Compiled, "expires" | "runningSessions"> {
  readonly document: MachineDocument;
}

export function compileTexts(texts: readonly string[], lock: Lock): CompiledTexts {
  const sources = texts.map((text, place) => ({ file: `charter-${place}.yaml`, text }));
  const { machine, diagnostics, expires, runningSessions } = compileCharters(sources, {
    tools: lockedTools(lock),
    base: BASE,
    sha256: digestOf,
  });
  if (machine !== undefined)
    return {
      document: machine,
      ...(expires === undefined ? {} : { expires }),
      ...(runningSessions === undefined ? {} : { runningSessions }),
    };
  throw new Error(diagnostics.map((one) => renderDiagnostic(one, sources.find(({ file }) => file === one.file)?.text ?? "")).join("\n"));
}

/** The same, ready to run. */
export function machineOf(lock: Lock, ...texts: readonly string[]): Machine {
  const machine = loadMachine(compileTexts(texts, lock).document);
  if (!machine.ok) throw new Error(machine.fault.message);
  return machine.value;
}
