/**
 * Listening at a unix socket: every peer that proves a key of the ring becomes a link; nobody else gets a word in. A
 * socket file that a dead process has left behind is taken over, one that a living process holds is not.
 */
import { randomBytes } from "node:crypto";
import { chmodSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { type Identity, type Ring, toBase64 } from "../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import { within } from "./deadline.ts";
import type { LinkCode } from "./faults.ts";
import { type Admits, greetConnector, NONCE_BYTES } from "./handshake.ts";
import { LINK_LIMITS, type LinkLimits, SOCKET_PATH_BYTES_MAX } from "./limits.ts";
import { type Link, makeLink } from "./link.ts";
import { Wire } from "./wire.ts";

export interface ListenOptions {
  /** Path of the unix socket, at most 107 bytes. Who may reach it is decided by the folder's mode. */
  readonly path: string;
  readonly identity: Identity;
  readonly ring: Ring;
  /** Whom this socket is for; without it, everybody who is enrolled. */
  readonly admits?: Admits;
  /** Whether any user who can pass the socket's folder may connect; otherwise the socket's owner alone. */
  readonly isOpen?: boolean;
  readonly onLink: (link: Link) => void;
  /** Hears of every peer that did not become a link. */
  readonly onRefused?: (fault: Fault<LinkCode>) => void;
  readonly limits?: Partial<LinkLimits>;
}

export interface Listener {
  /** Stops listening, removes the socket file and ends all links; resolves when they are gone. */
  readonly close: () => Promise<void>;
}

/** Listens until closed. Faults: `link/cannot-listen`. */
export async function listen(options: ListenOptions): Promise<Result<Listener, LinkCode>> {
  const { path, onRefused } = options;
  const limits = { ...LINK_LIMITS, ...options.limits };
  // Node cuts a longer path short without a word, and would listen elsewhere.
  if (Buffer.byteLength(path) > SOCKET_PATH_BYTES_MAX) {
    return fail("link/cannot-listen", `the path \`${path}\` is longer than ${SOCKET_PATH_BYTES_MAX} bytes`, {
      remedy: "use a shorter runtime folder",
    });
  }
  const wires = new Set<Wire>();
  const server = createServer((socket) => void welcome(socket, options, limits, wires));
  server.maxConnections = limits.linksMax;
  server.on("drop", () => onRefused?.({ code: "link/too-many-links", message: `there are ${limits.linksMax} links already` }));
  let error = await bind(server, path);
  if (error?.code === "EADDRINUSE" && (await isDeserted(path))) {
    rmSync(path, { force: true });
    error = await bind(server, path);
  }
  if (error !== undefined) return fail("link/cannot-listen", `\`${path}\` can't be listened at: ${error.code ?? error.message}`);
  chmodSync(path, options.isOpen === true ? 0o666 : 0o600);
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const wire of wires) wire.close();
    });
  return ok({ close });
}

async function welcome(socket: Socket, options: ListenOptions, limits: LinkLimits, wires: Set<Wire>): Promise<void> {
  const wire = new Wire(socket, limits);
  wires.add(wire);
  socket.once("close", () => wires.delete(wire));
  const credentials = { identity: options.identity, ring: options.ring, nonce: toBase64(randomBytes(NONCE_BYTES)) };
  const peer = await within(limits.handshakeMs, wire, greetConnector(wire, credentials, options.admits));
  if (peer.ok) {
    options.onLink(makeLink(wire, peer.value, limits));
  } else {
    wire.close();
    options.onRefused?.(peer.fault);
  }
}

function bind(server: Server, path: string): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    server.once("error", resolve);
    server.listen(path, () => {
      server.off("error", resolve);
      resolve(undefined);
    });
  });
}

/** Whether nobody answers at a socket file. */
function isDeserted(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection({ path });
    probe.once("connect", () => {
      probe.destroy();
      resolve(false);
    });
    probe.once("error", (error: NodeJS.ErrnoException) => {
      // ENOENT: a link that leads nowhere.
      resolve(error.code === "ECONNREFUSED" || error.code === "ENOENT");
    });
  });
}
