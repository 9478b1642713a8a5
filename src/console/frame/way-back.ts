/** Where somebody wanted to go before signing in led away: this tab remembers it once. It is a place on this page, and nothing else. */
const WANTED = "interlock.wanted";

export function keepPlace(memory: Storage, fragment: string): void {
  memory.setItem(WANTED, fragment);
}

/** The place that was kept, where the way back leads to no other; it is forgotten. */
export function takePlace(memory: Storage, fragment: string): string | undefined {
  const wanted = memory.getItem(WANTED);
  memory.removeItem(WANTED);
  return wanted?.startsWith("#/") === true && fragment === "#/inbox" ? wanted : undefined;
}
