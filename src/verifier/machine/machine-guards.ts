/**
 * When a tool of a compiled machine can end in certain terminals, as a condition over the state variables alone: some class
 * of arguments and facts leads there. Each node of the machine's diagram becomes one named definition, so the text is no
 * larger than the diagram.
 */
import type { MachineDocument, Term, Tool } from "../../kernel/index.ts";
import type { Grade } from "../model/model.ts";
import type { ConditionDocument, NamedConditionDocument } from "../model/model-document.ts";

/** What else is known about the walk. */
export interface WalkOptions {
  /** The state's variable 0, `contained`, is taken as false: how a parked call is decided when it is answered. */
  readonly released?: boolean;
  /**
   * What progress of this grade may count on: only classes for which a concrete example is known; to be assured, whatever the facts are
   * that no argument decides.
   */
  readonly counted?: Grade | undefined;
  /** Variables whose value is not known: any value of theirs will do. */
  readonly unknown?: ReadonlySet<number>;
}

export class MachineGuards {
  readonly #machine: MachineDocument;
  readonly #definitions: NamedConditionDocument[] = [];
  readonly #known = new Map<string, ConditionDocument>();

  constructor(machine: MachineDocument) {
    this.#machine = machine;
  }

  /** The definitions that the conditions given so far refer to, each before its first use. */
  get definitions(): readonly NamedConditionDocument[] {
    return this.#definitions;
  }

  /** When a walk from the tool's root can end in one of these terminals. */
  reaches(tool: Tool, terminals: ReadonlySet<number>, options: WalkOptions = {}): ConditionDocument {
    const key = `${tool.name} ${[...terminals].join(".")}${options.released ? " released" : ""} ${options.counted ?? ""}${
      options.unknown ? " anywhere" : ""
    }`;
    return this.#walk(tool, tool.root, terminals, options, key);
  }

  #walk(tool: Tool, place: number, terminals: ReadonlySet<number>, options: WalkOptions, key: string): ConditionDocument {
    if (place < 0) return terminals.has(-1 - place);
    const name = `${place} ${key}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const [variable = 0, ...children] = this.#machine.nodes[place] ?? [];
    const below = (child: number): ConditionDocument => this.#walk(tool, child, terminals, options, key);
    const state = this.#machine.variables[variable];
    let condition: ConditionDocument;
    if (state === undefined) {
      const term = tool.terms[variable - this.#machine.variables.length];
      const isGiven = options.counted === "assured" && term !== undefined && !isAgents(term);
      condition = isGiven ? allOf([...new Set(children)].map(below)) : anyOf(this.#open(term, children, options).map(below));
    } else if (variable === 0 && options.released) condition = below(children[0] ?? -1);
    else if (options.unknown?.has(variable)) condition = anyOf(children.map(below));
    else condition = anyOf(this.#split(state.name, state.values, children).map(({ values, child }) => allOf([values, below(child)])));
    if (typeof condition !== "boolean") {
      this.#definitions.push({ name, when: condition });
      condition = { defined: name };
    }
    this.#known.set(name, condition);
    return condition;
  }

  /** The classes that may be counted on. */
  #open(term: Term | undefined, children: readonly number[], options: WalkOptions): readonly number[] {
    if (options.counted === undefined) return children;
    return children.filter((_, index) => term !== undefined && this.countsOn(term, index));
  }

  /**
   * Whether progress may count on a class: a value of it is known, and it is not that the call fits into a sum which never starts
   * anew. Calls before it, here or elsewhere, may have used that up.
   */
  countsOn(term: Term, index: number): boolean {
    const { reads, classes } = term;
    const isFit = (name: string): boolean => reads.from === "fact" && index === classes.true && reads.fact === `fits@${name}`;
    const mayBeUsedUp = (this.#machine.budgets ?? []).some(({ name, resets }) => resets === undefined && isFit(name));
    return isWitnessed(term, index) && !mayBeUsedUp;
  }

  /** Whether progress of a grade may count on every class that a tool distinguishes. */
  countsOnAll({ terms }: Tool, grade: Grade): boolean {
    const classesOf = ({ classes }: Term): number[] => Array.from({ length: classes.count }, (_, index) => index);
    return terms.every((term) => (grade === "possible" || isAgents(term)) && classesOf(term).every((index) => this.countsOn(term, index)));
  }

  /** The values that lead to each different child. */
  #split(name: string, values: readonly (string | number | boolean)[], children: readonly number[]) {
    return [...new Set(children)].map((child) => ({
      child,
      values: { is: [name, ...values.filter((_, i) => children[i] === child)] } satisfies ConditionDocument as ConditionDocument,
    }));
  }
}

/** Interpreters of more than the call: what people have said, what was learned before, what time it is. */
const ABOUT_THE_WORLD = ["origin", "user", "task", "derived"];

/** Whether whoever makes a call decides the value, by its arguments. */
function isAgents({ reads }: Term): boolean {
  if (reads.from === "meaning") return !ABOUT_THE_WORLD.includes(reads.interpreter);
  return reads.from === "args" || reads.from === "element" || reads.from === "compare";
}

/** Whether a concrete value of a class is known. */
export function isWitnessed(term: Term, index: number): boolean {
  const { examples } = term.classes;
  return (examples[index] ?? null) !== null || index === term.classes.null;
}

export function allOf(parts: readonly ConditionDocument[]): ConditionDocument {
  const kept = parts.filter((part) => part !== true);
  if (kept.includes(false)) return false;
  return kept.length === 1 && kept[0] !== undefined ? kept[0] : kept.length === 0 ? true : { all: kept };
}

export function anyOf(parts: readonly ConditionDocument[]): ConditionDocument {
  const kept = [...new Map(parts.filter((part) => part !== false).map((part) => [JSON.stringify(part), part])).values()];
  if (kept.includes(true)) return true;
  return kept.length === 1 && kept[0] !== undefined ? kept[0] : kept.length === 0 ? false : { any: kept };
}
