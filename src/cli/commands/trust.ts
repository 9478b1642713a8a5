/** `interlock trust`: who signs charters here, and how many together; makes an author's key, and enrols another's. */
import {
  canonicalize,
  holdersOf,
  noteKeyOf,
  noteKeyToText,
  parseJson,
  parsePublicIdentity,
  publicIdentity,
  type Ring,
} from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { originOf } from "../../ledger/index.ts";
import { readTextFile, shown } from "../charter-file.ts";
import { charterInForce, type Standing } from "../charter-in-force.ts";
import { type Command, type Declared, declare, type StateOptions, withState } from "../declaration.ts";
import { EXIT } from "../exit-codes.ts";
import type { CliCode } from "../faults.ts";
import { enrolAuthor, makeAuthor, readRing } from "../key-ring.ts";
import { type Output, paint, visible } from "../output.ts";
import { findStateFolder, type StateFolder } from "../state-folder.ts";

interface TrustOptions extends StateOptions {
  /** Name of an author's key to make. */
  readonly new?: string;
  /** File of an author's public identity. */
  readonly enrol?: string;
}

const trustAuthors: Command<TrustOptions> = async ({ out }, options) => {
  const state = findStateFolder(options.state);
  if (!state.ok) return state;
  const changed = change(state.value, options);
  if (!changed.ok) return changed;
  const ring = readRing(state.value);
  if (!ring.ok) return ring;
  const standing = await charterInForce(state.value, ring.value, "author");
  if (!standing.ok) return standing;
  show(out, ring.value, standing.value);
  return ok(EXIT.ok);
};

function change(state: StateFolder, options: TrustOptions): Result<unknown, CliCode> {
  if (options.new !== undefined) return makeAuthor(state, options.new);
  if (options.enrol === undefined) return ok(undefined);
  const text = readTextFile(options.enrol);
  if (!text.ok) return text;
  const json = parseJson(text.value.trim());
  const identity = json.ok ? parsePublicIdentity(json.value) : json;
  if (identity.ok) return enrolAuthor(state, identity.value);
  return fail("cli/author-unknown", `\`${shown(options.enrol)}\` holds no public identity`, {
    cause: identity.fault,
    remedy: "let its owner print one: `interlock trust --json`, under `enrolled`",
  });
}

function show(out: Output, ring: Ring, { charter, authors }: Standing): void {
  const enrolled = holdersOf(ring, "author").map(publicIdentity);
  out.line(
    charter === undefined
      ? "no charter is in force yet: any one of these authors signs the first"
      : `${paint("bold", visible(charter.name))} version ${charter.version} is in force; ` +
          `${authors.threshold} of ${authors.keys.length} authors sign the next`,
  );
  if (charter?.expires !== undefined) out.line(`it expires at ${new Date(charter.expires).toISOString()}`);
  for (const identity of enrolled) {
    const standing = authors.keys.includes(identity.id) ? "signs " : "enrolled";
    out.line(`  ${standing}  ${visible(identity.name)}  ${paint("dim", canonicalize(identity))}`);
  }
  const ledgers = holdersOf(ring, "ledger").map((ledger) => noteKeyToText(noteKeyOf(originOf(ledger), ledger.signKey)));
  out.value({ ok: true, version: charter?.version ?? 0, authors, enrolled, ledgers });
}

export const trust: Declared = declare({
  name: "trust",
  description: "show who signs charters here; make an author's key or enrol another's",
  shape: (to) =>
    withState(to)
      .option("--new <name>", "make an author's key of this name")
      .option("--enrol <file>", "enrol the public identity in this file as an author"),
  read: (from) => from.opts<TrustOptions>(),
  work: trustAuthors,
});
