/** Where this browser remembers the ledger's key: the first one that it saw, so that another is noticed. */
export const KNOWN_KEY = "interlock.ledger-key";
