/** What an agent has left with servers, word by word, with the writers that each had then. It outlives sessions; nothing is forgotten. */
import { PHRASE_MIN } from "./told-text.ts";

/** Distinct words that are kept. */
const WORDS_MAX = 500_000;
/** A word that comes back may be put together from so many that were left, none shorter than two letters. */
const PIECES_MAX = 4;
const PIECE_MIN = 2;
const WORD_MAX = 128;

export class LeftWords {
  readonly #servers = new Map<string, { readonly words: Map<string, ReadonlySet<string>>; readonly pieces: Set<string> }>();
  #count = 0;

  fork(): LeftWords {
    const other = new LeftWords();
    for (const [server, { words, pieces }] of this.#servers) other.#servers.set(server, { words: new Map(words), pieces: new Set(pieces) });
    other.#count = this.#count;
    return other;
  }

  /** False once there are too many. */
  leave(server: string, word: string, writers: ReadonlySet<string>): boolean {
    const kept = this.#servers.get(server) ?? { words: new Map<string, ReadonlySet<string>>(), pieces: new Set<string>() };
    const before = kept.words.get(word);
    if (before === undefined) this.#count += 1;
    if (this.#count > WORDS_MAX) return false;
    kept.words.set(word, new Set([...(before ?? []), ...writers]));
    kept.pieces.add(lettersIn(word));
    this.#servers.set(server, kept);
    return true;
  }

  /** Who wrote a word when it was left; nobody if it is put together from others; undefined if it was never left. */
  writersOf(server: string, word: string): ReadonlySet<string> | undefined {
    return this.left(server, word) ?? (this.#isPutTogether(server, lettersIn(word)) ? new Set<string>() : undefined);
  }

  left(server: string, word: string): ReadonlySet<string> | undefined {
    return this.#servers.get(server)?.words.get(word);
  }

  #isPutTogether(server: string, letters: string): boolean {
    const pieces = this.#servers.get(server)?.pieces;
    if (pieces === undefined || letters.length < PHRASE_MIN || letters.length > WORD_MAX) return false;
    // Where so many pieces lead from the start.
    let reached = new Set([0]);
    for (let count = 0; count < PIECES_MAX; count += 1) {
      const further = new Set<number>();
      for (const start of reached)
        for (let end = start + PIECE_MIN; end <= letters.length; end += 1) if (pieces.has(letters.slice(start, end))) further.add(end);
      if (further.has(letters.length)) return true;
      reached = further;
    }
    return false;
  }
}

function lettersIn(word: string): string {
  return [...word]
    .filter((sign) => /[\p{L}\p{M}\p{N}]/u.test(sign))
    .join("")
    .toLowerCase();
}
