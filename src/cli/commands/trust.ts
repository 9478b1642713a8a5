/** `interlock trust`: who signs charters here and who answers; makes an author's key, enrols another's, names approvers. */
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
import type { CliCode } from "../faults.ts";
import { attach } from "../ledger/attach.ts";
import { approverEntry } from "../signing/approver-entry.ts";
import { charterInForce, type Standing } from "../signing/charter-in-force.ts";
import { enrolAuthor, makeAuthor, readRing } from "../state-folder/key-ring.ts";
import { findStateFolder, type StateFolder } from "../state-folder/state-folder.ts";
import { type Command, collect, type Declared, declare, type StateOptions, withState } from "../terminal/declaration.ts";
import { EXIT, type Exit } from "../terminal/exit-codes.ts";
import { type Output, paint, visible } from "../terminal/output.ts";
import { readTextFile, shown } from "../terminal/text-file.ts";

interface TrustOptions extends StateOptions {
  /** Name of an author's key to make. */
  readonly new?: string;
  /** File of an author's public identity. */
  readonly enrol?: string;
  /** What a console prints of a passkey, or an SSH agent's key: who answers with it from now on. */
  readonly approver?: string;
  readonly person?: string;
  readonly role?: readonly string[];
  /** Id of a key that answers no more. */
  readonly revoke?: string;
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
  const { approver, revoke } = options;
  if (approver !== undefined || revoke !== undefined) return await nameApprover(out, state.value, standing.value, options);
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

/** Records who answers; it counts at once where one author signs charters. Codes: of `approverEntry` and `attach`, `cli/not-recorded`. */
async function nameApprover(out: Output, state: StateFolder, standing: Standing, options: TrustOptions): Promise<Result<Exit, CliCode>> {
  const entry = approverEntry(standing.approvers, options);
  if (!entry.ok) return entry;
  const attached = await attach(state, "author", 0);
  if (!attached.ok) return attached;
  const recorded = await attached.value.client.append({ entry: entry.value });
  attached.value.close();
  if (!recorded.ok) return fail("cli/not-recorded", "the ledger did not take it", { cause: recorded.fault });
  const { approver, person, roles } = entry.value;
  const missing = roles.length === 0 ? 0 : standing.authors.threshold - 1;
  out.line(`${visible(person)} (${approver}) answers as ${roles.length === 0 ? "nobody any more" : roles.map(visible).join(", ")}`);
  if (missing > 0) out.line(`it counts when ${missing} more of the authors have said the same: let them run the same command`);
  out.value({ ok: true, entry: recorded.value.index, ...entry.value });
  return ok(EXIT.ok);
}

function show(out: Output, ring: Ring, { charter, authors, approvers }: Standing): void {
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
  for (const { id, person, roles, key, version } of approvers.all()) {
    if (version === 0) continue;
    const where = key.is === "passkey" ? key.passkey.origin : "key";
    out.line(`  answers   ${visible(person)}  as ${roles.map(visible).join(", ")}  ${paint("dim", `${id} ${where}`)}`);
  }
  const ledgers = holdersOf(ring, "ledger").map((ledger) => noteKeyToText(noteKeyOf(originOf(ledger), ledger.signKey)));
  out.value({ ok: true, version: charter?.version ?? 0, authors, enrolled, approvers: approvers.all(), ledgers });
}

export const trust: Declared = declare({
  name: "trust",
  description: "show who signs charters here and who answers; enrol either",
  shape: (to) =>
    withState(to)
      .option("--new <name>", "make an author's key of this name")
      .option("--enrol <file>", "enrol the public identity in this file as an author")
      .option("--approver <code>", "let the passkey that a console shows, or an `ssh-ed25519 …` key, answer for a person")
      .option("--person <name>", "whose key it is (default: whom it was made for)")
      .option("--role <role>", "what it answers as (default: owner)", collect)
      .option("--revoke <id>", "take every role away from a key that answers"),
  read: (from) => from.opts<TrustOptions>(),
  work: trustAuthors,
});
