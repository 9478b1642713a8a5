/** Runs the auditor as the separate program that it is, on a state folder's ledger, with the auditor's key where there is one. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fail, ok, type Result } from "../fault/index.ts";
import { EXIT, type Exit } from "./exit-codes.ts";
import type { CliCode } from "./faults.ts";
import { keyFile } from "./key-ring.ts";
import type { StateFolder } from "./state-folder.ts";

export interface Audited {
  readonly exit: Exit;
  readonly text: string;
}

/** Audits `ledger`, or the state folder's own. Codes: `cli/file-unreadable`. */
export function auditFolder(
  state: StateFolder,
  options: { readonly ledger?: string; readonly json?: boolean } = {},
): Promise<Result<Audited, CliCode>> {
  const ledger = options.ledger ?? state.ledger;
  const suffix = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const program = fileURLToPath(new URL(`../auditor/process.${suffix}`, import.meta.url));
  const key = keyFile(state, "auditor");
  const words = [ledger, "--ring", state.ring, ...(existsSync(key) ? ["--key", key] : []), ...(options.json === true ? ["--json"] : [])];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program, ...words], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {},
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    child.once("close", (code) => {
      const exit = [EXIT.ok, EXIT.negative, EXIT.undecided].find((known) => known === code);
      resolve(
        exit === undefined
          ? fail("cli/file-unreadable", `the auditor ended with ${code ?? "a signal"} on \`${ledger}\``)
          : ok({ exit, text: text.trimEnd() }),
      );
    });
  });
}
