/**
 * How a passkey of a person comes to count: made here, enrolled by an author in a terminal. The page shows the command and the
 * words to compare on both screens.
 */
import { type FormEvent, type ReactNode, useState } from "react";
import type { ApiFault, ApiPasskeyChallenge, ApiPasskeyMade, ApiPasskeyProof } from "../../console-server/api.ts";
import type { ConsoleCode } from "../faults.ts";
import type { Asked, Server } from "../frame/ask-server.ts";
import { useConsole } from "../frame/console-context.tsx";
import { Failed } from "../frame/states.tsx";
import { base64urlToBytes, bytesToBase64url, textToBytes } from "../proof/bytes.ts";
import { ANSWERS_AS } from "./answers-as.tsx";

export function EnrolPasskey(): ReactNode {
  const { server, memory } = useConsole();
  const [made, setMade] = useState<ApiPasskeyMade>();
  const [fault, setFault] = useState<ApiFault>();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const person = new FormData(event.currentTarget).get("person");
    const name = typeof person === "string" ? person.trim() : "";
    const asked = await makePasskey(server, name);
    if (asked.ok) {
      memory.setItem(ANSWERS_AS, name);
      setMade(asked.value);
    }
    setFault(asked.ok ? undefined : asked.fault);
  };
  if (made !== undefined) return <PasskeyMade made={made} />;
  return (
    <form className="card stack" onSubmit={(event) => void submit(event)}>
      <h2>Answer with a passkey</h2>
      <p>Nobody can answer on this page yet. Make a passkey on this device; an author then enrols it in a terminal.</p>
      <label className="labelled">
        Your name, as others know you
        <input
          className="field"
          name="person"
          required
          pattern="[!-*,-~]{1,64}"
          autoComplete="username"
          title="printable, without spaces"
        />
      </label>
      {fault === undefined ? null : <Failed fault={fault} />}
      <div>
        <button type="submit" className="button primary">
          Make a passkey
        </button>
      </div>
    </form>
  );
}

function PasskeyMade({ made }: { readonly made: ApiPasskeyMade }): ReactNode {
  return (
    <div className="card stack" role="status">
      <h2>One step is left: in the charter's folder, in a terminal</h2>
      <pre className="notice">{made.command}</pre>
      <p>
        Compare the words that it prints: <strong className="mono">{made.fingerprint}</strong>
      </p>
      <p className="quiet">This page goes on by itself once that is done.</p>
    </div>
  );
}

async function makePasskey(server: Server, person: string): Promise<Asked<ApiPasskeyMade>> {
  const challenge = await server.tell<ApiPasskeyChallenge>("/api/passkeys/challenge", { person });
  if (!challenge.ok) return challenge;
  const proof = await created(challenge.value);
  return proof === undefined ? { ok: false, fault: NOT_MADE } : server.tell<ApiPasskeyMade>("/api/passkeys", proof);
}

const NOT_MADE: ApiFault = {
  code: "console/no-gesture" satisfies ConsoleCode,
  message: "no passkey was made",
  remedy: "allow it, or use another device",
};

async function created({ challenge, rp, user, algorithms, exclude, draft }: ApiPasskeyChallenge): Promise<ApiPasskeyProof | undefined> {
  const bytes = base64urlToBytes(challenge);
  if (bytes === undefined) return undefined;
  try {
    const given = await navigator.credentials.create({
      publicKey: {
        challenge: bytes,
        rp,
        user: { ...user, id: base64urlToBytes(user.id) ?? textToBytes(user.id) },
        pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: exclude.flatMap((id) => base64urlToBytes(id) ?? []).map((id) => ({ type: "public-key", id })),
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        attestation: "none",
      },
    });
    if (!(given instanceof PublicKeyCredential) || !(given.response instanceof AuthenticatorAttestationResponse)) return undefined;
    const publicKey = given.response.getPublicKey();
    if (publicKey === null) return undefined;
    return {
      draft,
      credential: bytesToBase64url(given.rawId),
      publicKey: bytesToBase64url(publicKey),
      algorithm: given.response.getPublicKeyAlgorithm(),
      authenticatorData: bytesToBase64url(given.response.getAuthenticatorData()),
      clientDataJSON: bytesToBase64url(given.response.clientDataJSON),
    };
  } catch {
    return undefined;
  }
}
