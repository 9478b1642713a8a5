/**
 * The ring: which public identities are enrolled, and for which duties. Whoever is not in it is nobody. A part of the
 * system has one duty and no second one, so that no key both decides and executes, or executes and approves.
 */
import { fail, ok, type Result } from "../fault/index.ts";
import { canonicalize } from "./canonical.ts";
import type { CryptoCode } from "./faults.ts";
import { type PublicIdentity, parsePublicIdentity, publicIdentity } from "./identity.ts";
import { isJsonArray, isJsonObject, type Json } from "./json.ts";
import { RING_IDENTITIES_MAX } from "./limits.ts";
import { parseJson } from "./parse-json.ts";

/** `executor:` and `countersigner:` are followed by the name of a tool server, `approver:` by that of a role. */
export type Duty =
  | "ledger"
  | "decider"
  | `countersigner:${string}`
  | "gateway"
  | `executor:${string}`
  | "host"
  | "author"
  | `approver:${string}`
  | "console"
  | "auditor";

export interface Enrolment {
  readonly identity: PublicIdentity;
  readonly duties: readonly Duty[];
}

export interface Ring {
  readonly format: typeof FORMAT;
  readonly identities: readonly Enrolment[];
}

const FORMAT = "interlock-ring/1";
const PART_DUTY = /^(?:ledger|decider|gateway|console|(?:executor|countersigner):[\x21-\x7e]{1,64})$/;
const PERSONAL_DUTY = /^(?:host|author|auditor|approver:[\x21-\x7e]{1,64})$/;

/** Reads a ring. Faults: `crypto/json-…`, `crypto/ring-malformed`, `crypto/ring-conflict`, and those of `parsePublicIdentity`. */
export function parseRing(text: Uint8Array | string): Result<Ring, CryptoCode> {
  const parsed = parseJson(text);
  if (!parsed.ok) return parsed;
  const ring = parsed.value;
  if (!isJsonObject(ring) || ring.format !== FORMAT || !isJsonArray(ring.identities) || Object.keys(ring).length !== 2) {
    return fail("crypto/ring-malformed", `the text is not of the format ${FORMAT}`);
  }
  if (ring.identities.length > RING_IDENTITIES_MAX) {
    return fail("crypto/ring-malformed", `the ring has more than ${RING_IDENTITIES_MAX} identities`);
  }
  const identities: Enrolment[] = [];
  for (const [index, value] of ring.identities.entries()) {
    const enrolment = parseEnrolment(value, `/identities/${index}`);
    if (!enrolment.ok) return enrolment;
    identities.push(enrolment.value);
  }
  return makeRing(identities);
}

/** Makes a ring of enrolments that were checked one by one. Faults: `crypto/ring-conflict`. */
export function makeRing(identities: readonly Enrolment[]): Result<Ring, CryptoCode> {
  for (const member of ["id", "name", "signKey", "sealKey"] as const) {
    const seen = new Set<string>();
    for (const { identity } of identities) {
      if (seen.has(identity[member])) return fail("crypto/ring-conflict", `two identities have the ${member} \`${identity[member]}\``);
      seen.add(identity[member]);
    }
  }
  for (const { identity, duties } of identities) {
    if (duties.length > 1 && duties.some((duty) => PART_DUTY.test(duty))) {
      return fail("crypto/ring-conflict", `the part \`${identity.name}\` has a second duty`, {
        remedy: "give each part an identity of its own",
      });
    }
  }
  return ok({ format: FORMAT, identities });
}

/** The text of a ring, for its file. */
export function ringToText(ring: Ring): string {
  const identities = ring.identities.map(({ identity, duties }) => ({ identity: publicIdentity(identity), duties }));
  return `${canonicalize({ format: ring.format, identities })}\n`;
}

/** The enrolment of a key id, if it is enrolled. */
export function enrolmentOf(ring: Ring, id: string): Enrolment | undefined {
  return ring.identities.find(({ identity }) => identity.id === id);
}

/** Everybody who holds a duty, in the ring's order. */
export function holdersOf(ring: Ring, duty: Duty): readonly PublicIdentity[] {
  return ring.identities.filter(({ duties }) => duties.includes(duty)).map(({ identity }) => identity);
}

/** Whom something is sealed to: the holders of a duty, or of every duty that begins so. */
export type Readers = readonly (Duty | "approver:" | "countersigner:" | "executor:")[];

/** Who derives decisions, and so reads whatever they follow from. */
export const JUDGES: Readers = ["decider", "countersigner:"];

/**
 * Everybody who holds one of some duties, once, in the ring's order. A duty that ends in `:` stands for all that begin so. The console
 * reads what approvers read, for those whose keys are passkeys.
 */
export function readersOf(ring: Ring, readers: Readers): readonly PublicIdentity[] {
  const isOne = (duty: Duty): boolean => readers.some((reader) => (reader.endsWith(":") ? duty.startsWith(reader) : duty === reader));
  const reads = (duty: Duty): boolean => isOne(duty) || (duty === "console" && readers.includes("approver:"));
  return ring.identities.filter(({ duties }) => duties.some(reads)).map(({ identity }) => identity);
}

/** Whether a warrant for this tool server needs a countersignature: where a countersigner is enrolled for it, always. */
export function isCountersigned(ring: Ring, server: string): boolean {
  return ring.identities.some(({ duties }) => duties.includes(`countersigner:${server}`));
}

/** Whether a text names a duty. */
export function isDuty(text: Json): text is Duty {
  return typeof text === "string" && (PART_DUTY.test(text) || PERSONAL_DUTY.test(text));
}

function parseEnrolment(value: Json, at: string): Result<Enrolment, CryptoCode> {
  if (!isJsonObject(value) || value.identity === undefined || !isJsonArray(value.duties) || Object.keys(value).length !== 2) {
    return fail("crypto/ring-malformed", "an enrolment has exactly an identity and duties", { at });
  }
  const duties = value.duties.filter(isDuty);
  if (duties.length !== value.duties.length || new Set(duties).size !== duties.length) {
    return fail("crypto/ring-malformed", "a duty is unknown or listed twice", { at: `${at}/duties` });
  }
  const identity = parsePublicIdentity(value.identity);
  if (!identity.ok) return { ok: false, fault: { ...identity.fault, at: `${at}/identity` } };
  return ok({ identity: identity.value, duties });
}
