/**
 * What a charter's proof comes to: an answer for each bound, what each guard is good for, how much can happen. Nothing here is taken for
 * a proof that is not one: beyond a limit the answer is "undecided".
 */
import type { BoundDocument, Examination, ExaminedGuard } from "../../charter/index.ts";
import {
  type Certificate,
  type CheckOptions,
  certifyModel,
  checkModel,
  diagramConditions,
  type ModelReport,
  openModel,
  parseModel,
  type Violation,
} from "../../verifier/index.ts";
import { type CharterEntropy, charterEntropy } from "./charter-entropy.ts";
import { type CharterModel, certified } from "./charter-model.ts";

export interface Proof {
  readonly answer: "holds" | "violated" | "undecided";
  readonly report: ModelReport;
  readonly bounds: readonly ProvedBound[];
  readonly guards: readonly JudgedGuard[];
  readonly entropy: CharterEntropy;
  /** Of the charter as it stands; absent unless every bound holds. */
  readonly certificate?: Certificate;
}

export interface ProvedBound extends Pick<BoundDocument, "name" | "kind" | "text" | "at"> {
  readonly answer: "holds" | "violated" | "undecided";
  /** Without any clause it would be broken; undefined where that is not known. */
  readonly bites?: boolean;
  readonly violation?: Violation;
}

/** `dead`: it fires nowhere that is reached. `suppressed`: only where bounds would not let it come. `redundant`: it changes nothing. */
export interface JudgedGuard extends Pick<ExaminedGuard, "action" | "verdict" | "text" | "at"> {
  readonly is: "dead" | "suppressed" | "redundant";
}

/** Proves the bounds of a charter. Pure but for `isOver`. */
export function proveCharter(charter: CharterModel, examination: Examination | undefined, options: CheckOptions = {}): Proof {
  const { model, bounds } = charter;
  const probes =
    examination === undefined
      ? []
      : diagramConditions(
          examination,
          examination.guards.flatMap(({ fires, matters }) => [fires, matters]),
          model,
        );
  const report = checkModel(model, { ...options, probes });
  const broken = brokenBounds(charter, report);
  const bites = report.answer === "undecided" ? undefined : bitingBounds(charter, options);
  const entropy = charterEntropy(charter, options.isOver);
  const counted = entropy.bound?.answer ?? "holds";
  const certificate = report.answer === "holds" && counted === "holds" ? certificateOf(charter, options) : undefined;
  const answer =
    report.answer !== "holds" ? report.answer : counted !== "holds" ? counted : certificate === undefined ? "undecided" : "holds";
  return {
    answer,
    report,
    bounds: bounds.bounds.map(({ name, kind, text, at }): ProvedBound => {
      const violation = broken.get(name);
      const biting = bites?.has(name);
      const own = violation !== undefined ? "violated" : report.answer === "undecided" ? "undecided" : "holds";
      return {
        ...{ name, kind, text, at, answer: own },
        ...(biting === undefined ? {} : { bites: biting }),
        ...(violation === undefined ? {} : { violation }),
      };
    }),
    guards: (examination?.guards ?? []).flatMap((guard, index) => judged(guard, report.probes[2 * index], report.probes[2 * index + 1])),
    entropy,
    ...(certificate === undefined ? {} : { certificate }),
  };
}

/** The first violation of each bound, by the bound's name. */
function brokenBounds({ translated }: Pick<CharterModel, "translated">, { violations }: ModelReport): ReadonlyMap<string, Violation> {
  const against = new Map(translated.meanings.map((meaning, event) => [translated.document.events[event]?.name, meaning]));
  const named = violations.map((violation): [string, Violation] => {
    const meaning = violation.kind === "permission" ? against.get(violation.name) : undefined;
    return [(meaning?.kind === "call" ? meaning.against : undefined) ?? violation.name, violation];
  });
  // The shortest story of several.
  const length = ({ story }: Violation): number => story?.length ?? Number.POSITIVE_INFINITY;
  return new Map(named.sort(([, one], [, other]) => length(other) - length(one)));
}

/** The bounds that would be broken if no clause kept any call from being executed; undefined where that is too much to find out. */
function bitingBounds({ bounds, model }: CharterModel, options: CheckOptions): ReadonlySet<string> | undefined {
  // Nothing that is not claimed can be broken.
  if (bounds.bounds.length === 0) return new Set();
  const open = openModel(bounds);
  const parsed = parseModel(open.document);
  if (!parsed.ok) return undefined;
  const report = checkModel(parsed.value, options);
  if (report.answer === "undecided") return undefined;
  const broken = new Set(brokenBounds({ translated: open }, report).keys());
  const wanted = checkModel({ ...model, goals: [] }, { ...options, probes: model.goals.map(({ when }) => ({ kind: "not", of: when })) });
  for (const [index, { name }] of model.goals.entries()) if (wanted.probes[index]?.reached === true) broken.add(name);
  return broken;
}

/** The certificate of a charter as it stands: only what holds has one. */
export function certificateOf(charter: CharterModel, { symbolicNodesMax, isOver }: CheckOptions = {}): Certificate | undefined {
  const { document, digest } = certified(charter);
  const parsed = parseModel(document);
  return parsed.ok ? certifyModel(parsed.value, digest, symbolicNodesMax, isOver) : undefined;
}

function judged(
  { action, verdict, text, at }: ExaminedGuard,
  fires: ModelReport["probes"][number] | undefined,
  matters: ModelReport["probes"][number] | undefined,
): JudgedGuard[] {
  if (fires === undefined || matters === undefined) return [];
  // An `allow` that never fails is no dead clause: it is implied.
  const unused = verdict === "allow" ? "redundant" : "dead";
  const is = !fires.reached ? unused : !fires.supervised ? "suppressed" : matters.reached ? undefined : "redundant";
  return is === undefined ? [] : [{ action, verdict, text, at, is }];
}
