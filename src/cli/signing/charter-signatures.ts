/**
 * What authors have signed of the next charter, in a file beside it (`interlock.signatures`): it travels from author to author until
 * enough have signed, and `interlock run` puts the charter in force with it. It is replaced as a whole: a crash leaves the old or the new.
 */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { digestOf, enrolmentOf, type Identity, type Json, parseJson, type Ring, verifySignature } from "../../crypto/index.ts";
import { lockedDigests } from "../../execution/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { type Authors, type CharterEntry, charterStatement, replaceFile } from "../../ledger/index.ts";
import type { Compiled } from "../charter/charter-file.ts";
import type { CliCode } from "../faults.ts";
import { reasonOf } from "../terminal/foreign-words.ts";
import { readTextFile, shown } from "../terminal/text-file.ts";

/** A charter entry as its authors sign it. */
export type CharterTerms = Omit<CharterEntry, "signatures">;

export interface CharterSignatures {
  readonly terms: CharterTerms;
  readonly signatures: NonNullable<CharterEntry["signatures"]>;
}

const FORMAT = "interlock-signatures/1";
/** As the umask has it: it is passed on. */
const READABLE = 0o666;
const FILE = z.strictObject({
  format: z.literal(FORMAT),
  terms: z.strictObject({
    kind: z.literal("charter"),
    name: z.string(),
    version: z.int().min(1),
    machine: z.string(),
    certificate: z.string().exactOptional(),
    pins: z.string().exactOptional(),
    expires: z.int().exactOptional(),
    runningSessions: z.enum(["pinned", "stricter"]).exactOptional(),
    authors: z.strictObject({ threshold: z.int().min(1), keys: z.array(z.string()) }).exactOptional(),
  }),
  signatures: z.array(z.strictObject({ by: z.string(), signature: z.string() })),
});

/** The terms of a compiled charter as the next version. */
export function termsOf(compiled: Compiled, version: number, authors: Authors): CharterTerms {
  return {
    kind: "charter",
    name: compiled.document.charters.at(-1)?.name ?? "",
    version,
    machine: compiled.digest,
    ...(compiled.certificate === undefined ? {} : { certificate: compiled.certificate }),
    pins: digestOf(lockedDigests(compiled.lock)),
    ...(compiled.expires === undefined ? {} : { expires: compiled.expires }),
    ...(compiled.runningSessions === undefined ? {} : { runningSessions: compiled.runningSessions }),
    authors,
  };
}

/** Whether two terms are of one charter in one version, whoever signs the next. */
export function isSameCharter({ authors: _, ...one }: CharterTerms, { authors: __, ...other }: CharterTerms): boolean {
  return digestOf(one as unknown as Json) === digestOf(other as unknown as Json);
}

export function signaturesFileBeside(charterFile: string): string {
  return join(dirname(resolve(charterFile)), "interlock.signatures");
}

/** The signatures beside a charter; undefined where nobody has signed. Codes: `cli/file-unreadable`, `cli/signatures-broken`. */
export function readSignatures(charterFile: string): Result<CharterSignatures | undefined, CliCode> {
  const file = signaturesFileBeside(charterFile);
  if (!existsSync(file)) return ok(undefined);
  const text = readTextFile(file);
  if (!text.ok) return text;
  const json = parseJson(text.value.trim());
  const read = json.ok ? FILE.safeParse(json.value) : undefined;
  if (read?.success === true) return ok(read.data);
  return fail("cli/signatures-broken", `\`${shown(file)}\` is not what \`interlock sign\` wrote`, { remedy: "remove it and sign again" });
}

/** Adds an author's signature. A second one by the same key changes nothing. */
export function withSignature({ terms, signatures }: CharterSignatures, author: Identity): CharterSignatures {
  const others = signatures.filter(({ by }) => by !== author.id);
  return { terms, signatures: [...others, { by: author.id, signature: author.sign(charterStatement(terms)) }] };
}

/** How many of `authors` have signed these terms. */
export function countSigned({ terms, signatures }: CharterSignatures, { keys }: Authors, ring: Ring): number {
  const statement = charterStatement(terms);
  const signed = signatures.filter(({ by, signature }) => {
    const author = enrolmentOf(ring, by);
    return author?.duties.includes("author") === true && verifySignature(author.identity.signKey, statement, signature);
  });
  return keys.filter((key) => signed.some(({ by }) => by === key)).length;
}

/** Codes: `cli/file-unwritable`. */
export function writeSignatures(charterFile: string, { terms, signatures }: CharterSignatures): Result<void, CliCode> {
  const file = signaturesFileBeside(charterFile);
  try {
    return ok(replaceFile(file, `${JSON.stringify({ format: FORMAT, terms, signatures }, undefined, 2)}\n`, READABLE));
  } catch (cause) {
    return fail("cli/file-unwritable", `cannot write \`${shown(file)}\`: ${reasonOf(cause)}`);
  }
}
