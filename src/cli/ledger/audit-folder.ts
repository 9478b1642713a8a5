/** Runs the auditor as the separate program that it is, on a state folder's ledger, with the auditor's key where there is one. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import { keyFile } from "../state-folder/key-ring.ts";
import type { StateFolder } from "../state-folder/state-folder.ts";
import { EXIT, type Exit } from "../terminal/exit-codes.ts";
import { shown } from "../terminal/text-file.ts";
import { witnessedFile, witnessesFile } from "./witnessing.ts";

export interface Audited {
  readonly exit: Exit;
  readonly text: string;
}

/** Audits `ledger`, or the state folder's own. Codes: `cli/ledger-missing`, `cli/audit-failed`. */
export async function auditFolder(
  state: StateFolder,
  options: { readonly ledger?: string; readonly json?: boolean; readonly policy?: string } = {},
): Promise<Result<Audited, CliCode>> {
  const ledger = options.ledger ?? state.ledger;
  if (!existsSync(join(ledger, "journal"))) {
    return fail("cli/ledger-missing", `\`${shown(ledger)}\` holds no journal`, {
      remedy: "nothing has run here yet, or this is no ledger",
    });
  }
  const suffix = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const program = fileURLToPath(new URL(`../../auditor/process.${suffix}`, import.meta.url));
  const key = keyFile(state, "auditor");
  // What a state folder's own policy asks for is asked for here too.
  const policy = options.policy ?? (existsSync(witnessesFile(state)) ? witnessesFile(state) : undefined);
  const witnessed = policy === undefined ? [] : ["--policy", policy, "--witnessed", witnessedFile(state)];
  const own = existsSync(key) ? ["--key", key] : [];
  const words = [ledger, "--ring", state.ring, ...own, ...witnessed, ...(options.json === true ? ["--json"] : [])];
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {},
  });
  const [text, spoken, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), codeOf(child)]);
  const exit = [EXIT.ok, EXIT.negative, EXIT.undecided].find((known) => known === code);
  if (exit !== undefined) return ok({ exit, text: text.trimEnd() });
  const [lastWords = "it said nothing"] = spoken.trim().split("\n").slice(-1);
  return fail("cli/audit-failed", `the audit of \`${shown(ledger)}\` did not come to an end: ${lastWords}`);
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function codeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("close", resolve));
}
