/** Where the arguments come from whose origin a charter asks for: which places of a call its conditions name, and what is told of them. */
import type { Json } from "../../crypto/index.ts";
import type { Machine } from "../../kernel/index.ts";
import { type LeafOrigin, type MeaningReading, valueAt } from "../../meaning/index.ts";
import type { SessionOrigin } from "../state/origins.ts";

/** One scalar of an argument, and where it was found; no place: nobody wrote it, so it is the agent's own. */
export interface ArgumentOrigin extends LeafOrigin {
  readonly charter: string;
}

interface AskedCall {
  readonly args: Json;
  /** Undefined where the call cannot be taken apart. */
  readonly parts: readonly (Json | undefined)[];
}

/** Each argument whose origin some condition of the tool asks for, once; of a call with parts, in each of them. */
export function askedOrigins(
  { document }: Machine,
  tool: number,
  { args, parts }: AskedCall,
  origin: Pick<SessionOrigin, "explain">,
): readonly ArgumentOrigin[] {
  const found = (document.tools[tool]?.terms ?? []).flatMap(({ reads }): readonly ArgumentOrigin[] => {
    if (reads.from !== "meaning" || reads.interpreter !== "origin") return [];
    const charter = String(reads.parameters[0]);
    const wholes = isOfPart(reads) ? parts.map((part, place) => ({ whole: part, name: `/part/${place}` })) : [{ whole: args, name: "" }];
    return wholes.flatMap(({ whole, name }) =>
      pointersIn(reads).flatMap((pointer) => {
        const value = whole === undefined ? undefined : valueAt(whole, fromPointer(pointer));
        const leaves = value === undefined ? [] : origin.explain(charter, value);
        return leaves.map(({ at, places }) => ({ charter, at: `${name}${pointer}${at}`, places }));
      }),
    );
  });
  return [...new Map(found.map((one) => [`${one.charter} ${one.at}`, one])).values()];
}

function pointersIn({ field, parameters, of }: MeaningReading): readonly string[] {
  return field.startsWith("fromOne") ? parameters.map(String).filter(isPointer) : [toPointer(of)];
}

/** Whether it asks on whose word values of the part come, not of the whole call. */
export function isOfPart({ field }: Pick<MeaningReading, "field">): boolean {
  return field.endsWith("Part");
}

/** Of `fromOne`: JSON pointers to the values come first, then sources, whose names never begin with `/`. */
export function valuesAndSources(
  whole: Json,
  parameters: readonly string[],
): [values: readonly (Json | undefined)[], sources: readonly string[]] {
  const values = parameters.filter(isPointer).map((pointer) => valueAt(whole, fromPointer(pointer)));
  return [values, parameters.filter((parameter) => !isPointer(parameter))];
}

function isPointer(parameter: string): boolean {
  return parameter.startsWith("/");
}

function toPointer(path: readonly string[]): string {
  return path.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function fromPointer(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
}
