/** Who may work on something at the same time: many who use it, or one who changes what they stand on. Nobody overtakes who is alone. */
export class Turns {
  readonly #together = new Set<Promise<unknown>>();
  #alone: Promise<unknown> | undefined;

  /** Begins at once, unless somebody is alone or waits to be. */
  async together<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== undefined) await this.#alone;
    const done = work();
    this.#together.add(done);
    try {
      return await done;
    } finally {
      this.#together.delete(done);
    }
  }

  /** Begins when nobody else works. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== undefined) await this.#alone;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#alone = promise;
    try {
      await Promise.allSettled(this.#together);
      return await work();
    } finally {
      this.#alone = undefined;
      resolve();
    }
  }
}
