/**
 * Who answers parked calls, as of the entries taken so far: the ring's approvers, and whom authors have enrolled or taken roles from since.
 * One author takes roles away; to give them it takes as many as sign the next charter. Passkeys' counters are kept here, because
 * a counter that does not go on betrays a copied key.
 */
import {
  type Assertion,
  digestOf,
  enrolmentOf,
  fromBase64,
  isSoundPasskey,
  isStrongSignKey,
  passkeyId,
  type Ring,
  sha256,
  toHex,
  verifyAssertion,
} from "../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import type { ApproverEntry, ApproverKey, Authors, Leaf } from "./entry.ts";
import type { LedgerCode } from "./faults.ts";
import { verifyStatement } from "./joint-signature.ts";
import { asJson } from "./leaf.ts";

export interface Approver {
  /** Id of the key. */
  readonly id: string;
  /** Two keys of one person are one person. */
  readonly person: string;
  readonly roles: readonly string[];
  /** Of the entry that says so; 0 for what the ring says. */
  readonly version: number;
  readonly key: ApproverKey;
  /** What showed them what they signed: the page of a passkey, or whatever holds another key. Answers of one renderer are one sight. */
  readonly renderer: string;
}

/** A signature by an approver's key; `assertion` for a passkey's. */
export interface ApproverSignature {
  readonly signature: string;
  readonly assertion?: Assertion;
}

export class Approvers {
  readonly #ring: Ring;
  readonly #named = new Map<string, Approver>();
  /** Which authors have written an entry that does not count yet, by its digest. */
  readonly #wished = new Map<string, Set<string>>();
  readonly #counters = new Map<string, number>();

  constructor(ring: Ring) {
    this.#ring = ring;
  }

  /** Whoever has that key, with or without roles. */
  find(id: string): Approver | undefined {
    const named = this.#named.get(id);
    if (named !== undefined) return named;
    const enrolled = enrolmentOf(this.#ring, id);
    const roles = (enrolled?.duties ?? []).flatMap((duty) => (duty.startsWith("approver:") ? [duty.slice("approver:".length)] : []));
    if (enrolled === undefined || roles.length === 0) return undefined;
    const { name, signKey } = enrolled.identity;
    return { id, person: name, roles, version: 0, key: { is: "ed25519", signKey }, renderer: id };
  }

  /** Everybody who has a role. */
  all(): readonly Approver[] {
    const ids = new Set([...this.#ring.identities.map(({ identity }) => identity.id), ...this.#named.keys()]);
    return [...ids].flatMap((id) => this.find(id) ?? []).filter(({ roles }) => roles.length > 0);
  }

  /** Why an entry can't name an approver. Code: `ledger/approver-impossible`. */
  check(entry: ApproverEntry): Fault<LedgerCode> | undefined {
    const { approver, version, person, roles, key } = entry;
    const impossible = (message: string): Fault<LedgerCode> => ({ code: "ledger/approver-impossible", message });
    const next = (this.find(approver)?.version ?? 0) + 1;
    if (version !== next) return impossible(`it has version ${version}, the next one about \`${approver}\` has ${next}`);
    if (new Set(roles).size < roles.length) return impossible("a role is named twice");
    if (key === undefined) {
      const { name } = enrolmentOf(this.#ring, approver)?.identity ?? {};
      return name === person ? undefined : impossible(`the ring holds no key \`${approver}\` of \`${person}\``);
    }
    if (enrolmentOf(this.#ring, approver) !== undefined) return impossible(`the ring holds the key \`${approver}\` itself`);
    if (key.is === "passkey" ? !isSoundPasskey(key.passkey) : !isStrongSignKey(fromBase64(key.signKey) ?? Buffer.of()))
      return impossible("the key is unsound");
    return approverId(key) === approver ? undefined : impossible("the id is not that of the key");
  }

  /** Takes an entry that has its place; `authors` sign the next charter. */
  take({ by, entry, assertion }: Leaf, authors: Authors): void {
    if (entry.kind === "approver") this.#takeApprover(by, entry, authors);
    else if (assertion !== undefined) this.#counters.set(by, counterOf(assertion));
  }

  /**
   * Checks that whoever has the key `by` has signed, and may answer in a role. Codes: `ledger/unknown-writer`, `…/wrong-duty`,
   * `…/wrong-signature`, `…/passkey-copied`.
   */
  verify(by: string, role: string, statement: Uint8Array, signed: ApproverSignature): Result<Approver, LedgerCode> {
    const approver = this.find(by);
    if (approver === undefined) {
      const code = enrolmentOf(this.#ring, by) === undefined ? "ledger/unknown-writer" : "ledger/wrong-duty";
      return fail(code, `the key \`${by}\` is not of somebody who answers`);
    }
    if (!approver.roles.includes(role)) return fail("ledger/wrong-duty", `\`${approver.person}\` does not answer as \`${role}\``);
    const verified = verifyAnswered(approver, statement, signed);
    if (!verified.ok) return verified;
    const last = this.#counters.get(by) ?? 0;
    if (verified.value > last || (verified.value === 0 && last === 0)) return ok(approver);
    return fail("ledger/passkey-copied", `the counter of \`${approver.person}\`'s passkey went from ${last} to ${verified.value}`, {
      remedy: "take its roles away, and enrol a new one",
    });
  }

  #takeApprover(by: string, entry: ApproverEntry, { threshold, keys }: Authors): void {
    const before = this.find(entry.approver);
    const narrows = before !== undefined && before.person === entry.person && entry.roles.every((role) => before.roles.includes(role));
    const digest = digestOf(asJson(entry));
    const writers = (this.#wished.get(digest) ?? new Set()).add(by);
    const count = keys.filter((key) => writers.has(key)).length;
    if (!narrows && count < threshold) {
      this.#wished.set(digest, writers);
      return;
    }
    this.#wished.delete(digest);
    const key = entry.key ?? before?.key;
    if (key === undefined) return;
    const { approver: id, person, roles, version } = entry;
    this.#named.set(id, { id, person, roles, version, key, renderer: key.is === "passkey" ? key.passkey.origin : id });
  }
}

/**
 * Whether an approver has signed. Gives the counter of a passkey, 0 for another key; whether it goes on is for whoever sees every answer.
 * Code: `ledger/wrong-signature`.
 */
export function verifyAnswered(
  { person, key }: Approver,
  statement: Uint8Array,
  { signature, assertion }: ApproverSignature,
): Result<number, LedgerCode> {
  const wrong = (cause?: Fault): Result<never, LedgerCode> =>
    fail("ledger/wrong-signature", `it is not signed by \`${person}\``, cause === undefined ? {} : { cause });
  if ((key.is === "passkey") !== (assertion !== undefined)) return wrong();
  if (key.is === "ed25519" || assertion === undefined)
    return key.is === "ed25519" && verifyStatement(key.signKey, statement, signature) ? ok(0) : wrong();
  const verified = verifyAssertion(key.passkey, sha256(statement), assertion, signature);
  return verified.ok ? verified : wrong(verified.fault);
}

/** The id of a key that no ring holds. */
export function approverId(key: ApproverKey): string {
  if (key.is === "passkey") return passkeyId(key.passkey);
  return toHex(sha256(Buffer.from("interlock-signer/1"), fromBase64(key.signKey) ?? Buffer.of())).slice(0, 16);
}

/** The counter in an authenticator's data (WebAuthn, section 6.1). */
function counterOf({ authenticator }: Assertion): number {
  const bytes = Buffer.from(authenticator, "base64");
  return bytes.length < 37 ? 0 : bytes.readUInt32BE(33);
}
