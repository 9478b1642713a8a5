/** One of the `records` of a charter, with its names resolved and its expressions read. */
import { readComputed } from "../charter/condition.ts";
import type { Vocabulary } from "../charter/condition-writer.ts";
import type { Doubts } from "../charter/doubts.ts";
import type { WrittenRecord } from "../charter/written-charter.ts";
import { namesCovered } from "../tool-pattern.ts";
import type { RecordForm } from "./known-records.ts";

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
    each: each === undefined ? undefined : readComputed(each, "result", vocabulary, doubts).value,
    key: readComputed(key, "result", vocabulary, doubts).value,
    keep: keep.map(([field, value]) => [field, readComputed(value, "result", vocabulary, doubts).value] as const),
    max,
    maxAgeMs,
  };
}
