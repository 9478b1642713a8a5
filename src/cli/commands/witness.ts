/**
 * `interlock witness`: cosigns the heads of other people's ledgers over HTTP (C2SP tlog-witness), so that no ledger can show
 * two histories. Meant for another machine and another owner than the ledger's: it needs nothing but a folder of its own.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Identity, type NoteKey, noteKeyOf, noteKeyToText } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { headFiles, serveWitness, Witness } from "../../witness/index.ts";
import type { CliCode } from "../faults.ts";
import { readLedgerKey } from "../ledger/ledger-key.ts";
import { keptKey } from "../state-folder/key-ring.ts";
import { type Command, collect, type Declared, declare, wholeNumber } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import { reasonOf } from "../terminal/foreign-words.ts";
import { shown } from "../terminal/text-file.ts";

interface WitnessOptions {
  readonly folder: string;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Note keys of the ledgers. */
  readonly ledger: readonly string[];
}

const witnessHeads: Command<WitnessOptions> = async ({ out }, { folder, name, host, port, ledger }) => {
  const ledgers: NoteKey[] = [];
  for (const text of ledger) {
    const key = readLedgerKey(text);
    if (!key.ok) return key;
    ledgers.push(key.value);
  }
  const identity = witnessKey(resolve(folder), name);
  if (!identity.ok) return identity;
  const store = headFiles(join(resolve(folder), "heads"));
  const witness = new Witness({ name, identity: identity.value, ledgers, store, clock: () => Date.now() });
  const served = await serveWitness(witness, host, port);
  if (!served.ok) return served;
  const address = served.value.address();
  const listens = typeof address === "object" && address !== null ? address.port : port;
  const key = noteKeyToText(noteKeyOf(name, identity.value.signKey, "cosignature/v1"));
  out.line(`witness ${key} http://${host}:${listens}`);
  out.note(`follows ${ledgers.length} ledgers; the line above is for a policy (c2sp.org/tlog-policy)`);
  await new Promise((end) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, end);
  });
  served.value.close();
  out.value({ ok: true, key });
  return ok(EXIT.ok);
};

/** The witness's key, made at its first start. Codes: those of `keptKey`. */
function witnessKey(folder: string, name: string): Result<Identity, CliCode> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    return fail("cli/file-unwritable", `cannot make \`${shown(folder)}\`: ${reasonOf(cause)}`);
  }
  return keptKey(join(folder, "witness.key"), name);
}

export const witness: Declared = declare({
  name: "witness",
  description: "cosign the heads of ledgers over HTTP (C2SP tlog-witness)",
  shape: (to) =>
    to
      .argument("<folder>", "where the witness keeps its key, the last heads, and evidence of forks")
      .requiredOption("--ledger <key>", "the note key of a ledger (`interlock trust --json`); may be given again", collect)
      .option("--name <name>", "under which it cosigns", "witness")
      .option("--host <address>", "where it listens", "127.0.0.1")
      .option("--port <port>", "0: any", wholeNumber("a port", 65_535), 0),
  read: (from) => ({ folder: from.args[0] ?? "", ...from.opts<Omit<WitnessOptions, "folder">>() }),
  work: witnessHeads,
});
