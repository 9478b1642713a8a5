/** The limits of the link layer, each with its reason. Tests and special callers may pass others. */
import type { JsonLimits } from "../crypto/index.ts";

export interface LinkLimits {
  /** One frame: a sealed argument or result of 1 MiB in base64, eight times over, for reads of many entries. */
  readonly frameBytesMax: number;
  /** What may wait for a peer that does not read, before the link is given up. Some frames of the largest size. */
  readonly backlogBytesMax: number;
  /** From here on a sender who can wait should: see `Link.crowded`. */
  readonly crowdedBytes: number;
  /** How long a patient message waits for company: an echo of what the peer did is not worth waking it, nor worth a delay that is felt. */
  readonly patienceMs: number;
  /** From connection to welcome. Two signatures take a millisecond; a loaded machine takes longer. */
  readonly handshakeMs: number;
  /** How long a closing link waits for its peer to read the rest. */
  readonly closeMs: number;
  /** Links of one listener, with those in handshake: parts, executors, people's commands, and some room. */
  readonly linksMax: number;
}

export const LINK_LIMITS: LinkLimits = {
  frameBytesMax: 16 * 1_048_576,
  backlogBytesMax: 64 * 1_048_576,
  crowdedBytes: 1_048_576,
  patienceMs: 10,
  handshakeMs: 5_000,
  closeMs: 1_000,
  linksMax: 1_024,
};

/** A frame of the handshake: before it ends, a stranger is talking. */
export const HANDSHAKE_FRAME_BYTES_MAX = 1_024;

/** Texts on links are wider than at the agents' door: one message carries up to 1,000 entries, each wrapped a few levels deep. */
export const LINK_JSON_LIMITS: JsonLimits = { bytesMax: LINK_LIMITS.frameBytesMax, depthMax: 72, namesMax: 1_000_000 };

/** Small frames are gathered in chunks of this size: what a unix socket takes at once, and far above a usual message. */
export const CHUNK_BYTES = 65_536;

/** Longest path of a unix socket, without its terminating zero (`sun_path` of unix(7)). */
export const SOCKET_PATH_BYTES_MAX = 107;
