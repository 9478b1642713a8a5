/** What the countersigner bounds, and why. */

/** How long to wait before the ledger is offered again what its disk refused. */
export const RETRY_MS = 250;
/** How often it says how far it has come: well within the lag at which a judge counts as behind. */
export const OBSERVED_MS = 250;
