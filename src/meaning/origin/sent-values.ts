/**
 * What an agent has sent to each server, word by word, with the sources it had when it was sent. What a server returns of
 * it is not better for having been stored there. Outlives sessions: an attacker's account number comes back weeks later.
 * INVARIANT: nothing is ever forgotten; over the limit, `remember` says so and the caller denies.
 */
import { PROSE_SIZE_MIN, SENT_PIECE_SIZE_MIN, SENT_PIECES_MAX, SENT_WORD_SIZE_MAX, SENT_WORDS_MAX } from "../limits.ts";

export interface SentValues {
  /** Adds sources to a word or a whole field. False where the limit is passed; from then on always. */
  readonly remember: (server: string, word: string, sources: ReadonlySet<string>) => boolean;
  /** The sources of a word or a whole field as it was sent; undefined where it was not. */
  readonly recall: (server: string, word: string) => ReadonlySet<string> | undefined;
  /** Whether a long word, but for its punctuation, is a row of few words that were sent. */
  readonly isAssembled: (server: string, word: string) => boolean;
  /** The same, from here on apart. */
  readonly fork: () => SentValues;
}

interface Kept {
  readonly servers: Map<string, { readonly words: Map<string, Set<string>>; readonly pieces: Set<string> }>;
  size: number;
  isFull: boolean;
}

/** One for each agent. */
export function createSentValues(limit: number = SENT_WORDS_MAX): SentValues {
  return sentValues({ servers: new Map(), size: 0, isFull: false }, limit);
}

function sentValues(kept: Kept, limit: number): SentValues {
  const { servers } = kept;
  return {
    remember: (server, word, sources) => {
      const { words, pieces } = servers.get(server) ?? { words: new Map<string, Set<string>>(), pieces: new Set<string>() };
      const known = words.get(word);
      if (known === undefined) kept.size += 1;
      if (kept.size > limit) kept.isFull = true;
      if (kept.isFull) return false;
      servers.set(server, { words, pieces });
      words.set(word, new Set([...(known ?? []), ...sources]));
      pieces.add(lettersOf(word));
      return true;
    },
    recall: (server, word) => servers.get(server)?.words.get(word),
    isAssembled: (server, word) => {
      const pieces = servers.get(server)?.pieces;
      const letters = lettersOf(word);
      return pieces !== undefined && letters.length >= PROSE_SIZE_MIN && letters.length <= SENT_WORD_SIZE_MAX && isRow(letters, pieces);
    },
    fork: () => {
      const copies = [...servers].map(([server, { words, pieces }]) => {
        return [server, { words: new Map(words), pieces: new Set(pieces) }] as const;
      });
      return sentValues({ ...kept, servers: new Map(copies) }, limit);
    },
  };
}

function lettersOf(word: string): string {
  return word.replace(/[^\p{L}\p{M}\p{N}]/gu, "").toLowerCase();
}

/** The fewest pieces that lead to each place, from places that were reached. */
function isRow(letters: string, pieces: ReadonlySet<string>): boolean {
  const fewest = new Map([[0, 0]]);
  for (let start = 0; start < letters.length; start += 1) {
    const count = (fewest.get(start) ?? SENT_PIECES_MAX) + 1;
    if (count > SENT_PIECES_MAX) continue;
    for (let end = start + SENT_PIECE_SIZE_MIN; end <= letters.length; end += 1) {
      if (count < (fewest.get(end) ?? SENT_PIECES_MAX + 1) && pieces.has(letters.slice(start, end))) fewest.set(end, count);
    }
  }
  return fewest.has(letters.length);
}
