/** One of the `records` of a charter, with its names resolved and its expressions read. */
import { readComputed } from "./condition.ts";
import type { Vocabulary } from "./condition-writer.ts";
import type { Doubts } from "./doubts.ts";
import type { RecordForm } from "./known-records.ts";
import { namesCovered } from "./tool-pattern.ts";
import type { WrittenRecord } from "./written-charter.ts";

export interface FormReading {
  readonly tools: readonly string[];
  readonly zone: string;
  readonly qualify: (name: string) => string;
  readonly vocabulary: Vocabulary;
  readonly doubts: Doubts;
}

export function recordForm({ name, from, each, key, keep, max, maxAgeMs }: WrittenRecord, reading: FormReading): RecordForm {
  const { tools, zone, qualify, vocabulary, doubts } = reading;
  return {
    fullName: qualify(name),
    tools: [...new Set(from.flatMap((pattern) => namesCovered(pattern, tools)))],
    zone,
    each: each === undefined ? undefined : readComputed(each, "result", vocabulary, doubts),
    key: readComputed(key, "result", vocabulary, doubts),
    keep: keep.map(([field, value]) => [field, readComputed(value, "result", vocabulary, doubts)] as const),
    max,
    maxAgeMs,
  };
}
