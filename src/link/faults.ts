/** Every code of the link layer, with the one sentence that says what it means. */

export const LINK_FAULTS = {
  "link/cannot-listen": "The socket can't be made: the path is too long, taken or not writable.",
  "link/cannot-connect": "Nobody listens at the socket, or it can't be reached.",
  "link/handshake-malformed": "The peer does not speak the handshake `interlock-link/1`.",
  "link/handshake-timeout": "The handshake did not end in time.",
  "link/unknown-key": "The peer's key is not in the ring.",
  "link/wrong-key": "The peer could not sign the challenge with the key it names.",
  "link/wrong-duty": "The peer's key is in the ring, but not for the duty that is asked for.",
  "link/refused": "The peer has refused the handshake.",
  "link/too-many-links": "The listener has as many links as its limit allows.",
  "link/frame-too-large": "The peer has announced a frame that is larger than the limit.",
  "link/frame-malformed": "The peer has sent a frame that is not one JSON value within limits.",
  "link/peer-too-slow": "The peer reads so slowly that more waits for it than the limit allows.",
  "link/peer-gone": "The peer has closed the link, or vanished.",
} as const;

export type LinkCode = keyof typeof LINK_FAULTS;
