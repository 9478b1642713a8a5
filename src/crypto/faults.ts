/** Every code of the crypto layer, with the one sentence that says what it means. */

export const CRYPTO_FAULTS = {
  "crypto/json-too-large": "The text has more bytes than the limit.",
  "crypto/json-not-unicode": "The text is not valid UTF-8, or a string in it has a surrogate without its partner.",
  "crypto/json-byte-order-mark": "The text starts with a byte order mark.",
  "crypto/json-malformed": "The text is not one JSON value (RFC 8259).",
  "crypto/json-too-deep": "Arrays and objects are nested deeper than the limit.",
  "crypto/json-too-many-names": "The objects of the text have more members than the limit.",
  "crypto/json-duplicate-name": "An object has two members of one name.",
  "crypto/json-control-in-name": "The name of a member contains a control character.",
  "crypto/json-inexact-number":
    "A number has more digits or a larger exponent than an IEEE 754 double holds, so reading it would change it.",
  "crypto/identity-malformed": "The text is not an identity of the format `interlock-identity/1`, or its parts contradict one another.",
  "crypto/weak-key": "A public key is of small order or not in its canonical encoding.",
  "crypto/ring-malformed": "The text is not a ring of the format `interlock-ring/1`.",
  "crypto/ring-conflict": "A ring enrols a key or a name twice, or gives a part a second duty.",
  "crypto/assertion-malformed": "What a passkey signed is not an assertion of WebAuthn.",
  "crypto/assertion-elsewhere": "A passkey signed for another page, for another relying party, or in a frame of another page.",
  "crypto/assertion-differs": "A passkey signed another statement than this one.",
  "crypto/assertion-unverified": "A passkey signed without its holder being there and verified.",
  "crypto/assertion-unsigned": "The signature of an assertion is not by the passkey.",
  "crypto/seal-malformed": "The blob is not in the format `interlock-seal/1`.",
  "crypto/seal-not-recipient": "The blob is not sealed to this identity.",
  "crypto/seal-tampered": "The blob was changed after it was sealed, or sealed with other keys.",
  "crypto/seal-mismatch": "The blob holds something else than what was committed to.",
  "crypto/note-malformed": "The text is not a C2SP signed note.",
  "crypto/note-key-malformed": "The text is not a verification key of C2SP signed notes.",
  "crypto/note-key-ambiguous": "Two of the given keys have the same name and hash, and the note is signed under it.",
  "crypto/note-wrong-signature": "A signature under a given key does not verify.",
  "crypto/note-unverified": "No signature of the note is by a given key.",
  "crypto/checkpoint-malformed": "The text is not a C2SP checkpoint.",
} as const;

export type CryptoCode = keyof typeof CRYPTO_FAULTS;
