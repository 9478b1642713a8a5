/**
 * `interlock sign` and `interlock rotate`: an author's signature over the next charter, and the same with other authors from then on. They
 * write a file beside the charter and change nothing that runs, unless told to: a start puts in force what enough authors have signed.
 */
import { judgedBy } from "../../charter/index.ts";
import { holdersOf, type PublicIdentity, type Ring } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { Authors } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { provedFiles } from "../proof/certificate-file.ts";
import { charterInForce } from "../signing/charter-in-force.ts";
import {
  type CharterSignatures,
  countSigned,
  isSameCharter,
  readSignatures,
  signaturesFileBeside,
  termsOf,
  withSignature,
  writeSignatures,
} from "../signing/charter-signatures.ts";
import { putInForce } from "../signing/put-in-force.ts";
import { openStateFolder, readKey } from "../state-folder/key-ring.ts";
import { stateFolderBeside } from "../state-folder/state-folder.ts";
import { type Command, type Declared, declare, wholeNumber } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import { type Output, paint, visible } from "../terminal/output.ts";
import { shown } from "../terminal/text-file.ts";

interface SignOptions {
  readonly charters: readonly string[];
  readonly key: string;
  /** Put it in force at once, over the system that runs. */
  readonly now?: boolean;
  /** Who signs from the next charter on; absent: who signs now. */
  readonly successors?: { readonly threshold: number; readonly names: readonly string[] };
}

const signCharter: Command<SignOptions> = async ({ out }, { charters, key, now, successors }) => {
  const charter = charters.at(-1) ?? "";
  const compiled = provedFiles(charters);
  if (!compiled.ok) return compiled;
  const state = stateFolderBeside(charter);
  const ring = openStateFolder(state, []);
  if (!ring.ok) return ring;
  const author = readKey(state, key);
  if (!author.ok) return author;
  const standing = await charterInForce(state, ring.value, key);
  if (!standing.ok) return standing;
  const { authors } = standing.value;
  const next = successors === undefined ? ok(authors) : authorsNamed(ring.value, successors);
  if (!next.ok) return next;
  const begun = readSignatures(charter);
  if (!begun.ok) return begun;
  const terms = termsOf(compiled.value, (standing.value.charter?.version ?? 0) + 1, next.value);
  const goesOn = begun.value !== undefined && successors === undefined && isSameCharter(begun.value.terms, terms);
  const signed = withSignature(goesOn && begun.value !== undefined ? begun.value : { terms, signatures: [] }, author.value);
  const written = writeSignatures(charter, signed);
  if (!written.ok) return written;
  showSigned(out, signed, authors, ring.value);
  if (now === true) {
    const recorded = await putInForce(state, compiled.value, charter, 0);
    if (recorded.ok) out.line("in force: what runs is judged by it from the next call on");
    return recorded.ok ? ok(EXIT.ok) : recorded;
  }
  out.line(
    `in ${shown(signaturesFileBeside(charter))}: pass it on with the charter and interlock.lock, or \`interlock run\` when it is complete`,
  );
  return ok(EXIT.ok);
};

/** The enrolled authors of these names. Codes: `cli/author-unknown`. */
function authorsNamed(ring: Ring, { threshold, names }: NonNullable<SignOptions["successors"]>): Result<Authors, CliCode> {
  const enrolled = holdersOf(ring, "author");
  const found: PublicIdentity[] = [];
  for (const name of new Set(names)) {
    const author = enrolled.find((one) => one.name === name);
    if (author === undefined) {
      return fail("cli/author-unknown", `\`${name}\` is not enrolled as an author here`, {
        remedy: "see `interlock trust`; enrol another's key with `interlock trust --enrol FILE`",
      });
    }
    found.push(author);
  }
  if (threshold >= 1 && threshold <= found.length) return ok({ threshold, keys: found.map(({ id }) => id) });
  return fail("cli/author-unknown", `${threshold} of ${found.length} authors can't sign`, { remedy: "name at least as many as must sign" });
}

function showSigned(out: Output, signed: CharterSignatures, now: Authors, ring: Ring): void {
  const { terms } = signed;
  const next = terms.authors ?? now;
  const [mustNow, mustNext] = [now, next].map((authors) => ({ has: countSigned(signed, authors, ring), needs: authors.threshold }));
  out.line(`${paint("bold", visible(terms.name))} version ${terms.version}, machine ${terms.machine}`);
  if (terms.runningSessions !== undefined) out.line(`sessions that run are judged ${judgedBy(terms.runningSessions)}`);
  out.line(
    `signed by ${mustNow?.has} of the ${mustNow?.needs} authors needed, ` +
      `and by ${mustNext?.has} of ${mustNext?.needs} of those who sign next`,
  );
  out.value({ ok: true, terms, signedBy: signed.signatures.map(({ by }) => by), now: mustNow, next: mustNext });
}

type Given = Pick<SignOptions, "key" | "now">;

export const sign: Declared = declare({
  name: "sign",
  description: "sign a charter and its pins as the next version; with several authors, each of them does",
  shape: (to) =>
    to
      .argument("<charter...>", "charters, outermost first")
      .option("--key <name>", "the author's key", "author")
      .option("--now", "put it in force at once, over the system that runs, if enough have signed it"),
  read: (from) => ({ charters: from.args, ...from.opts<Given>() }),
  work: signCharter,
});

export const rotate: Declared = declare({
  name: "rotate",
  description: "sign a charter as the next version, with other authors from then on",
  shape: (to) =>
    to
      .argument("<charter...>", "charters, outermost first")
      .option("--key <name>", "the author's key", "author")
      .requiredOption("--authors <names>", "who signs from then on, with commas between")
      .requiredOption("--threshold <count>", "how many of them together", wholeNumber("the threshold", 1_000)),
  read: (from) => {
    const { authors, threshold, key } = from.opts<Given & { authors: string; threshold: number }>();
    return { charters: from.args, key, successors: { threshold, names: authors.split(",") } };
  },
  work: signCharter,
});
