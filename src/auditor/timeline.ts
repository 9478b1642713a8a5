/** A value that changes at certain entries: what it was for a prefix of the ledger can be asked for later. */
export class Timeline<T> {
  readonly #changes: { readonly entry: number; readonly value: T }[] = [];

  change(entry: number, value: T): void {
    this.#changes.push({ entry, value });
  }

  /** The value after the first `size` entries; undefined before the first change. */
  after(size: number): T | undefined {
    return this.#changes.findLast(({ entry }) => entry < size)?.value;
  }

  /** Whether it changed in entries `[from, to)`. */
  changedWithin(from: number, to: number): boolean {
    return this.#changes.some(({ entry }) => entry >= from && entry < to);
  }
}
