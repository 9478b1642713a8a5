/**
 * The compiler: from the texts of the charters that are in force together to one machine, or to everything that is wrong
 * with them. Pure: the same texts and tools give the same bytes. Composition is the join, so each charter only narrows.
 */

import { type MachineDocument, type StateVariable, TOOLS_MAX } from "../kernel/index.ts";
import type { AskLimits, InterpretedTool, OriginLabels, PartsForm, RecordForm, ToolSources } from "../vocabulary/index.ts";
import type { DraftAction, DraftCharter } from "./actions/action-draft.ts";
import { readActions } from "./actions/actions.ts";
import { askLimits } from "./actions/ask-limits.ts";
import { declare } from "./actions/declarations.ts";
import { interpretedTools } from "./actions/interpreted-places.ts";
import { addLimits } from "./actions/limit-clauses.ts";
import { addMandates } from "./actions/mandate-clauses.ts";
import { partForms } from "./actions/part-forms.ts";
import { recordForms } from "./actions/record-forms.ts";
import type { DraftBudget } from "./actions/sum-clauses.ts";
import { askedOfTool, assumptions, noBounds, stateBounds, withBounds } from "./bounds/bound-machine.ts";
import { type DraftBounds, readBounds } from "./bounds/bounds.ts";
import type { BoundsDocument } from "./bounds/bounds-document.ts";
import type { Names } from "./condition/names.ts";
import { type Diagnostic, Reporter } from "./diagnostic.ts";
import { BUDGETS_MAX, CHARTERS_MAX, PLACES_TEXT_MAX } from "./limits.ts";
import { type Assembly, assemble, type Besides } from "./machine/assembly.ts";
import { type Examination, examine } from "./machine/examination.ts";
import { lint } from "./machine/lint.ts";
import { type Built, machineDocument } from "./machine/machine-builder.ts";
import type { TerminalTable } from "./machine/terminal-table.ts";
import type { PinnedTool } from "./pinned-tool.ts";
import type { Located, Source } from "./source.ts";
import type { CharterText, Scalar } from "./text/charter-text.ts";
import { CHARTER } from "./text/grammar.ts";
import { readYaml } from "./text/yaml-document.ts";

export interface CharterInput {
  /** As diagnostics and clauses name it. */
  readonly file: string;
  readonly text: string;
}

export interface CompileContext {
  /** Every pinned tool and every governed method that is offered. Calls of anything else never reach the machine. */
  readonly tools: readonly PinnedTool[];
  /** The absolute folder that relative `roots` start from. */
  readonly base?: string;
  /** SHA-256 of a text's UTF-8 bytes, in hex. */
  readonly sha256: (text: string) => string;
  /** Whether to find out what each guard does. It takes longer than compiling. */
  readonly examine?: true;
  /** Other names for sums, by the names they would have: so that two charters can speak of one sum, whatever its action is called. */
  readonly sumNames?: ReadonlyMap<string, string>;
}

export interface Compiled {
  /** Absent where any diagnostic is an error. */
  readonly machine?: MachineDocument;
  /** What is to be proved of the machine. Present where the machine is. */
  readonly bounds?: BoundsDocument;
  /** Where it was asked for, and nothing is too large for it. */
  readonly examination?: Examination;
  /** The earliest moment at which one of the charters expires, milliseconds since the epoch. */
  readonly expires?: number;
  /** What the charters together want of sessions that were opened under older ones; absent: that these judge them. */
  readonly runningSessions?: "pinned" | "stricter";
  readonly diagnostics: readonly Diagnostic[];
}

interface Prepared {
  readonly text: CharterText;
  readonly source: Source;
  readonly draft: DraftCharter;
  readonly variables: readonly StateVariable[];
  readonly budgets: readonly DraftBudget[];
  readonly roots: readonly (readonly [name: string, folder: string])[];
  readonly bounds: DraftBounds;
  readonly names: Names;
  readonly sources: ReadonlyMap<string, ToolSources>;
  readonly constants: readonly Scalar[];
  readonly records: readonly RecordForm[];
  readonly parts: readonly PartsForm[];
  readonly places: readonly InterpretedTool[];
}

