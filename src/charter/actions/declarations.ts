/**
 * What a charter declares before its actions: roots, sources, state, definitions. Gives the names that its conditions can
 * use, the state variables behind them, and which of these each tool's results set.
 */
import type { StateVariable } from "../../kernel/index.ts";
import type { ToolSources } from "../../vocabulary/index.ts";
import { parseCondition } from "../condition/condition-parser.ts";
import { type Definition, LANGUAGE_NAMES, type Names } from "../condition/names.ts";
import { sourcesOfTools, trustedAmong, WORLD } from "../condition/source-labels.ts";
import type { Reporter } from "../diagnostic.ts";
import { DOMAIN_MAX } from "../limits.ts";
import type { Located, Span } from "../source.ts";
import type { CharterText, DefinitionText, Named, Scalar, StateText } from "../text/charter-text.ts";
import { wordsOf } from "../text/condition-text.ts";
import { recordNames } from "./record-forms.ts";
import { absolute } from "./roots.ts";

export interface Declarations {
  readonly names: Names;
  /** Without `contained`, which belongs to the machine. */
  readonly variables: readonly StateVariable[];
  /** Absolute folders by their names in the machine. */
  readonly roots: readonly (readonly [name: string, folder: string])[];
  /** For each tool, whose words its results are. */
  readonly sources: ReadonlyMap<string, ToolSources>;
  /** What the charter itself states. */
  readonly constants: readonly Scalar[];
}

export interface Surroundings {
  /** From a name in the charter to its name in the machine. */
  readonly qualify: (name: string) => string;
  /** The charter's name where several are composed. */
  readonly namespace: string | undefined;
  readonly tools: readonly string[];
  /** The folder that relative roots start from. */
  readonly base: string | undefined;
  readonly reporter: Reporter;
}

export function declare(charter: CharterText, around: Surroundings): Declarations {
  const zone = zoneOf(charter.zone, around.reporter);
  const declared = (charter.state ?? []).flatMap((entry) => stateVariable(entry, zone, around) ?? []);
  const sources = new Map((charter.sources ?? []).map(({ name }) => [name, around.qualify(`seen(${name})`)]));
  sources.set(WORLD, around.qualify(`seen(${WORLD})`));
  const roots = (charter.roots ?? []).flatMap(({ name, value }) => {
    const folder = absolute(value, around.base, around.reporter);
    return folder === undefined ? [] : [{ name, inMachine: around.qualify(name), folder }];
  });
  const defined = definitions(charter.define ?? [], around.reporter);
  const seen = [...sources.values()].map((name): StateVariable => ({ name, values: [false, true], scope: "session" }));
  return {
    names: {
      states: new Map(declared.map(({ name, variable }) => [name, { variable: variable.name, values: variable.values }])),
      sources,
      trusted: trustedAmong(charter.sources ?? []),
      charter: charter.charter.value,
      roots: new Map(roots.map(({ name, inMachine }) => [name, inMachine])),
      definitions: defined,
      records: recordNames(charter, defined, around),
      parts: new Map(),
      namespace: around.namespace,
      zone,
    },
    variables: [...declared.map(({ variable }) => variable), ...seen],
    roots: roots.map(({ inMachine, folder }) => [inMachine, folder]),
    sources: sourcesOfTools(charter.sources ?? [], around),
    constants: [...new Set((charter.define ?? []).flatMap(({ value }) => constantsIn(value)))],
  };
}

/** Constants that a definition lists; conditions state none. */
function constantsIn(definition: DefinitionText): readonly Scalar[] {
  if ("text" in definition) return [];
  return definition.map((entry) => ("name" in entry ? entry.value.value : entry.value));
}

function zoneOf(zone: Located<string> | undefined, reporter: Reporter): string {
  if (zone === undefined) return "UTC";
  try {
    // Only asked whether it knows the zone: what it would call it depends on its version.
    new Intl.DateTimeFormat("en", { timeZone: zone.value });
    return zone.value;
  } catch {
    reporter.error("charter/bad-value", zone.span, `there is no time zone \`${zone.value}\``, "write an IANA name, as in `Europe/Paris`");
    return "UTC";
  }
}

function stateVariable(
  { name, nameSpan, value }: Named<StateText>,
  zone: string,
  around: Surroundings,
): { readonly name: string; readonly variable: StateVariable } | undefined {
  if (name === "contained") {
    around.reporter.error("charter/bad-name", nameSpan, "the state variable `contained` is built in", "choose another name");
    return undefined;
  }
  const values = domainOf(value, nameSpan, around.reporter);
  if (values === undefined) return undefined;
  const resets = value.resets === undefined ? {} : { resets: { every: value.resets.value, zone } };
  return { name, variable: { name: around.qualify(name), values, scope: value.scope?.value ?? "session", ...resets } };
}

function domainOf(state: StateText, nameSpan: Span, reporter: Reporter): StateVariable["values"] | undefined {
  const { enum: members, range, bool } = state;
  const given = [members, range, bool].filter((domain) => domain !== undefined).length;
  const refuse = (span: Span, message: string, remedy: string): undefined => {
    reporter.error("charter/bad-value", span, message, remedy);
    return undefined;
  };
  if (given !== 1)
    return refuse(nameSpan, `a state variable has one domain, not ${given}`, "write `enum: [a, b]`, `range: [0, 10]` or `bool: false`");
  if (bool !== undefined) return [bool.value, !bool.value];
  if (members !== undefined) {
    const twice = members.find(({ value }, index) => members.findIndex((other) => other.value === value) < index);
    if (twice !== undefined) return refuse(twice.span, `\`${twice.value}\` is listed twice`, "list each value once");
    if (members.length > DOMAIN_MAX) return refuse(nameSpan, `more than ${DOMAIN_MAX} values`, "use fewer");
    return members.map(({ value }) => value);
  }
  const [least, greatest, more] = range ?? [];
  if (least === undefined || greatest === undefined || more !== undefined || least.value >= greatest.value) {
    return refuse(state.span, "a range has a least and a greatest number", "write `range: [0, 10]`");
  }
  const count = greatest.value - least.value + 1;
  if (count > DOMAIN_MAX)
    return refuse(greatest.span, `a state variable has at most ${DOMAIN_MAX} values, and these are ${count}`, "count in larger steps");
  return Array.from({ length: count }, (_, index) => least.value + index);
}

function definitions(entries: readonly Named<DefinitionText>[], reporter: Reporter): Map<string, Definition> {
  const found = new Map<string, Definition>();
  for (const { name, nameSpan, value } of entries) {
    if (LANGUAGE_NAMES.has(name)) {
      reporter.error("charter/bad-name", nameSpan, `\`${name}\` already means something in conditions`, "choose another name");
      continue;
    }
    const definition = definitionOf(value, nameSpan, reporter);
    if (definition !== undefined) found.set(name, definition);
  }
  return found;
}

function definitionOf(value: DefinitionText, nameSpan: Span, reporter: Reporter): Definition | undefined {
  if ("text" in value) {
    const expression = parseCondition(value, reporter);
    return expression === undefined ? undefined : { kind: "expression", expression, text: wordsOf(value), span: nameSpan };
  }
  if (value.every((entry) => "name" in entry)) {
    const entries = (value as readonly Named<Located<Scalar>>[]).map((entry) => [entry.name, entry.value.value] as const);
    return { kind: "table", entries, span: nameSpan };
  }
  return { kind: "constants", values: (value as readonly Located<Scalar>[]).map((constant) => constant.value), span: nameSpan };
}
