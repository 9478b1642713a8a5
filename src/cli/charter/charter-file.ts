/** Reads charters from files and compiles them against the pins beside them; says what is wrong as a compiler does. */
import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import {
  type BoundsDocument,
  type CompileContext,
  type Compiled as CompiledTexts,
  compileCharters,
  type Diagnostic,
  renderDiagnostic,
} from "../../charter/index.ts";
import { digestOf, type Json, sha256, toHex } from "../../crypto/index.ts";
import { type Lock, lockedTools } from "../../execution/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { loadMachine, type Machine, type MachineDocument } from "../../kernel/index.ts";
import type { RunningSessions } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { readLockBeside } from "../pins/lock-file.ts";
import { readTextFile, shown } from "../terminal/text-file.ts";

export interface CharterText {
  /** From the innermost charter's folder: the machine names its clauses by it, so that nothing hangs on where a command was started. */
  readonly file: string;
  /** As people find it from where they are. */
  readonly path: string;
  readonly text: string;
}

export interface Compiled {
  readonly sources: readonly CharterText[];
  /** The folder that relative roots start from. */
  readonly base: string;
  readonly document: MachineDocument;
  readonly machine: Machine;
  /** What is to be proved of it. */
  readonly bounds: BoundsDocument;
  /** SHA-256 of the machine document, hex. */
  readonly digest: string;
  /** SHA-256 of the certificate that proves the bounds, hex, once it was checked. */
  readonly certificate?: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly lock: Lock;
  /** Ledger time at which the first of the charters expires. */
  readonly expires: number | undefined;
  /** What the charters want of running sessions; absent: that these judge them. */
  readonly runningSessions?: RunningSessions;
}

/** Reads charters, outermost first, without compiling them. Codes: `cli/charter-missing`, `cli/file-unreadable`. */
export function readCharters(files: readonly string[]): Result<readonly CharterText[], CliCode> {
  const sources: CharterText[] = [];
  const base = baseOf(files.at(-1) ?? "");
  for (const file of files) {
    if (!existsSync(file)) {
      return fail("cli/charter-missing", `there is no charter \`${shown(file)}\``, {
        remedy: "write one with `interlock init -- SERVER …`",
      });
    }
    const text = readTextFile(file);
    if (!text.ok) return text;
    sources.push({ file: relative(base, resolve(file)), path: shown(file), text: text.value });
  }
  return ok(sources);
}

/** Compiles charters against pins. The cause of a refusal is the first error found. Codes: `cli/charter-broken` and those of reading. */
export function compileFiles(files: readonly string[]): Result<Compiled, CliCode> {
  const [innermost = ""] = files.slice(-1);
  const sources = readCharters(files);
  if (!sources.ok) return sources;
  const lock = readLockBeside(innermost);
  if (!lock.ok) return lock;
  const { machine: document, bounds, diagnostics, expires, runningSessions } = compileTexts(sources.value, lock.value, innermost);
  if (document === undefined || bounds === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    const [first] = errors;
    const count = errors.length === 1 ? "1 error" : `${errors.length} errors, here is the first`;
    return fail("cli/charter-broken", `the charter \`${shown(innermost)}\` does not compile: ${count}`, {
      remedy: `see everything with \`interlock check ${files.map(shown).join(" ")}\``,
      ...(first === undefined ? {} : { cause: first }),
    });
  }
  const machine = loadMachine(document);
  if (!machine.ok) return fail("cli/charter-broken", "the compiled machine is unsound", { cause: machine.fault });
  return ok({
    sources: sources.value,
    base: baseOf(innermost),
    document,
    machine: machine.value,
    bounds,
    digest: digestOf(document as unknown as Json),
    diagnostics,
    lock: lock.value,
    expires,
    ...(runningSessions === undefined ? {} : { runningSessions }),
  });
}

/** Compiles texts against pins; relative roots start from the innermost charter's folder. Diagnostics are placed as people find them. */
export function compileTexts(
  sources: readonly CharterText[],
  lock: Lock,
  innermost: string,
  options: Pick<CompileContext, "examine" | "sumNames"> = {},
): CompiledTexts {
  const compiled = compileCharters(sources, {
    ...options,
    tools: lockedTools(lock),
    base: baseOf(innermost),
    sha256: (text) => toHex(sha256(Buffer.from(text, "utf8"))),
  });
  const diagnostics = compiled.diagnostics.map((found) => ({
    ...found,
    at: placeFrom(found.at, sources),
    file: sources.find(({ file }) => file === found.file)?.path ?? found.file,
  }));
  return { ...compiled, diagnostics };
}

/** A machine's `file:line:column` with the path that leads there from here. */
export function placeFrom(at: string, sources: readonly CharterText[]): string {
  const [, file, position = ""] = /^(.*?)((?::[0-9]+)*)$/.exec(at) ?? [];
  const path = sources.find((source) => source.file === file)?.path;
  return path === undefined ? at : `${path}${position}`;
}

function baseOf(charterFile: string): string {
  return dirname(resolve(charterFile));
}

/** Every diagnostic with its source line, errors and warnings. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], sources: readonly CharterText[]): string {
  return diagnostics
    .map((diagnostic) => renderDiagnostic(diagnostic, sources.find(({ path }) => path === diagnostic.file)?.text ?? ""))
    .join("\n\n");
}
