/**
 * Which places of a call's arguments a condition reads through an interpreter, by its words alone: every `path(args.x)` in it and in the
 * definitions that it uses, whatever else it asks. What is made of computed values stands at no place.
 */
import type { InterpretedPlace, InterpretedTool } from "../../vocabulary/index.ts";
import { childrenOf, type Expression } from "../condition/expression.ts";
import { INTERPRETERS, type Names } from "../condition/names.ts";
import type { DraftAction, Guard } from "./action-draft.ts";

type At = InterpretedPlace["at"];
/** What the elements of quantifiers are called; undefined for those that stand at no place. */
type Elements = ReadonlyMap<string, At | undefined>;

/** The places of one condition, as often as they stand in it. */
export function interpretedPlaces(expression: Expression, names: Names): readonly InterpretedPlace[] {
  const places = new Places(names);
  places.visit(expression, new Map());
  return places.found;
}

class Places {
  readonly found: InterpretedPlace[] = [];
  readonly #definitions: Names["definitions"];

  constructor({ definitions }: Names) {
    this.#definitions = definitions;
  }

  /** Visits a part, and gives the place that it stands for. */
  visit(part: Expression, elements: Elements): At | undefined {
    switch (part.kind) {
      case "name":
        return this.#named(part.name, elements);
      case "member":
        return memberOf(this.visit(part.of, elements), part.field);
      case "index": {
        const of = this.visit(part.of, elements);
        this.visit(part.key, elements);
        return part.key.kind === "constant" && typeof part.key.value === "string" ? memberOf(of, part.key.value) : undefined;
      }
      case "quantifier": {
        const of = this.visit(part.of, elements);
        this.visit(part.body, new Map([...elements, [part.variable, of === undefined ? undefined : [...of, []]]]));
        return undefined;
      }
      case "call": {
        const [first] = childrenOf(part).map((child) => this.visit(child, elements));
        if (first !== undefined && part.of === undefined && INTERPRETERS.has(part.name))
          this.found.push({ interpreter: part.name, at: first });
        return undefined;
      }
      default:
        for (const child of childrenOf(part)) this.visit(child, elements);
        return undefined;
    }
  }

  #named(name: string, elements: Elements): At | undefined {
    if (elements.has(name)) return elements.get(name);
    const definition = this.#definitions.get(name);
    if (definition?.kind === "expression") return this.visit(definition.expression, new Map());
    return name === "args" ? [[]] : undefined;
  }
}

function memberOf(at: At | undefined, name: string): At | undefined {
  const last = at?.at(-1);
  return at === undefined || last === undefined ? undefined : [...at.slice(0, -1), [...last, name]];
}

/** For each tool that has any, the places that some action or the list of its parts reads. */
export function interpretedTools(
  tools: readonly string[],
  actions: readonly DraftAction[],
  parts: readonly InterpretedTool[],
): readonly InterpretedTool[] {
  return tools.flatMap((tool) => {
    const own = actions.filter((action) => action.tools.includes(tool)).flatMap(guardsOf);
    const all = [...own, ...parts.filter((form) => form.tool === tool)].flatMap(({ places = [] }) => places);
    const byText = new Map(all.map((place) => [JSON.stringify([place.interpreter, place.at]), place]));
    const places = [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, place]) => place);
    return places.length === 0 ? [] : [{ tool, places }];
  });
}

function guardsOf({ when, allow, clauses }: DraftAction): readonly Guard[] {
  return [when, allow, ...clauses.map(({ guard }) => guard)];
}
