/**
 * The different things a machine can execute: a tool together with the actions that match, whatever the arguments. All
 * terminals of a tool with the same actions and no deny are one operation, because they have the same effects.
 */
import type { Effect, MachineDocument, Tool } from "../../kernel/index.ts";

export interface Operation {
  readonly tool: Tool;
  /** The tool's place in the machine. */
  readonly number: number;
  readonly actions: readonly number[];
  /** What an observer sees of it: the names of the actions, or of the tool where none matches. */
  readonly letter: string;
  /** What it is called in a model: `bank/send_money as pay`. */
  readonly title: string;
  /** The terminals that allow it, that park it (escalated or held), and that hold it. */
  readonly allowed: ReadonlySet<number>;
  readonly parked: ReadonlySet<number>;
  readonly held: ReadonlySet<number>;
  readonly settlement: Settlement | undefined;
}

/** What may come of operations in flight; those of one letter with the same outcomes share one. */
export interface Settlement {
  /** The name of the variable that says whether one is in flight. */
  readonly bit: string;
  readonly letter: string;
  /** The title of the first such operation. */
  readonly title: string;
  readonly outcomes: readonly {
    readonly outcome: "ok" | "error" | "unknown";
    readonly suffix: string;
    readonly effects: readonly Effect[];
  }[];
}

/** The operations of a machine, and what may come of those whose outcomes change anything. */
export function operationsOf(machine: MachineDocument): {
  readonly operations: readonly Operation[];
  readonly settlements: readonly Settlement[];
} {
  const operations: Operation[] = [];
  const settlements = new Map<string, Settlement>();
  for (const [number, tool] of machine.tools.entries()) {
    for (const terminals of groupBy(terminalsOf(machine, tool), (terminal) => (machine.terminals[terminal]?.actions ?? []).join())) {
      const actions = machine.terminals[terminals[0] ?? -1]?.actions ?? [];
      const letter = actions.map((action) => actionName(machine, action)).join(" and ") || tool.name;
      const title = letter === tool.name ? letter : `${tool.name} as ${letter}`;
      const settlement = settlementOf(machine, tool, actions, letter, title);
      const key = `${letter} ${JSON.stringify(settlement?.outcomes)}`;
      if (settlement !== undefined && !settlements.has(key)) settlements.set(key, settlement);
      const having = (verdicts: readonly string[]): Set<number> =>
        new Set(terminals.filter((terminal) => verdicts.includes(verdictOf(machine, terminal))));
      operations.push({
        tool,
        number,
        actions,
        letter,
        title,
        settlement: settlements.get(key),
        allowed: having(["allow"]),
        parked: having(["escalate", "quarantine"]),
        held: having(["quarantine"]),
      });
    }
  }
  return { operations, settlements: [...settlements.values()] };
}

/** Composed charters may each have an action of one name. */
function actionName(machine: MachineDocument, index: number): string {
  const { name, charter } = machine.actions[index] ?? { name: "?", charter: -1 };
  const isUnique = machine.actions.filter((action) => action.name === name).length === 1;
  return isUnique ? name : `${machine.charters[charter]?.name ?? "?"}.${name}`;
}

function verdictOf(machine: MachineDocument, terminal: number): "allow" | "escalate" | "quarantine" | "deny" {
  const verdicts = (machine.terminals[terminal]?.clauses ?? []).map((clause) => machine.clauses[clause]?.verdict ?? "deny");
  return (["deny", "quarantine", "escalate"] as const).find((verdict) => verdicts.includes(verdict)) ?? "allow";
}

/** The terminals without a deny that the tool's diagram reaches, in increasing order. */
function terminalsOf(machine: MachineDocument, tool: Tool): number[] {
  const found = new Set<number>();
  const seen = new Set<number>();
  const stack = [tool.root];
  for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
    if (place < 0) found.add(-1 - place);
    else if (!seen.has(place)) {
      seen.add(place);
      stack.push(...(machine.nodes[place] ?? []).slice(1));
    }
  }
  return [...found].filter((terminal) => verdictOf(machine, terminal) !== "deny").sort((a, b) => a - b);
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

/** An unknown outcome that an author left open may have been either; undefined where no outcome changes anything. */
function settlementOf(
  machine: MachineDocument,
  tool: Tool,
  actions: readonly number[],
  letter: string,
  title: string,
): Settlement | undefined {
  const outcomes = actions.flatMap((action) => machine.actions[action]?.outcome ?? []);
  const after = (outcome: "ok" | "error" | "unknown", otherwise: "ok" | "error"): Effect[] => [
    ...tool.reveals,
    ...outcomes.flatMap((effects) => effects[outcome] ?? effects[otherwise] ?? []),
  ];
  const [ifOk, ifError] = [after("unknown", "ok"), after("unknown", "error")];
  const same = JSON.stringify(ifOk) === JSON.stringify(ifError);
  const all = [
    { outcome: "ok", suffix: "", effects: after("ok", "ok") } as const,
    { outcome: "error", suffix: "", effects: after("error", "error") } as const,
    { outcome: "unknown", suffix: same ? "" : ", as if ok", effects: ifOk } as const,
    ...(same ? [] : [{ outcome: "unknown", suffix: ", as if an error", effects: ifError } as const]),
  ];
  if (all.every(({ effects }) => effects.length === 0)) return undefined;
  return { bit: `in flight: ${title}`, letter, title, outcomes: all };
}
