/** What the countersigner bounds, and why. */

/** How long to wait before the ledger is offered again what its disk refused. */
export const RETRY_MS = 250;
