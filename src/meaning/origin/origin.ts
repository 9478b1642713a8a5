/**
 * Where every piece of text of one session came from: an index of what the user said, what tools returned (by field where
 * a result is data) and what the charter states, asked for the sources of an argument. It proves mention, not intent:
 * whoever may write to that source did write that value. Deterministic; bounded; it never forgets.
 */
import { fail, ok, type Result } from "../../fault/index.ts";
import type { Json } from "../../kernel/index.ts";
import type { MeaningCode } from "../faults.ts";
import { ORIGIN_SIZE_MAX, PLACES_MAX, PROSE_SIZE_MIN } from "../limits.ts";
import { type ComparableValue, comparableValue, leavesOf } from "./comparable-value.ts";
import { inAll, layPage, type Match, type Page, phraseMatches, quoteAt, type Sent, sourcesAt, wholeMatch } from "./origin-page.ts";
import { quotedWords } from "./quoted-words.ts";
import { fieldTexts, type ResultSources, resultTexts, type SourcedText } from "./result-fields.ts";
import type { SentValues } from "./sent-values.ts";

/** A place where a value stands, for the explanation of a decision. */
export interface Place {
  /** The sources of the value there. */
  readonly sources: readonly string[];
  /** The message or result it stands in, as the caller named it, and the field, if it is data. */
  readonly where: string;
  readonly field?: string;
  /** The text around the value, as written. */
  readonly quote: string;
}

export interface LeafOrigin {
  /** JSON pointer into the value that was asked for. */
  readonly at: string;
  /** No source: nobody wrote it, so it is the agent's own. */
  readonly places: readonly Place[];
}

export interface Origin {
  /** Adds what a person said: prose of one source, and what stands in quotation marks there as fields. Code: `meaning/origin-full`. */
  readonly hear: (message: { readonly source: string; readonly where: string; readonly text: string }) => Result<void, OriginCode>;
  /** Adds data of one source that nobody says in prose, such as the charter's constants. Code: `meaning/origin-full`. */
  readonly state: (data: { readonly source: string; readonly where: string; readonly values: Json }) => Result<void, OriginCode>;
  /** Adds a tool's result. Code: `meaning/origin-full`. */
  readonly receive: (result: Received) => Result<void, OriginCode>;
  /** Remembers, with its sources, what an executed call has left with a server. Code: `meaning/origin-full`. */
  readonly send: (call: { readonly server: string; readonly args: Json }) => Result<void, OriginCode>;
  /** Whether each leaf of a value came from one of the sources. True for nothing; undefined once the index is full: deny. */
  readonly from: (value: Json | undefined, sources: readonly string[]) => boolean | undefined;
  /** As `from`, and all values that are there stand in one record of a result or in one message. */
  readonly fromOneRecord: (values: readonly (Json | undefined)[], sources: readonly string[]) => boolean | undefined;
  /** Whether a limit was passed: from then on no question has an answer. */
  readonly isFull: () => boolean;
  /** Where each leaf of a value was found: at most `PLACES_MAX` places for each. */
  readonly explain: (value: Json) => readonly LeafOrigin[];
  /** The same, from here on apart; `sent` is that of the agent there. */
  readonly fork: (sent: SentValues) => Origin;
}

type OriginCode = Extract<MeaningCode, "meaning/origin-full">;

export interface Received {
  readonly server: string;
  readonly where: string;
  readonly result: Json;
  readonly sources: ResultSources;
}

interface Index {
  readonly pages: Page[];
  /** Whole fields, by their key. */
  readonly fields: Map<string, Match[]>;
  /** Sources of single words that are long enough for prose. */
  readonly words: Map<string, Set<string>>;
}

/** One for each session; `sent` is the agent's, across its sessions. `sizeMax` in UTF-16 units. */
export function createOrigin(options: { readonly sent: SentValues; readonly sizeMax?: number }): Origin {
  const { sent, sizeMax = ORIGIN_SIZE_MAX } = options;
  return originOver({ pages: [], fields: new Map(), words: new Map() }, { sent, sizeMax, size: 0, isFull: false });
}

interface Extent {
  readonly sent: SentValues;
  readonly sizeMax: number;
  readonly size: number;
  readonly isFull: boolean;
}

