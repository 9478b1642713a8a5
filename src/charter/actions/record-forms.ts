/** What a charter learns from results (`records`): names resolved, patterns expanded, limits looked at. */
import type { RecordForm } from "../../vocabulary/index.ts";
import { parseCondition } from "../condition/condition-parser.ts";
import { keptValue } from "../condition/kept-value.ts";
import { LANGUAGE_NAMES, type Names } from "../condition/names.ts";
import type { LearnedRecords } from "../condition/operand.ts";
import type { Reporter } from "../diagnostic.ts";
import { RECORD_FIELDS_MAX, RECORDS_MAX, RECORDS_UNLESS_SAID } from "../limits.ts";
import { suggestion } from "../nearest.ts";
import { expand } from "../patterns.ts";
import type { CharterText, Named, RecordText } from "../text/charter-text.ts";
import type { ConditionText } from "../text/condition-text.ts";

const UNITS_MS: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The names that conditions ask records by. A name that is taken is reported. */
export function recordNames(
  { records = [] }: CharterText,
  definitions: Names["definitions"],
  { qualify, reporter }: { readonly qualify: (name: string) => string; readonly reporter: Reporter },
): ReadonlyMap<string, LearnedRecords> {
  return new Map(
    records.flatMap(({ name, nameSpan, value }): (readonly [string, LearnedRecords])[] => {
      if (!LANGUAGE_NAMES.has(name) && !definitions.has(name))
        return [[name, { name: qualify(name), fields: value.keep.map((kept) => kept.name) }]];
      reporter.error("charter/bad-name", nameSpan, `\`${name}\` already means something in conditions`, "choose another name");
      return [];
    }),
  );
}

export interface RecordContext {
  readonly names: Names;
  readonly tools: readonly string[];
  readonly reporter: Reporter;
}

/** The rules of all records. What does not compile is reported and left out. */
export function recordForms({ records = [] }: CharterText, context: RecordContext): readonly RecordForm[] {
  return records.flatMap((entry) => ruleOf(entry, context) ?? []);
}

function ruleOf({ name, nameSpan, value }: Named<RecordText>, { names, tools, reporter }: RecordContext): RecordForm | undefined {
  const inMachine = names.records.get(name)?.name;
  const covered = value.from.flatMap((pattern) => {
    const found = expand(pattern.value, tools);
    const message = `no pinned tool is called \`${pattern.value}\``;
    if (found.length === 0)
      reporter.error("charter/no-such-tool", pattern.span, message, suggestion(pattern.value, tools, "pin the server's tools first"));
    return found;
  });
  if (value.keep.length > RECORD_FIELDS_MAX) {
    reporter.error("charter/too-large", nameSpan, `a record keeps at most ${RECORD_FIELDS_MAX} fields`, "keep what conditions ask for");
    return undefined;
  }
  const hasItem = value.each !== undefined;
  const read = (text: ConditionText, item: boolean) => {
    const expression = parseCondition(text, reporter);
    return expression === undefined ? undefined : keptValue(expression, { names, roots: item ? ["result", "item"] : ["result"], reporter });
  };
  const each = value.each === undefined ? undefined : read(value.each, false);
  const key = read(value.key, hasItem);
  const keep = value.keep.map((kept) => [kept.name, read(kept.value, hasItem)] as const);
  if (inMachine === undefined || key === undefined || (hasItem && each === undefined)) return undefined;
  const age = value.max_age?.value;
  return {
    name: inMachine,
    tools: [...new Set(covered)].sort(),
    ...(each === undefined ? {} : { each }),
    key,
    keep: Object.fromEntries(keep.flatMap(([field, kept]) => (kept === undefined ? [] : [[field, kept]]))),
    max: Math.min(value.max?.value ?? RECORDS_UNLESS_SAID, RECORDS_MAX),
    ...(age === undefined ? {} : { maxAgeMs: Number(age.slice(0, -1)) * (UNITS_MS[age.slice(-1)] ?? 0) }),
  };
}
