/**
 * The handshake `interlock-link/1`: both ends prove that they hold a key of the ring, by signing both fresh challenges,
 * both key ids and their own side, so that nothing recorded or reflected passes for a proof. The turns:
 *
 *     connector { id, link, nonce }, listener { id, link, nonce, proof }, connector { proof }, listener { welcome }
 *
 * Either end may send { refused: code } instead and close. What follows is not signed: on a unix socket the kernel
 * carries it, and the mode of the socket's folder says who may come near.
 */
import {
  canonicalize,
  type Duty,
  enrolmentOf,
  fromBase64,
  type Identity,
  isJsonObject,
  type Json,
  type PublicIdentity,
  type Ring,
  statementBytes,
  verifySignature,
} from "../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import { LINK_FAULTS, type LinkCode } from "./faults.ts";
import type { Wire } from "./wire.ts";

/** Who is at the other end: proved, and enrolled. */
export interface Peer {
  readonly id: string;
  readonly duties: readonly Duty[];
  readonly identity: PublicIdentity;
}

/** What one end brings to a handshake. */
export interface Credentials {
  readonly identity: Identity;
  readonly ring: Ring;
  /** The challenge: `NONCE_BYTES` random bytes, base64, never used before. */
  readonly nonce: string;
}

/** Whom a door is for, of those who are enrolled. */
export type Admits = (duties: readonly Duty[]) => boolean;

type Turn<Name extends string> = { readonly [name in Name]: string };

/** What both ends sign, each for its own side. */
type Challenge = Turn<"connector" | "connectorNonce" | "listener" | "listenerNonce">;

export const NONCE_BYTES = 32;
const FORMAT = "interlock-link/1";
const PURPOSES = { connector: `${FORMAT}/connector`, listener: `${FORMAT}/listener` } as const;

/** The connector's part. `duty` is what the listener must be enrolled for. Faults: all of the handshake's. */
export async function greetListener(wire: Wire, credentials: Credentials, duty: Duty): Promise<Result<Peer, LinkCode>> {
  const { identity, nonce } = credentials;
  wire.send(canonicalize({ link: FORMAT, id: identity.id, nonce }));
  const hello = await receiveTurn(wire, ["id", "link", "nonce", "proof"]);
  if (!hello.ok) return refuse(wire, hello.fault);
  const peer = peerOf(hello.value, credentials);
  if (!peer.ok) return refuse(wire, peer.fault);
  const challenge = { connector: identity.id, connectorNonce: nonce, listener: peer.value.id, listenerNonce: hello.value.nonce };
  const proven = checkProof(peer.value, "listener", challenge, hello.value.proof);
  if (!proven.ok) return refuse(wire, proven.fault);
  if (!peer.value.duties.includes(duty)) {
    return refuse(wire, { code: "link/wrong-duty", message: `\`${peer.value.identity.name}\` is not enrolled as \`${duty}\`` });
  }
  wire.send(canonicalize({ proof: makeProof(identity, "connector", challenge) }));
  const welcome = await receiveTurn(wire, ["welcome"]);
  return welcome.ok ? peer : welcome;
}

/** The listener's part: whoever is enrolled for what the door admits is welcome. Faults: all of the handshake's. */
export async function greetConnector(wire: Wire, credentials: Credentials, admits: Admits = () => true): Promise<Result<Peer, LinkCode>> {
  const { identity, nonce } = credentials;
  const hello = await receiveTurn(wire, ["id", "link", "nonce"]);
  if (!hello.ok) return refuse(wire, hello.fault);
  const peer = peerOf(hello.value, credentials);
  if (!peer.ok) return refuse(wire, peer.fault);
  if (!admits(peer.value.duties))
    return refuse(wire, { code: "link/wrong-duty", message: `\`${peer.value.identity.name}\` has no business at this door` });
  const challenge = { connector: peer.value.id, connectorNonce: hello.value.nonce, listener: identity.id, listenerNonce: nonce };
  wire.send(canonicalize({ link: FORMAT, id: identity.id, nonce, proof: makeProof(identity, "listener", challenge) }));
  const answer = await receiveTurn(wire, ["proof"]);
  if (!answer.ok) return refuse(wire, answer.fault);
  const proven = checkProof(peer.value, "connector", challenge, answer.value.proof);
  if (!proven.ok) return refuse(wire, proven.fault);
  wire.send(canonicalize({ welcome: "yes" }));
  return peer;
}

/** Tells the peer why, where it can still hear it. */
function refuse(wire: Wire, fault: Fault<LinkCode>): Result<never, LinkCode> {
  wire.send(canonicalize({ refused: fault.code }));
  return { ok: false, fault };
}

/** Who the peer says it is, if that is enrolled. */
function peerOf(hello: Turn<"id" | "link" | "nonce">, { ring }: Credentials): Result<Peer, LinkCode> {
  if (hello.link !== FORMAT || fromBase64(hello.nonce)?.length !== NONCE_BYTES) {
    return fail("link/handshake-malformed", `the peer's first turn is not of ${FORMAT}`);
  }
  const enrolment = enrolmentOf(ring, hello.id);
  if (enrolment === undefined) return fail("link/unknown-key", "the peer names a key that is not in the ring");
  return ok({ id: hello.id, duties: enrolment.duties, identity: enrolment.identity });
}

function makeProof(identity: Identity, side: keyof typeof PURPOSES, challenge: Challenge): string {
  return identity.sign(statementBytes(PURPOSES[side], challenge));
}

function checkProof(peer: Peer, side: keyof typeof PURPOSES, challenge: Challenge, proof: string): Result<void, LinkCode> {
  if (verifySignature(peer.identity.signKey, statementBytes(PURPOSES[side], challenge), proof)) return ok(undefined);
  return fail("link/wrong-key", `the peer has not proved that it is \`${peer.identity.name}\``);
}

/** The peer's next turn: an object with exactly these members, all strings, or its refusal. */
async function receiveTurn<Name extends string>(wire: Wire, names: readonly Name[]): Promise<Result<Turn<Name>, LinkCode>> {
  const received = await wire.receive();
  if (!received.ok) return received;
  const turn = received.value;
  if (isJsonObject(turn) && typeof turn.refused === "string") {
    const reason = Object.hasOwn(LINK_FAULTS, turn.refused) ? turn.refused : "a reason unknown here";
    return fail("link/refused", `the peer has refused: ${reason}`);
  }
  if (isTurn(turn, names)) return ok(turn);
  return fail("link/handshake-malformed", `the peer's turn does not have exactly the members ${names.join(", ")}`);
}

function isTurn<Name extends string>(value: Json, names: readonly Name[]): value is Turn<Name> {
  return isJsonObject(value) && Object.keys(value).length === names.length && names.every((name) => typeof value[name] === "string");
}
