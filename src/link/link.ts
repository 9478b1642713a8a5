/**
 * A link: an authenticated, ordered, bounded channel of JSON messages between two parts. It delivers each message once and
 * in order, or ends; it never reconnects by itself, because what was under way then is the caller's business.
 */
import { canonicalize, type Json } from "../crypto/index.ts";
import type { Fault } from "../fault/index.ts";
import type { LinkCode } from "./faults.ts";
import type { Peer } from "./handshake.ts";
import type { LinkLimits } from "./limits.ts";
import type { Urgency, Wire } from "./wire.ts";

export interface Link {
  readonly peer: Peer;
  /**
   * Sends a message, at the end of this turn of the event loop with all others of the turn; a `patient` one, which is no
   * reason to wake the peer, with whatever goes out next. All stay in order. A message over `frameBytesMax` is a bug of the
   * caller. What a link that has ended is sent is lost, as in any network.
   */
  readonly send: (message: Json, urgency?: Urgency) => void;
  /** Sends a text that the caller knows to be canonical JSON, without writing it anew. */
  readonly sendUnchecked: (canonicalText: string, urgency?: Urgency) => void;
  /** Whether so much waits for the peer that a sender who can wait should await `drained`. */
  readonly crowded: () => boolean;
  /** Resolves when the peer has caught up, or the link has ended. */
  readonly drained: () => Promise<void>;
  /** Delivers messages to the one handler, from the first on. Nothing is read from the peer before. */
  readonly onMessage: (handler: (message: Json) => void) => void;
  /** Tells each handler once that the link has ended: with a fault, or without one where this end has closed it. */
  readonly onClose: (handler: (fault: Fault<LinkCode> | undefined) => void) => void;
  /** Ends the link after what was sent has gone out. */
  readonly close: () => void;
}

/** Makes a link of a wire whose handshake has ended well. */
export function makeLink(wire: Wire, peer: Peer, limits: LinkLimits): Link {
  wire.admit();
  return {
    peer,
    send: (message, urgency = "soon") => wire.send(canonicalize(message), urgency),
    sendUnchecked: (canonicalText, urgency = "soon") => wire.send(canonicalText, urgency),
    crowded: () => wire.backlogBytes > limits.crowdedBytes,
    drained: () => wire.drained(),
    onMessage: (handler) => wire.onMessage(handler),
    onClose: (handler) => wire.onClose(handler),
    close: () => wire.close(),
  };
}