/** Compiles charters, outermost first. At least one of them must deny what no action names. */
export function compileCharters(inputs: readonly CharterInput[], context: CompileContext): Compiled {
  const reporter = new Reporter();
  const sources = inputs.map(({ file, text }): Source => ({ file, text }));
  const texts = sources.flatMap((source) => {
    const tree = readYaml(source, reporter);
    const text = tree === undefined ? undefined : CHARTER.read(tree, reporter);
    return text === undefined ? [] : [{ text, source }];
  });
  checkComposition(texts, inputs.length, context, reporter);
  const prepared = texts.map(({ text, source }, index) => prepare(text, source, index, texts.length > 1, context, reporter));
  const expires = texts.flatMap(({ text }) => expiry(text.expires, reporter) ?? []);
  const runningSessions = strictest(texts.map(({ text }) => text.running_sessions?.value ?? "in_force"));
  const compiled = reporter.errors === 0 && prepared.length > 0 ? machineAndBounds(prepared, { context, reporter }) : {};
  return {
    ...(reporter.errors > 0 ? {} : compiled),
    ...(expires.length === 0 ? {} : { expires: Math.min(...expires) }),
    ...(runningSessions === "in_force" ? {} : { runningSessions }),
    diagnostics: reporter.diagnostics,
  };
}

type RunningSessions = NonNullable<CharterText["running_sessions"]>["value"];

/** What admits least of running sessions: `pinned` what new charters no longer admit, `stricter` not even all that they do. */
function strictest(wanted: readonly RunningSessions[]): RunningSessions {
  return wanted.includes("stricter") ? "stricter" : wanted.every((one) => one === "pinned") && wanted.length > 0 ? "pinned" : "in_force";
}

const NO_BOUNDS: DraftBounds = { bounds: [], watched: { variables: [], actions: [] } };

function checkComposition(
  texts: readonly { readonly text: CharterText }[],
  asked: number,
  { tools }: CompileContext,
  reporter: Reporter,
): void {
  const [first] = texts;
  if (first === undefined) return;
  if (texts.length > CHARTERS_MAX)
    reporter.error("charter/too-large", first.text.span, `more than ${CHARTERS_MAX} charters are composed`, "merge some of them");
  if (tools.length > TOOLS_MAX)
    reporter.error("charter/too-large", first.text.span, `more than ${TOOLS_MAX} tools are pinned`, "pin fewer servers");
  for (const [index, { text }] of texts.entries()) {
    const twice = texts.slice(0, index).some((other) => other.text.charter.value === text.charter.value);
    if (twice)
      reporter.error(
        "charter/duplicate-name",
        text.charter.span,
        `two charters are called \`${text.charter.value}\``,
        "give each its own name",
      );
  }
  if (texts.length === asked && texts.every(({ text }) => text.otherwise?.value === "allow")) {
    const span = first.text.otherwise?.span ?? first.text.span;
    reporter.error(
      "charter/nothing-denies",
      span,
      "what no action names would be allowed",
      "write `otherwise: deny` here, or compose this overlay with a charter that denies",
    );
  }
}

