/**
 * The compiled form of all bounds of a composition. Where there are any, the machine is assembled once more, with what they need
 * to see, and each call's end is told apart by the bounds that hold of it. An error counts against the author: of a `never` as if it
 * held, of an `always_possible` as if it did not.
 */
import type { Forest, Ref } from "../../diagram/index.ts";
import { assert, fail, ok, type Result } from "../../fault/index.ts";
import type { MachineDocument, StateVariable } from "../../kernel/index.ts";
import type { DraftCharter } from "../actions/action-draft.ts";
import { asksCall, ofCall } from "../condition/bound-atoms.ts";
import type { CharterCode } from "../faults.ts";
import { ERROR, TRUE } from "../formula/answer.ts";
import type { Formula } from "../formula/formula.ts";
import type { Assembly } from "../machine/assembly.ts";
import { createLowering } from "../machine/lowering.ts";
import type { ToolDiagram } from "../machine/tool-diagram.ts";
import { placeOf } from "../source.ts";
import type { BoundsText } from "../text/charter-text.ts";
import { BoundTerminals } from "./bound-terminals.ts";
import type { DraftBound } from "./bounds.ts";
import type { BoundDocument, BoundsDocument, CallBounds } from "./bounds-document.ts";

/** A bound and the charter that it is of. */
export interface OwnBound extends DraftBound {
  readonly charter: number;
}

const WAYS = ["direct", "answered"] as const;

/** What the bounds on calls ask of the calls of one tool, in the order of the bounds: executed at once, and answered for. */
export function askedOfTool(
  bounds: readonly OwnBound[],
  charters: readonly DraftCharter[],
  tool: string,
): readonly { readonly [way in keyof CallBounds]: Formula }[] {
  return bounds
    .filter(({ formula }) => asksCall(formula))
    .map(({ formula, charter }) => {
      const own = (charters[charter]?.actions ?? []).filter(({ tools }) => tools.includes(tool));
      const matching = new Map(own.map(({ name, when }) => [name, when.formula]));
      return { direct: ofCall(formula, matching, false), answered: ofCall(formula, matching, true) };
    });
}

/** The diagrams of an assembly with their ends told apart by the bounds on calls, and the table of these ends. */
export function withBounds(
  { charters, diagrams, terminals }: Assembly,
  bounds: readonly OwnBound[],
): { readonly diagrams: readonly ToolDiagram[]; readonly ends: BoundTerminals } {
  const ends = new BoundTerminals(terminals);
  const onCalls = bounds.flatMap((bound, index) => (asksCall(bound.formula) ? [{ ...bound, index }] : []));
  const refined = diagrams.map((diagram) => {
    const { forest } = diagram.lowering;
    const asked = askedOfTool(bounds, charters, diagram.tool);
    let root = forest.map("end", (terminal) => ends.of(terminal), diagram.root);
    for (const [place, { index, kind }] of onCalls.entries()) {
      for (const way of WAYS) {
        const formula = asked[place]?.[way];
        assert(formula !== undefined, "every bound on calls is asked of every tool");
        const holds = (end: number, answer: number): number => (counts(kind, answer) ? ends.holding(end, index, way) : end);
        root = forest.apply(`bound ${index} ${way}`, holds, root, diagram.lowering.lower(formula));
      }
    }
    return { ...diagram, root: diagram.lowering.possible(root) };
  });
  return { diagrams: refined, ends };
}

function counts(kind: DraftBound["kind"], answer: number): boolean {
  return answer === TRUE || (answer === ERROR && kind === "never");
}

/** The bounds on states as diagrams over the machine's variables. Code: charter/too-large. */
export function stateBounds(
  bounds: readonly OwnBound[],
  variables: readonly StateVariable[],
): Result<{ readonly bounds: readonly BoundDocument[]; readonly nodes: BoundsDocument["nodes"] }, CharterCode> {
  const lowering = createLowering(
    variables.map(({ name, values }) => ({ name, size: values.length })),
    [],
  );
  if (!lowering.ok) return lowering;
  const { forest } = lowering.value;
  const onStates = bounds.filter(({ formula }) => !asksCall(formula));
  const roots = onStates.map(({ formula, kind }) => answerOf(forest, lowering.value.lower(formula), kind));
  if (forest.fault !== undefined) return fail("charter/too-large", `the bounds are too large together: ${forest.fault.message}`);
  const exported = forest.exportNodes(roots);
  return ok({
    nodes: exported.nodes,
    bounds: bounds.map((bound): BoundDocument => {
      const { name, charter, kind, text, span } = bound;
      const states = exported.roots[onStates.indexOf(bound)];
      return { name, charter, kind, text, at: placeOf(span), ...(states === undefined ? {} : { states }) };
    }),
  });
}

function answerOf(forest: Forest, diagram: Ref, kind: DraftBound["kind"]): Ref {
  return forest.map(kind, (answer) => Number(counts(kind, answer)), diagram);
}

/**
 * What the charters that have goals assume together: only what each of them does. So of several bounds on failures the largest, and none
 * where some assured goals count on none.
 */
export function assumptions(texts: readonly (BoundsText | undefined)[]): Pick<BoundsDocument, "grade" | "assume" | "entropyBitsMax"> {
  const written = texts.filter((text) => text !== undefined);
  const wanting = written.filter((text) => text.always_possible !== undefined);
  const assured = wanting.filter((text) => text.grade?.value === "assured");
  const failures = assured.map((text) => text.assume?.failures?.value);
  const entropy = written.flatMap((text) => text.entropy_bits_max?.value ?? []);
  const live = wanting.length > 0 && wanting.every((text) => text.assume?.human?.value === "live");
  const counted = failures.length > 0 && failures.every((count) => count !== undefined);
  return {
    grade: assured.length > 0 ? "assured" : "possible",
    assume: { ...(live ? { human: "live" } : {}), ...(counted ? { failures: Math.max(...failures) } : {}) },
    ...(entropy.length === 0 ? {} : { entropyBitsMax: Math.min(...entropy) }),
  };
}

/** The bounds document of charters without bounds: nothing to prove. */
export function noBounds(machine: MachineDocument): Pick<BoundsDocument, "bounds" | "nodes" | "machine" | "holds"> {
  return { bounds: [], nodes: [], machine, holds: machine.terminals.map(() => ({ direct: [], answered: [] })) };
}
