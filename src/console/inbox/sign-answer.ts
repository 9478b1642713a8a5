/**
 * A person's answer, signed by their own passkey. The page asks the server what is to be signed, reads it, refuses to have
 * anything signed that is not the call on the screen, and hands the assertion over. No key is ever in the page.
 */
import type {
  ApiAnswerChallenge,
  ApiAnswerDraft,
  ApiAnswerProof,
  ApiAnswerRecorded,
  ApiFault,
  ApiInboxItem,
} from "../../console-server/api.ts";
import type { ConsoleCode } from "../faults.ts";
import type { Asked, Server } from "../frame/ask-server.ts";
import { areEqual, base64urlToBytes, bytesToBase64url, sha256, textToBytes } from "../proof/bytes.ts";

const refuse = (code: ConsoleCode, message: string, remedy: string): { readonly ok: false; readonly fault: ApiFault } => ({
  ok: false,
  fault: { code, message, remedy },
});

/** Asks for the gesture and records the answer. Waits for as long as the browser lets a person think. */
export async function signAnswer(server: Server, item: ApiInboxItem, draft: ApiAnswerDraft): Promise<Asked<ApiAnswerRecorded>> {
  const challenge = await server.tell<ApiAnswerChallenge>("/api/answers/challenge", draft);
  if (!challenge.ok) return challenge;
  if (!(await saysWhatIsShown(challenge.value, item, draft))) {
    return refuse(
      "console/other-statement",
      "the server asked to have something else signed",
      "do not answer here; use the terminal, and tell whoever runs this console",
    );
  }
  const proof = await assertionFor(challenge.value);
  return proof.ok ? server.tell<ApiAnswerRecorded>("/api/answers", proof.value) : proof;
}

/** Whether the statement is about this call, this decision, this kind of answer and its scope, and the challenge is its digest. */
export async function saysWhatIsShown(challenge: ApiAnswerChallenge, item: ApiInboxItem, draft: ApiAnswerDraft): Promise<boolean> {
  const digest = base64urlToBytes(challenge.challenge);
  if (digest === undefined || !areEqual(digest, await sha256(textToBytes(challenge.statement)))) return false;
  const entry = entryOf(challenge.statement);
  const isAboutIt = entry?.["kind"] === draft.kind && entry["proposal"] === item.proposal && entry["decision"] === item.decision;
  return isAboutIt && isSameScope(entry["scope"], draft.scope);
}

/** What was not asked for must not be there: an answer without a scope is of one call. */
function isSameScope(signed: unknown, asked: ApiAnswerDraft["scope"]): boolean {
  if (signed === undefined || asked === undefined) return signed === asked;
  const { times, until, ...more } = Object(signed) as { readonly [member: string]: unknown };
  return times === asked.times && until === asked.until && Object.keys(more).length === 0;
}

/** A statement is a purpose line and canonical JSON; the entry is its member `entry`. */
function entryOf(statement: string): { readonly [member: string]: unknown } | undefined {
  try {
    const body: unknown = JSON.parse(statement.slice(statement.indexOf("\n") + 1));
    const entry = typeof body === "object" && body !== null && "entry" in body ? body.entry : undefined;
    return typeof entry === "object" && entry !== null ? (entry as { readonly [member: string]: unknown }) : undefined;
  } catch {
    return undefined;
  }
}

async function assertionFor(challenge: ApiAnswerChallenge): Promise<Asked<ApiAnswerProof>> {
  const bytes = base64urlToBytes(challenge.challenge);
  const credentials = challenge.credentials.flatMap((id) => base64urlToBytes(id) ?? []);
  if (bytes === undefined) return refuse("console/answer-garbled", "the challenge cannot be read", "reload the page");
  try {
    const given = await navigator.credentials.get({
      publicKey: {
        challenge: bytes,
        rpId: challenge.rpId,
        allowCredentials: credentials.map((id) => ({ type: "public-key", id })),
        userVerification: "required",
      },
    });
    if (!(given instanceof PublicKeyCredential) || !(given.response instanceof AuthenticatorAssertionResponse)) return CANCELLED;
    const { authenticatorData, clientDataJSON, signature } = given.response;
    return {
      ok: true,
      value: {
        draft: challenge.draft,
        credential: bytesToBase64url(given.rawId),
        authenticatorData: bytesToBase64url(authenticatorData),
        clientDataJSON: bytesToBase64url(clientDataJSON),
        signature: bytesToBase64url(signature),
      },
    };
  } catch {
    return CANCELLED;
  }
}

const CANCELLED = refuse("console/no-gesture", "nothing was signed", "the passkey was not used, or this device has none for this page");
