/**
 * One message or result of a session as origin searches it: the comparable texts of its fields in one string, each field
 * with its source, and each word that the agent had itself sent to the server with the sources it had then.
 */

import { QUOTE_SIZE_MAX } from "../limits.ts";
import { indexOfWhole, SEGMENT_END, type Word } from "./comparable-text.ts";
import { comparableValue } from "./comparable-value.ts";
import type { SourcedText } from "./result-fields.ts";
import type { SentValues } from "./sent-values.ts";

export interface Segment extends SourcedText {
  /** The field as a whole, for what is data. */
  readonly key?: string;
  /** In the page's text. */
  readonly start: number;
  readonly end: number;
  readonly words: readonly Word[];
  /** The sources of the whole field, where it was sent as such. */
  readonly sentWhole?: ReadonlySet<string>;
  /** The sources of words that were sent, by their start in the segment. */
  readonly sent: ReadonlyMap<number, ReadonlySet<string>>;
}

export interface Page {
  readonly where: string;
  readonly text: string;
  readonly segments: readonly Segment[];
}

export interface Match {
  readonly page: Page;
  readonly segment: Segment;
  /** From `start` to `end` in the page's text. */
  readonly start: number;
  readonly end: number;
}

export interface Sent {
  readonly values: SentValues;
  readonly server: string;
}

const NOBODY: ReadonlySet<string> = new Set();

/** `sent` is given for what a server returned, not for what a person or the charter said. */
export function layPage(where: string, texts: readonly SourcedText[], sent?: Sent): Page {
  let text = "";
  const segments = texts.map((sourced): Segment => {
    const { field, comparable } = comparableValue(sourced.value);
    const start = text.length;
    text += comparable.text + SEGMENT_END;
    const sentWhole = sourced.field === undefined ? undefined : sent?.values.recall(sent.server, field);
    return {
      ...sourced,
      start,
      end: text.length - SEGMENT_END.length,
      words: comparable.words,
      sent: sentWords(comparable.words, sent),
      ...(sourced.field === undefined ? {} : { key: field }),
      ...(sentWhole === undefined ? {} : { sentWhole }),
    };
  });
  return { where, text, segments };
}

function sentWords(words: readonly Word[], sent: Sent | undefined): ReadonlyMap<number, ReadonlySet<string>> {
  const found = new Map<number, ReadonlySet<string>>();
  if (sent === undefined) return found;
  for (const { word, start } of words) {
    const sources = sent.values.recall(sent.server, word);
    if (sources !== undefined) found.set(start, sources);
    else if (sent.values.isAssembled(sent.server, word)) found.set(start, NOBODY);
  }
  return found;
}

/** Every place in the page where the phrase stands as whole words. */
export function* phraseMatches(page: Page, phrase: string): Generator<Match> {
  for (let at = indexOfWhole(page.text, phrase, 0); at >= 0; at = indexOfWhole(page.text, phrase, at + 1)) {
    yield { page, segment: segmentAt(page, at), start: at, end: at + phrase.length };
  }
}

export function wholeMatch(page: Page, segment: Segment): Match {
  return { page, segment, start: segment.start, end: segment.end };
}

/**
 * The sources that wrote what stands at a match. A field that was sent whole has its sent sources. So have words that were
 * sent, if all words of the match were, or if they identify something (a digit, an `@`): then only a source of all of them counts.
 */
export function sourcesAt({ segment, start, end }: Match): ReadonlySet<string> {
  const own: ReadonlySet<string> = new Set([segment.source]);
  if (segment.sentWhole !== undefined && start === segment.start && end === segment.end) return segment.sentWhole;
  if (segment.sent.size === 0) return own;
  const words = segment.words.filter((word) => segment.start + word.end > start && segment.start + word.start < end);
  const sent = words.filter((word) => segment.sent.has(word.start));
  const telling = sent.length === words.length ? sent : sent.filter(({ word }) => /[\p{N}@]/u.test(word));
  const sets = telling.map((word) => segment.sent.get(word.start) ?? NOBODY);
  return inAll(telling.length === words.length ? sets : [own, ...sets]);
}

/** What is in every one of some sets; there is at least one. */
export function inAll([first = NOBODY, ...others]: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set([...first].filter((item) => others.every((set) => set.has(item))));
}

/** The text around a match as it is written, on one line. */
export function quoteAt({ segment, start, end }: Match): string {
  const written = String(segment.value).trim().normalize("NFC");
  const from = segment.words.findLast((word) => segment.start + word.start <= start)?.from ?? 0;
  const size = Math.min(end - start, QUOTE_SIZE_MAX);
  const first = Math.max(0, from - Math.floor((QUOTE_SIZE_MAX - size) / 2));
  const piece = written.slice(first, first + QUOTE_SIZE_MAX).replace(/\s+/g, " ");
  return `${first > 0 ? "…" : ""}${piece}${first + QUOTE_SIZE_MAX < written.length ? "…" : ""}`;
}

function segmentAt(page: Page, at: number): Segment {
  let [low, high] = [0, page.segments.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((page.segments[middle]?.start ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return page.segments[low] as Segment;
}
