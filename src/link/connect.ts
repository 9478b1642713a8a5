/** Connecting to a listener: one attempt. When to try again is the caller's policy. */
import { randomBytes } from "node:crypto";
import { createConnection, type Socket } from "node:net";
import { type Duty, type Identity, type Ring, toBase64 } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import { within } from "./deadline.ts";
import type { LinkCode } from "./faults.ts";
import { greetListener, NONCE_BYTES } from "./handshake.ts";
import { LINK_LIMITS, type LinkLimits } from "./limits.ts";
import { type Link, makeLink } from "./link.ts";
import { Wire } from "./wire.ts";

export interface ConnectOptions {
  /** Path of the unix socket. */
  readonly path: string;
  readonly identity: Identity;
  readonly ring: Ring;
  /** What the listener must be enrolled for: the ledger, unless told otherwise. */
  readonly duty?: Duty;
  readonly limits?: Partial<LinkLimits>;
}

/** Makes a link to whoever listens at the path. Faults: `link/cannot-connect`, those of the handshake, `link/peer-gone`. */
export async function connect(options: ConnectOptions): Promise<Result<Link, LinkCode>> {
  const limits = { ...LINK_LIMITS, ...options.limits };
  const opened = await openSocket(options.path);
  if (!opened.ok) return opened;
  const wire = new Wire(opened.value, limits);
  const credentials = { identity: options.identity, ring: options.ring, nonce: toBase64(randomBytes(NONCE_BYTES)) };
  const peer = await within(limits.handshakeMs, wire, greetListener(wire, credentials, options.duty ?? "ledger"));
  if (peer.ok) return ok(makeLink(wire, peer.value, limits));
  wire.close();
  return peer;
}

function openSocket(path: string): Promise<Result<Socket, LinkCode>> {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    const failed = (error: NodeJS.ErrnoException): void => {
      const isEmpty = error.code === "ENOENT" || error.code === "ECONNREFUSED";
      const why = isEmpty ? "nobody listens" : error.code === "EACCES" ? "this user may not connect" : error.message;
      resolve(fail("link/cannot-connect", `${why} at \`${path}\``));
    };
    socket.once("error", failed);
    socket.once("connect", () => {
      socket.off("error", failed);
      resolve(ok(socket));
    });
  });
}
