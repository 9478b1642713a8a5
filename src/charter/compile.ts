/**
 * The compiler: from the texts of the charters that are in force together to one machine, or to everything that is wrong
 * with them. Pure: the same texts and tools give the same bytes. Composition is the join, so each charter only narrows.
 */
import { type MachineDocument, type StateVariable, TOOLS_MAX, VARIABLES_MAX } from "../kernel/index.ts";
import type { DraftAction, DraftCharter } from "./action-draft.ts";
import { readActions } from "./actions.ts";
import { checkEffects } from "./admissibility.ts";
import type { CharterText } from "./charter-text.ts";
import { type ClauseTable, clauseTable } from "./clause-table.ts";
import { declare } from "./declarations.ts";
import { type Diagnostic, Reporter } from "./diagnostic.ts";
import { CHARTER } from "./grammar.ts";
import { addLimits } from "./limit-clauses.ts";
import { CHARTERS_MAX, CLAUSES_MAX } from "./limits.ts";
import { lint } from "./lint.ts";
import { machineDocument } from "./machine-builder.ts";
import { addMandates } from "./mandate-clauses.ts";
import type { PinnedTool } from "./pinned-tool.ts";
import type { Located, Source } from "./source.ts";
import { TerminalTable } from "./terminal-table.ts";
import { type ToolDiagram, toolDiagram } from "./tool-diagram.ts";
import { readYaml } from "./yaml-document.ts";

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
}

export interface Compiled {
  /** Absent where any diagnostic is an error. */
  readonly machine?: MachineDocument;
  /** The earliest moment at which one of the charters expires, milliseconds since the epoch. */
  readonly expires?: number;
  readonly diagnostics: readonly Diagnostic[];
}

interface Prepared {
  readonly text: CharterText;
  readonly source: Source;
  readonly draft: DraftCharter;
  readonly variables: readonly StateVariable[];
  readonly roots: readonly (readonly [name: string, folder: string])[];
  readonly reveals: ReadonlyMap<string, string>;
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
  const machine = reporter.errors === 0 && prepared.length > 0 ? assemble(prepared, context, reporter) : undefined;
  return {
    ...(machine === undefined || reporter.errors > 0 ? {} : { machine }),
    ...(expires.length === 0 ? {} : { expires: Math.min(...expires) }),
    diagnostics: reporter.diagnostics,
  };
}

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
  const { names, variables, roots, reveals } = declare(text, { qualify, namespace, tools, base: context.base, reporter });
  const overlay = text.otherwise?.value === "allow";
  const read = readActions(text, { charter: index, overlay, names, tools: context.tools, qualify, reporter });
  // What did not compile is missing from the actions, so that names of it would be reported again as unknown.
  const complete = reporter.errors === 0;
  const limited = complete ? addLimits(text.limits ?? [], read, { zone: names.zone, qualify, reporter }) : { actions: read, variables: [] };
  const actions = complete ? addMandates(text.mandates ?? [], limited.actions, reporter) : limited.actions;
  const draft = { name: text.charter.value, otherwise: text.otherwise?.value ?? "deny", span: text.charter.span, qualify, actions };
  return { text, source, draft, variables: [...variables, ...limited.variables], roots, reveals };
}

function assemble(prepared: readonly Prepared[], context: CompileContext, reporter: Reporter): MachineDocument | undefined {
  const charters = prepared.map(({ draft }) => draft);
  const span = charters[0]?.span;
  const actions = charters.flatMap(({ actions: own }) => [...own].sort((a, b) => (a.name < b.name ? -1 : 1)));
  const declared = prepared.flatMap(({ variables }) => variables).sort((a, b) => (a.name < b.name ? -1 : 1));
  const variables: StateVariable[] = [{ name: "contained", values: [false, true], scope: "session" }, ...declared];
  const table = clauseTable(charters, actions, reporter);
  if (table.clauses.length > CLAUSES_MAX && span !== undefined) {
    reporter.error(
      "charter/too-large",
      span,
      `the charters come to more than ${CLAUSES_MAX} clauses`,
      "use fewer patterns with conditions",
    );
    return undefined;
  }
  const terminals = new TerminalTable(table.clauses);
  if (variables.length > VARIABLES_MAX && span !== undefined) {
    reporter.error(
      "charter/too-large",
      span,
      `the charters need ${variables.length} state variables, and ${VARIABLES_MAX} are possible`,
      "declare fewer",
    );
    return undefined;
  }
  const diagrams = diagramsOf({ charters, actions, variables, clauses: table, terminals }, context, reporter);
  if (reporter.errors > 0) return undefined;
  lint(charters, diagrams, reporter);
  const built = machineDocument({
    charters: prepared.map(({ text, source }) => ({
      name: text.charter.value,
      version: text.version?.value ?? 1,
      source: context.sha256(source.text),
    })),
    roots: prepared.flatMap(({ roots }) => roots),
    reveals: (tool) => prepared.flatMap(({ reveals }) => reveals.get(tool) ?? []),
    tools: context.tools,
    variables,
    actions,
    clauses: table.clauses,
    terminals,
    diagrams,
  });
  if (built.ok) return built.value;
  if (span !== undefined)
    reporter.error("charter/too-large", span, built.fault.message, "split the charters' tools between several governed sessions");
  return undefined;
}

interface Joined {
  readonly charters: readonly DraftCharter[];
  readonly actions: readonly DraftAction[];
  readonly variables: readonly StateVariable[];
  readonly clauses: ClauseTable;
  readonly terminals: TerminalTable;
}

/** The diagrams of all tools, by name, with the effects of their actions checked. What fails is reported and left out. */
function diagramsOf(
  { charters, actions, variables, clauses, terminals }: Joined,
  { tools }: CompileContext,
  reporter: Reporter,
): ToolDiagram[] {
  const states = variables.map(({ name, values }) => ({ name, size: values.length }));
  return [...tools]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => {
      const diagram = toolDiagram(name, charters, actions, states, clauses, terminals);
      if (diagram.ok) {
        checkEffects(diagram.value, actions, variables, terminals, reporter);
        return [diagram.value];
      }
      const about = actions.find((action) => action.tools.includes(name))?.span ?? charters[0]?.span;
      const message = `${diagram.fault.message} (for \`${name}\`)`;
      if (about !== undefined) reporter.error(diagram.fault.code, about, message, "use fewer patterns and constants on one argument");
      return [];
    });
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
