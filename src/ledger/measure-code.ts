/** What a part runs, as one digest: it attests it at each start, so that a changed program shows in the ledger. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256, toHex } from "../crypto/index.ts";

/** The folder that holds every layer, compiled or not. */
const PROGRAM = join(import.meta.dirname, "..");
const PROGRAM_FILE = /^(?!.*(\.test|\.contract|\.d)\.ts$).*\.[jt]s$/;

/** SHA-256 in hex over path and bytes of every file of this program, packages of others left out. Reads some hundred small files. */
export function measureCode(program: string = PROGRAM): string {
  const digests = readdirSync(program, { recursive: true, encoding: "utf8" })
    .filter((file) => PROGRAM_FILE.test(file))
    .sort()
    .map((file) => `${toHex(sha256(readFileSync(join(program, file))))}  ${file}\n`);
  return toHex(sha256(Buffer.from(digests.join(""), "utf8")));
}
