/** Who may write what: the ring of enrolled keys as the audit reads it, and Ed25519 (RFC 8032) over the documented statement. */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { canonicalText, isRecord, type Plain, readCanonical, textOf } from "./plain-json.ts";

export interface Enrolled {
  readonly id: string;
  readonly name: string;
  readonly duties: readonly string[];
  readonly key: KeyObject;
}

export type KeyRing = ReadonlyMap<string, Enrolled>;

/** SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes (RFC 8410). */
const ED25519_SPKI = Buffer.from("302a300506032b6570032100", "hex");

/** Reads a ring file; undefined where it is none. */
export function readKeyRing(bytes: Uint8Array): KeyRing | undefined {
  const ring = readCanonical(trimmed(bytes));
  const identities = isRecord(ring) && ring["format"] === "interlock-ring/1" ? ring["identities"] : undefined;
  if (!Array.isArray(identities)) return undefined;
  const enrolled = (identities as readonly Plain[]).map((enrolment): [string, Enrolled] => {
    const identity = isRecord(enrolment) ? enrolment["identity"] : undefined;
    const duties = isRecord(enrolment) && Array.isArray(enrolment["duties"]) ? (enrolment["duties"] as readonly Plain[]).map(String) : [];
    const id = textOf(identity, "id");
    return [id, { id, name: textOf(identity, "name"), duties, key: ed25519(Buffer.from(textOf(identity, "signKey"), "base64")) }];
  });
  return new Map(enrolled);
}

export function ed25519(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([ED25519_SPKI, raw]), format: "der", type: "spki" });
}

/** Whether `signature` (base64) by `key` is over the entry, its session and its seal. */
export function isSigned(key: KeyObject, leaf: { readonly [name: string]: Plain }): boolean {
  const { entry = null, session, seal } = leaf;
  const statement = { entry, ...(session === undefined ? {} : { session }), ...(seal === undefined ? {} : { seal }) };
  const message = Buffer.from(`interlock-entry/1\n${canonicalText(statement)}`, "utf8");
  return verify(undefined, message, key, Buffer.from(textOf(leaf, "signature"), "base64"));
}

/** Whether duties let their holder write such an entry. */
export function mayWrite(duties: readonly string[], entry: { readonly [name: string]: Plain }): boolean {
  const executor = `executor:${textOf(entry, "server")}`;
  switch (entry["kind"]) {
    case "attestation":
      return duties.includes(entry["part"] === "executor" ? executor : textOf(entry, "part"));
    case "charter":
    case "pin":
      return duties.includes("author");
    case "drift":
      return duties.includes(executor);
    case "grant":
      return duties.includes("host");
    case "session":
      return duties.includes("gateway");
    case "proposal":
      return entry["from"] === "agent" ? duties.includes("gateway") : duties.some((duty) => duty.startsWith("executor:"));
    case "decision":
      return duties.includes("decider");
    case "outcome":
      return duties.some((duty) => duty === "gateway" || duty.startsWith("executor:"));
    case "approval":
    case "rejection":
    case "release":
    case "discard":
      return duties.includes(`approver:${textOf(entry, "role")}`);
    case "timer":
      return duties.includes("ledger");
    default:
      return false;
  }
}

function trimmed(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes;
}
