/** What an author says of who answers: a passkey as a console shows it, an SSH agent's key, or a key that answers no more. */
import { isJsonObject, isSoundPasskey, type Passkey, parseJson, toBase64 } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { type ApproverEntry, type ApproverKey, type Approvers, approverId } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";

export interface ApproverWords {
  readonly approver?: string;
  readonly person?: string;
  readonly role?: readonly string[];
  readonly revoke?: string;
}

/** The entry to record. Code: `cli/approver-unknown`. */
export function approverEntry(approvers: Approvers, words: ApproverWords): Result<ApproverEntry, CliCode> {
  if (words.revoke !== undefined) {
    const known = approvers.find(words.revoke);
    if (known === undefined) return unknown(`nobody answers with the key \`${words.revoke}\``, "see `interlock trust`");
    const key = known.key.is === "passkey" || known.version > 0 ? keyOf(approvers, words.revoke) : {};
    return ok({ kind: "approver", approver: known.id, version: known.version + 1, person: known.person, roles: [], ...key });
  }
  const read = readApprover(words.approver ?? "");
  if (read === undefined) return unknown("this is neither what a console shows of a passkey nor an `ssh-ed25519` key", "copy all of it");
  const person = words.person ?? read.person;
  if (person === undefined || !/^[\x21-\x7e]{1,64}$/.test(person))
    return unknown("it is not said whose key it is", "name them: --person NAME");
  const approver = approverId(read.key);
  const version = (approvers.find(approver)?.version ?? 0) + 1;
  return ok({ kind: "approver", approver, version, person, roles: words.role ?? ["owner"], key: read.key });
}

/** The key of an approver whom no ring holds. */
function keyOf(approvers: Approvers, id: string): { readonly key?: ApproverKey } {
  const key = approvers.find(id)?.key;
  return key === undefined || approverId(key) !== id ? {} : { key };
}

function readApprover(text: string): { readonly key: ApproverKey; readonly person?: string } | undefined {
  return text.startsWith("ssh-ed25519 ") ? readSshKey(text) : readPasskey(text);
}

/** `ssh-ed25519 BASE64 [comment]`: two length-prefixed texts, the algorithm and the key (RFC 8709). */
function readSshKey(text: string): { readonly key: ApproverKey } | undefined {
  const bytes = Buffer.from(text.split(" ")[1] ?? "", "base64");
  const head = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from("ssh-ed25519"), Buffer.from([0, 0, 0, 32])]);
  if (bytes.length !== head.length + 32 || !bytes.subarray(0, head.length).equals(head)) return undefined;
  return { key: { is: "ed25519", signKey: toBase64(bytes.subarray(head.length)) } };
}

function readPasskey(text: string): { readonly key: ApproverKey; readonly person?: string } | undefined {
  const parsed = parseJson(Buffer.from(text, "base64url"));
  const { person, passkey } = parsed.ok && isJsonObject(parsed.value) ? parsed.value : {};
  if (
    !isJsonObject(passkey ?? null) ||
    Object.keys(passkey as object)
      .sort()
      .join() !== "algorithm,credential,origin,publicKey"
  )
    return undefined;
  const claimed = passkey as unknown as Passkey;
  const isWhole = Object.values(claimed).every((member) => typeof member === "string") && isSoundPasskey(claimed);
  if (!isWhole || (claimed.algorithm !== "ES256" && claimed.algorithm !== "Ed25519")) return undefined;
  return { key: { is: "passkey", passkey: claimed }, ...(typeof person === "string" ? { person } : {}) };
}

function unknown(message: string, remedy: string): Result<never, CliCode> {
  return fail("cli/approver-unknown", message, { remedy });
}
