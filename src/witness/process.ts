/**
 * The process of a witness on the ledger's own machine: in a cell of its own it has no link to the ledger, which shows it heads over
 * loopback like any stranger's, and it keeps what it saw where the ledger can't reach. Reads its configuration and key, prints its line
 * for a policy, and serves until it is told to end.
 */
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { holdersOf, type Identity, type NoteKey, noteKeyOf, noteKeyToText } from "../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import { faultLine, type Malformed, originOf, readPartConfig, readPartKeys } from "../ledger/index.ts";
import type { WitnessCode } from "./faults.ts";
import { headFiles } from "./head-files.ts";
import { Witness } from "./witness.ts";
import { serveWitness } from "./witness-server.ts";

const HOST = "127.0.0.1";

interface Config {
  readonly identity: Identity;
  /** Of the ring's ledgers. */
  readonly ledgers: readonly NoteKey[];
  /** The folder that it may write. */
  readonly folder: string;
  readonly port: number;
}

const malformed: Malformed<WitnessCode> = (message, cause) =>
  fail("witness/config-malformed", message, cause === undefined ? {} : { cause });

/** Reads `{ state, key, ring, port }`; `key` and `ring` name files. Code: `witness/config-malformed`. */
function readConfig(file: string): Result<Config, WitnessCode> {
  return readPartConfig(file, malformed, ({ state, key, ring, port }) => {
    if (typeof state !== "string" || typeof key !== "string" || typeof ring !== "string" || typeof port !== "number")
      return malformed("it needs `state`, `key`, `ring` and `port`");
    const keys = readPartKeys({ key, ring }, malformed);
    if (!keys.ok) return keys;
    const ledgers = holdersOf(keys.value.ring, "ledger").map((ledger) => noteKeyOf(originOf(ledger), ledger.signKey));
    return ok({ identity: keys.value.identity, ledgers, folder: state, port });
  });
}

function end(fault: Fault): never {
  process.stderr.write(faultLine("witness", fault));
  process.exit(1);
}

// Whoever started this process holds the other end of its standard input, and no part outlives the launcher.
process.stdin.resume().on("end", () => process.exit(0));
const config = readConfig(process.argv[2] ?? "");
if (!config.ok) end(config.fault);
const { identity, ledgers, folder, port } = config.value;
const { name } = identity;
const witness = new Witness({ name, identity, ledgers, store: headFiles(join(folder, "heads")), clock: () => Date.now() });
const served = await serveWitness(witness, HOST, port);
if (!served.ok) end(served.fault);
const listens = (served.value.address() as AddressInfo).port;
const key = noteKeyToText(noteKeyOf(name, identity.signKey, "cosignature/v1"));
process.stderr.write(`witness: ${key} http://${HOST}:${listens}\n`);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(0));
