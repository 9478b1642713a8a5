/**
 * What this interpreter cannot judge: a charter that it cannot read, a part of the language that it does not know, a
 * sealed content that nobody can open. One doubt makes everything that rests on it UNDECIDED, never OK and never WRONG.
 */

export class Doubts {
  readonly #found: string[] = [];

  /** Notes a doubt; `at` says where, for people. */
  note(doubt: string, at: string = ""): void {
    this.#found.push(at === "" ? doubt : `${at}: ${doubt}`);
  }

  /** The first doubt, if there is any. */
  get first(): string | undefined {
    return this.#found[0];
  }
}