function prepare(
  text: CharterText,
  source: Source,
  index: number,
  composed: boolean,
  context: CompileContext,
  reporter: Reporter,
): Prepared {
  const namespace = composed ? text.charter.value : undefined;
  const qualify = (name: string): string => (namespace === undefined ? name : `${namespace}.${name}`);
  const tools = context.tools.map(({ name }) => name);
  const declared = declare(text, { qualify, namespace, tools, base: context.base, reporter });
  const { variables, roots, sources, constants } = declared;
  const { forms: parts, shapes, places } = partForms(text, { names: declared.names, tools: context.tools, reporter });
  const names = { ...declared.names, parts: shapes };
  const overlay = text.otherwise?.value === "allow";
  const read = readActions(text, { charter: index, overlay, names, tools: context.tools, qualify, reporter });
  // What did not compile is missing from the actions, so that names of it would be reported again as unknown.
  const complete = reporter.errors === 0;
  const sums = { zone: names.zone, qualify, names, tools: context.tools, sumNames: context.sumNames, reporter };
  const limited = complete ? addLimits(text.limits ?? [], read, sums) : { actions: read, variables: [], budgets: [] };
  const actions = complete ? addMandates(text.mandates ?? [], limited.actions, reporter) : limited.actions;
  const bounds = complete ? readBounds(text.bounds, actions, { names, tools: context.tools, qualify, reporter }) : NO_BOUNDS;
  const draft = { name: text.charter.value, otherwise: text.otherwise?.value ?? "deny", span: text.charter.span, qualify, actions };
  const records = recordForms(text, { names, tools, reporter });
  const found = { variables: [...variables, ...limited.variables], budgets: limited.budgets, roots, sources, constants, records };
  return { text, source, draft, bounds, names, parts, places, ...found };
}

interface Compiling {
  readonly context: CompileContext;
  readonly reporter: Reporter;
}

/** The machine that decides, and what is to be proved of it. */
function machineAndBounds(prepared: readonly Prepared[], compiling: Compiling): Pick<Compiled, "machine" | "bounds" | "examination"> {
  const { context, reporter } = compiling;
  const charters = prepared.map(({ draft }) => draft);
  const declared = prepared.flatMap(({ variables }) => variables);
  const [first] = charters;
  const sums = prepared.flatMap(({ budgets }) => budgets).length;
  if (sums > BUDGETS_MAX && first !== undefined)
    reporter.error("charter/too-large", first.span, `the charters keep ${sums} sums, and ${BUDGETS_MAX} are possible`, "declare fewer");
  const assembly = assemble(charters, declared, context.tools, reporter);
  if (assembly === undefined) return {};
  lint(charters, assembly.diagrams, reporter);
  const asks = askLimits(prepared, assembly.clauses.clauses, reporter);
  const built = build(prepared, { ...assembly, asks }, assembly.terminals, compiling);
  const bounds = built === undefined ? undefined : boundsOf(prepared, built.document, compiling);
  if (built === undefined || bounds === undefined) return {};
  const examined = context.examine === true ? examine(assembly) : undefined;
  return { machine: built.document, bounds, ...(examined?.ok === true ? { examination: examined.value } : {}) };
}

function boundsOf(prepared: readonly Prepared[], machine: MachineDocument, compiling: Compiling): BoundsDocument | undefined {
  const { context, reporter } = compiling;
  const common = { format: "interlock-bounds/1", ...assumptions(prepared.map(({ text }) => text.bounds)) } as const;
  const bounds = prepared.flatMap(({ bounds: own }, charter) => own.bounds.map((bound) => ({ ...bound, charter })));
  if (bounds.length === 0) return { ...common, ...noBounds(machine) };
  const charters = prepared.map(({ draft, bounds: { watched } }) => ({ ...draft, actions: watched.actions }));
  const declared = prepared.flatMap(({ variables, bounds: { watched } }) => [...variables, ...watched.variables]);
  const besides: Besides = (tool) => askedOfTool(bounds, charters, tool).flatMap(({ direct, answered }) => [direct, answered]);
  const assembly = assemble(charters, declared, context.tools, reporter, besides);
  if (assembly === undefined) return undefined;
  const { diagrams, ends } = withBounds(assembly, bounds);
  const built = build(prepared, { ...assembly, diagrams }, ends, compiling);
  const onStates = stateBounds(bounds, assembly.variables);
  if (!onStates.ok && charters[0] !== undefined)
    reporter.error(onStates.fault.code, charters[0].span, onStates.fault.message, "write fewer or smaller bounds");
  if (built === undefined || !onStates.ok) return undefined;
  return { ...common, ...onStates.value, machine: built.document, holds: built.met.map((end) => ends.holds(end)) };
}