function originOver(index: Index, { sent, sizeMax, ...extent }: Extent): Origin {
  let { size, isFull } = extent;

  const add = (where: string, texts: readonly SourcedText[] | undefined, sentTo?: Sent): Result<void, OriginCode> => {
    for (const { value } of texts ?? []) size += String(value).length + 1;
    if (texts === undefined || size > sizeMax) isFull = true;
    if (texts === undefined || isFull) return full();
    enter(index, layPage(where, texts, sentTo));
    return ok(undefined);
  };

  return {
    hear: ({ source, where, text }) => {
      const quoted = quotedWords(text).map((value, place) => ({ source, value, record: 0, field: `/quoted/${place}` }));
      return add(where, [{ source, value: text, record: 0 }, ...quoted]);
    },
    state: ({ source, where, values }) => add(where, fieldTexts(values, { whole: source, fields: [], least: source })),
    receive: ({ server, where, result, sources }) => add(where, resultTexts(result, sources), { values: sent, server }),
    send: ({ server, args }) => {
      if (!isFull && !remember(index, sent, server, args)) isFull = true;
      return isFull ? full() : ok(undefined);
    },
    from: (value, sources) => {
      if (isFull) return undefined;
      const leaves = value === undefined ? [] : leavesOf(value);
      return leaves?.every((leaf) => isFrom(index, comparableValue(leaf.value), new Set(sources)));
    },
    fromOneRecord: (values, sources) => {
      const leaves = values.map((value) => (value === undefined ? [] : leavesOf(value)));
      if (isFull || !leaves.every((list) => list !== undefined)) return undefined;
      const records = leaves.flat().map((leaf) => recordsOf(index, comparableValue(leaf.value), new Set(sources)));
      return records.length === 0 || inAll(records).size > 0;
    },
    isFull: () => isFull,
    explain: (value) => (leavesOf(value) ?? []).map((leaf) => ({ at: leaf.at, places: placesOf(index, comparableValue(leaf.value)) })),
    fork: (others) => originOver(copyOf(index), { sent: others, sizeMax, size, isFull }),
  };
}

function copyOf({ pages, fields, words }: Index): Index {
  return {
    pages: [...pages],
    fields: new Map([...fields].map(([key, matches]) => [key, [...matches]])),
    words: new Map([...words].map(([word, sources]) => [word, new Set(sources)])),
  };
}

function full(): Result<never, OriginCode> {
  const remedy = "end the session and start a fresh one, or raise the charter's limit";
  return fail("meaning/origin-full", "the session holds more text than its origin index may keep", { remedy });
}

function enter(index: Index, page: Page): void {
  index.pages.push(page);
  for (const segment of page.segments) {
    if (segment.key !== undefined) append(index.fields, segment.key, wholeMatch(page, segment));
    for (const word of segment.words) {
      if (word.word.length < PROSE_SIZE_MIN) continue;
      const known = index.words.get(word.word) ?? new Set<string>();
      for (const source of segment.sent.get(word.start) ?? [segment.source]) known.add(source);
      index.words.set(word.word, known);
    }
  }
}

function append(matches: Map<string, Match[]>, key: string, match: Match): void {
  const known = matches.get(key);
  if (known === undefined) matches.set(key, [match]);
  else known.push(match);
}

/** Truth values are not remembered: they say nothing of who wrote them. */
function remember(index: Index, sent: SentValues, server: string, args: Json): boolean {
  const leaves = leavesOf(args);
  const remembered = leaves?.every(({ value }) => {
    if (typeof value === "boolean") return true;
    const comparable = comparableValue(value);
    const sources = new Set([...matchesOf(index, comparable)].flatMap((match) => [...sourcesAt(match)]));
    return (
      sent.remember(server, comparable.field, sources) &&
      comparable.comparable.words.every(({ word }) => sent.remember(server, word, new Set([...sources, ...(index.words.get(word) ?? [])])))
    );
  });
  return remembered ?? false;
}

/** Whole fields first, then prose, each in the order they came. */
function* matchesOf(index: Index, value: ComparableValue): Generator<Match> {
  yield* index.fields.get(value.field) ?? [];
  if (value.phrase === undefined) return;
  for (const page of index.pages) yield* phraseMatches(page, value.phrase);
}

function isFrom(index: Index, value: ComparableValue, sources: ReadonlySet<string>): boolean {
  for (const match of matchesOf(index, value)) if (isOneOf(match, sources)) return true;
  return false;
}

function recordsOf(index: Index, value: ComparableValue, sources: ReadonlySet<string>): ReadonlySet<string> {
  const found = [...matchesOf(index, value)].filter((match) => isOneOf(match, sources));
  return new Set(found.map(({ page, segment }) => `${index.pages.indexOf(page)} ${segment.record}`));
}

function isOneOf(match: Match, sources: ReadonlySet<string>): boolean {
  return [...sourcesAt(match)].some((source) => sources.has(source));
}

function placesOf(index: Index, value: ComparableValue): readonly Place[] {
  const places: Place[] = [];
  for (const match of matchesOf(index, value)) {
    if (places.length >= PLACES_MAX) break;
    const { field } = match.segment;
    places.push({
      sources: [...sourcesAt(match)].sort(),
      where: match.page.where,
      ...(field === undefined ? {} : { field }),
      quote: quoteAt(match),
    });
  }
  return places;
}
