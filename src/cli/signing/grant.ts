/**
 * A grant: the host's signed word on who a session acts for, with the task in that person's own words, sealed. It is signed
 * where the host key is, travels as one word of text (`INTERLOCK_GRANT`), and counts once the ledger has taken it.
 */
import { z } from "zod";
import {
  canonicalBytes,
  enrolmentOf,
  fromBase64,
  type Identity,
  type Json,
  JUDGES,
  parseJson,
  type Ring,
  toBase64,
  verifySignature,
} from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { type GrantEntry, type Index, statement } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { attach } from "../ledger/attach.ts";
import { sealFor } from "../ledger/sealed-content.ts";
import type { StateFolder } from "../state-folder/state-folder.ts";

export interface GrantTerms {
  readonly agent: string;
  readonly user: string;
  readonly role: string;
  readonly mandate?: string;
  readonly task?: string;
  /** What the user has said since, the latest last. */
  readonly messages?: readonly string[];
  readonly fresh: boolean;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

export interface SignedGrant {
  readonly format: "interlock-grant/1";
  /** Key id of the host. */
  readonly by: string;
  readonly entry: GrantEntry;
  readonly seal: string;
  readonly blob: string;
  readonly signature: string;
}

const GRANT: z.ZodType<SignedGrant> = z.strictObject({
  format: z.literal("interlock-grant/1"),
  by: z.string(),
  entry: z.strictObject({
    kind: z.literal("grant"),
    agent: z.string(),
    user: z.string(),
    role: z.string(),
    mandate: z.string().exactOptional(),
    expires: z.int(),
    fresh: z.boolean(),
  }),
  seal: z.string(),
  blob: z.string(),
  signature: z.string(),
});

/** Signs a grant with a host's key. */
export function signGrant(host: Identity, ring: Ring, { task, messages, mandate, ...rest }: GrantTerms): SignedGrant {
  const entry: GrantEntry = { kind: "grant", ...rest, ...(mandate === undefined ? {} : { mandate }) };
  const { seal, blob } = sealFor(ring, [...JUDGES, "auditor"], { task: task ?? "", messages: [...(messages ?? [])] });
  return { format: "interlock-grant/1", by: host.id, entry, seal, blob, signature: host.sign(statement(entry, undefined, seal)) };
}

/** A grant as one word without spaces or quotes. */
export function grantToText(grant: SignedGrant): string {
  return toBase64(canonicalBytes(grant as unknown as Json));
}

/** Reads a grant, and checks that a host of this ring has signed it. Codes: `cli/grant-malformed`. */
export function parseGrant(text: string, ring: Ring): Result<SignedGrant, CliCode> {
  const malformed = (message: string): Result<never, CliCode> =>
    fail("cli/grant-malformed", message, { remedy: "let the host sign a new one: `interlock grant --user NAME --task TEXT`" });
  const bytes = fromBase64(text.trim());
  const json = bytes === undefined ? undefined : parseJson(bytes);
  const grant = json?.ok === true ? GRANT.safeParse(json.value) : undefined;
  if (grant?.success !== true) return malformed("the text is no grant");
  const { by, entry, seal, signature } = grant.data;
  const host = enrolmentOf(ring, by);
  if (host?.duties.includes("host") !== true) return malformed(`the key \`${by}\` that signed the grant is no host's here`);
  if (!verifySignature(host.identity.signKey, statement(entry, undefined, seal), signature)) {
    return malformed("the grant is not what its host has signed");
  }
  return ok(grant.data);
}

/** Has the ledger take a grant; gives its entry's index. Codes: those of `attach`, `cli/not-recorded`. */
export async function presentGrant(state: StateFolder, { format: _, ...signed }: SignedGrant): Promise<Result<Index, CliCode>> {
  const author = await attach(state, "author", 0);
  if (!author.ok) return author;
  const taken = await author.value.client.submit(signed);
  author.value.close();
  return taken.ok ? ok(taken.value.index) : fail("cli/not-recorded", "the ledger did not take the grant", { cause: taken.fault });
}
