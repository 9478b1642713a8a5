/** A text file as a command takes it from a person or gives it to one: read whole within a limit, written whole, named as they find it. */
import { existsSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fail, ok, type Result } from "../../fault/index.ts";
import { replaceFile } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { TEXT_BYTES_MAX } from "../limits.ts";
import { reasonOf } from "./foreign-words.ts";

/** A file's text. Codes: `cli/file-unreadable`. */
export function readTextFile(file: string): Result<string, CliCode> {
  try {
    const size = statSync(file).size;
    if (size > TEXT_BYTES_MAX)
      return fail("cli/file-unreadable", `\`${file}\` has ${size} bytes, more than the ${TEXT_BYTES_MAX} that are read`, {
        remedy: "name another file, or split it",
      });
    return ok(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file)));
  } catch (cause) {
    return fail("cli/file-unreadable", `cannot read \`${file}\`: ${reasonOf(cause)}`, { remedy: "name a text file that you can read" });
  }
}

/** Writes a file; `wx`: only where there is none. Code: `cli/file-unwritable`. */
export function writeTextFile(file: string, text: string, flag: "w" | "wx" = "w"): Result<void, CliCode> {
  try {
    return ok(writeFileSync(file, text, { flag }));
  } catch (cause) {
    return fail("cli/file-unwritable", `cannot write \`${shown(file)}\`: ${reasonOf(cause)}`);
  }
}

/** Writes a file, durably, so that a crash leaves the old or the new; of a link what it leads to. Code: `cli/file-unwritable`. */
export function replaceTextFile(file: string, text: string): Result<void, CliCode> {
  try {
    const isThere = existsSync(file);
    return ok(replaceFile(isThere ? realpathSync(file) : file, text, isThere ? statSync(file).mode & 0o777 : 0o666));
  } catch (cause) {
    return fail("cli/file-unwritable", `cannot write \`${shown(file)}\`: ${reasonOf(cause)}`);
  }
}

/** A path as people see it: relative where that is shorter. */
export function shown(file: string): string {
  const near = relative(process.cwd(), resolve(file));
  return near.startsWith("..") || near === "" ? file : near;
}
