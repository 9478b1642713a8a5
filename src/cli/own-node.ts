/**
 * Interlock needs a Node that knows what it imports. Where an older one was asked to run it, the one that came with its packages
 * does. Imports nothing that an old Node can't load.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fail, ok, type Result } from "../fault/index.ts";
import type { CliCode } from "./faults.ts";
import { EXIT } from "./terminal/exit-codes.ts";
import { renderFault } from "./terminal/output.ts";

/** As `engines` in package.json says. */
const NODE_MIN = 24;

/** The Node that has to run this program in place of one of `version`; undefined where that will do. Code: `cli/old-node`. */
export function otherNode(version: string, packaged: string): Result<string | undefined, CliCode> {
  const [major = "0"] = version.split(".");
  if (Number(major) >= NODE_MIN) return ok(undefined);
  if (existsSync(packaged)) return ok(packaged);
  return fail("cli/old-node", `this is Node ${version}, and Interlock needs ${NODE_MIN} or later`, {
    remedy: `put Node ${NODE_MIN} first in your PATH, or run \`npm ci\` in Interlock's folder: it brings one`,
  });
}

/** Goes on under the right Node, where this is none; gives the exit code then. */
export async function underOwnNode(program: string, words: readonly string[]): Promise<number | undefined> {
  const node = otherNode(process.versions.node, fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url)));
  if (!node.ok) {
    process.stderr.write(renderFault(node.fault));
    return EXIT.fault;
  }
  if (node.value === undefined) return undefined;
  const child = spawn(node.value, [program, ...words], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  return await new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
}
