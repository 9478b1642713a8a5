/**
 * From compiled bounds to a model: what the compiler writes as `interlock-bounds/1` (docs/bounds-format.md), with its diagrams
 * over states as conditions. The one way from a charter to what is explored, certified, tightened, compared and drawn.
 */
import type { MachineDocument } from "../../kernel/index.ts";
import type { Grade } from "../model/model.ts";
import type { AssumptionDocument, ConditionDocument, NamedConditionDocument } from "../model/model-document.ts";
import { allOf, anyOf } from "./machine-guards.ts";
import { type CallBound, type MachineBounds, type MachineModel, machineToModel } from "./machine-model.ts";

/** What is read of a bounds document. */
export interface CompiledBounds {
  readonly grade: Grade;
  readonly assume: AssumptionDocument;
  readonly bounds: readonly { readonly name: string; readonly kind: "never" | "possible"; readonly states?: number }[];
  readonly nodes: readonly (readonly number[])[];
  readonly machine: MachineDocument;
  readonly holds: readonly { readonly direct: readonly number[]; readonly answered: readonly number[] }[];
}

/** The model of a bounds document's machine, with its bounds. */
export function boundsToModel(compiled: CompiledBounds): MachineModel {
  return machineToModel(compiled.machine, machineBounds(compiled));
}

/**
 * The model of the same actions with no clause to keep any call from being executed: what would happen without the charter. A bound
 * that holds even there says nothing about the charter.
 */
export function openModel(compiled: CompiledBounds): MachineModel {
  const { machine } = compiled;
  const terminals = machine.terminals.map((terminal) => ({ ...terminal, clauses: [] }));
  return boundsToModel({ ...compiled, machine: { ...machine, terminals } });
}

/** What there would be to govern: the same actions with no clause and no bound. */
export function plantModel(compiled: CompiledBounds): MachineModel {
  return openModel({ ...compiled, bounds: [], holds: compiled.holds.map(() => ({ direct: [], answered: [] })) });
}

/** The bounds as conditions over state variables and sets of terminals. */
export function machineBounds({ grade, assume, bounds, nodes, machine, holds }: CompiledBounds): MachineBounds {
  const states = new StateConditions(machine, nodes);
  const onStates = (wanted: "never" | "possible"): NamedConditionDocument[] =>
    bounds.flatMap(({ name, kind, states: root }) => (kind === wanted && root !== undefined ? [{ name, when: states.at(root) }] : []));
  const onCalls = (wanted: "never" | "possible"): CallBound[] =>
    bounds.flatMap(({ name, kind, states: root }, bound) =>
      kind === wanted && root === undefined
        ? [{ name, direct: terminalsOf(holds, bound, "direct"), answered: terminalsOf(holds, bound, "answered") }]
        : [],
    );
  return {
    never: onStates("never"),
    forbidden: onCalls("never"),
    goals: onStates("possible"),
    occasions: onCalls("possible"),
    define: states.definitions,
    grade,
    ...(Object.keys(assume).length === 0 ? {} : { assume }),
  };
}

function terminalsOf(holds: CompiledBounds["holds"], bound: number, way: "direct" | "answered"): ReadonlySet<number> {
  return new Set(holds.flatMap((held, terminal) => (held[way].includes(bound) ? [terminal] : [])));
}

/** Diagrams over state variables (ends: -1 no, -2 yes) as conditions, each shared node a definition. */
class StateConditions {
  readonly definitions: NamedConditionDocument[] = [];
  readonly #machine: MachineDocument;
  readonly #nodes: readonly (readonly number[])[];
  readonly #known = new Map<number, ConditionDocument>();

  constructor(machine: MachineDocument, nodes: readonly (readonly number[])[]) {
    this.#machine = machine;
    this.#nodes = nodes;
  }

  at(root: number): ConditionDocument {
    if (root < 0) return root === -2;
    const known = this.#known.get(root);
    if (known !== undefined) return known;
    const [variable = 0, ...children] = this.#nodes[root] ?? [];
    const { name, values } = this.#machine.variables[variable] ?? { name: "?", values: [] };
    const ways = [...new Set(children)].map((child) =>
      allOf([{ is: [name, ...values.filter((_, value) => children[value] === child)] }, this.at(child)]),
    );
    this.definitions.push({ name: `bounds ${root}`, when: anyOf(ways) });
    const condition = { defined: `bounds ${root}` };
    this.#known.set(root, condition);
    return condition;
  }
}