/** The machine document of an assembly. `terminals` are what its diagrams end in. */
function build(
  prepared: readonly Prepared[],
  { actions, variables, clauses, diagrams, asks = [] }: Assembly & { readonly asks?: readonly AskLimits[] },
  terminals: Pick<TerminalTable, "terminal">,
  { context, reporter }: Compiling,
): Built | undefined {
  const built = machineDocument({
    charters: prepared.map(({ text, source }) => ({
      name: text.charter.value,
      version: text.version?.value ?? 1,
      source: context.sha256(source.text),
    })),
    roots: prepared.flatMap(({ roots }) => roots),
    reveals: (tool) => prepared.flatMap(({ names, sources }) => revealed(names, sources.get(tool))),
    origins: prepared.map(originLabels),
    records: prepared.flatMap(({ records }) => records),
    parts: agreedParts(prepared, reporter),
    asks,
    interpreted: interpreted(prepared, context.tools, actions, reporter),
    tools: context.tools,
    variables,
    budgets: prepared.flatMap(({ budgets }) => budgets),
    actions,
    clauses: clauses.clauses,
    needs: clauses.needs,
    terminals,
    diagrams,
  });
  if (built.ok) return built.value;
  const span = prepared[0]?.draft.span;
  if (span !== undefined)
    reporter.error("charter/too-large", span, built.fault.message, "split the charters' tools between several governed sessions");
  return undefined;
}

function originLabels({ text: { remembers }, names, sources, constants }: Prepared): OriginLabels {
  const size = remembers === undefined ? {} : { sizeMax: remembers.value };
  return { charter: names.charter, constants, ...size, tools: Object.fromEntries(sources) };
}

/** Where arguments are read through interpreters: each warrant says so, so there are not too many. */
function interpreted(
  prepared: readonly Prepared[],
  tools: readonly PinnedTool[],
  actions: readonly DraftAction[],
  reporter: Reporter,
): readonly InterpretedTool[] {
  const names = tools.map(({ name }) => name).sort();
  const found = interpretedTools(
    names,
    actions,
    prepared.flatMap(({ places }) => places),
  );
  for (const { tool, places } of found) {
    if (JSON.stringify(places).length <= PLACES_TEXT_MAX || prepared[0] === undefined) continue;
    const message = `conditions read too many arguments of \`${tool}\` through interpreters`;
    reporter.error("charter/too-large", prepared[0].draft.span, message, "read fewer, or by shorter names");
  }
  return found;
}

/** A call is made of one list, whichever charters say so. */
function agreedParts(prepared: readonly Prepared[], reporter: Reporter): readonly PartsForm[] {
  const agreed = new Map<string, PartsForm>();
  for (const { parts, draft } of prepared) {
    for (const form of parts) {
      const other = agreed.get(form.tool) ?? form;
      agreed.set(form.tool, other);
      if (JSON.stringify(other.list) === JSON.stringify(form.list)) continue;
      const message = `two charters take calls of \`${form.tool}\` apart differently`;
      reporter.error("charter/duplicate-name", draft.span, message, "write the same list in both");
    }
  }
  return [...agreed.values()].sort((one, other) => (one.tool < other.tool ? -1 : 1));
}

/** The variables of the sources that may have written in a result. */
function revealed({ sources }: Names, of: ToolSources | undefined): readonly string[] {
  if (of === undefined) return [];
  return [...new Set([of.whole, ...of.fields.map(({ source }) => source)])].flatMap((source) => sources.get(source) ?? []);
}

/** A date is its first moment in UTC. */
function expiry(expires: Located<string> | undefined, reporter: Reporter): number | undefined {
  if (expires === undefined) return undefined;
  const atMs = Date.parse(expires.value);
  const exists = !Number.isNaN(atMs) && (expires.value.length > 10 || new Date(atMs).toISOString().startsWith(expires.value));
  if (exists) return atMs;
  reporter.error(
    "charter/bad-value",
    expires.span,
    `there is no such day or time: \`${expires.value}\``,
    "write `2027-01-31`, or `2027-01-31T18:00:00Z`",
  );
  return undefined;
}
