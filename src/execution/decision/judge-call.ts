/**
 * The judgement of a call as of today: by the charters that govern its session and the pins in force, in the states that it may be in. It
 * changes nothing, so it can be asked twice: as the call stands, and with what parked it discharged.
 */
import { severity, toolNumber } from "../../kernel/index.ts";
import type { Call, Parked } from "../calls/call-register.ts";
import type { LiveCharter } from "../effects/live-charters.ts";
import { denied, type Judgement, judge, type Terminals } from "../judging/judge.ts";
import type { Definition, OpenSession, World } from "../world.ts";

export interface Today {
  readonly session: OpenSession | undefined;
  readonly atMs: number;
  /** What people have answered: its clauses are discharged, and containment with them. */
  readonly parked?: Pick<Parked, "clauses" | "reasons">;
}

/** Under which charter, and what is discharged there. */
interface Under {
  readonly charter: LiveCharter;
  readonly discharged: ReadonlySet<number> | undefined;
}

export function judgeCall(call: Call, world: World, today: Today): Judgement {
  const { session, parked } = today;
  const governing = world.charters.of(call.session);
  const definition = world.definitionOf(call.tool);
  if (governing === undefined || session === undefined || definition === undefined) return denied("charter/missing");
  if (definition.served === null) return denied("tool/gone");
  if (call.from === "agent" && world.executorOf(call.tool) === undefined) return denied("executor/absent");
  if (call.form === undefined) return denied("meaning/ambiguous");
  // An allowed call moves the state under every charter, so each must be one that can be decided over.
  if (world.charters.all.some(({ state }) => state.states(call.owner, today.atMs) === undefined)) return denied("state/too-uncertain");
  const { by, besides, inForce } = governing;
  if (by !== inForce && !knows(by, call.tool, definition)) return denied("charter/other-tool");
  const judgement = judgeUnder({ charter: by, discharged: parked?.clauses }, call, world, today);
  const drifted = definition.served !== definition.pinned && parked?.reasons.has("tool/drifted") !== true;
  const found: Judgement =
    !drifted || judgement.verdict === "deny"
      ? judgement
      : { ...judgement, verdict: "quarantine", codes: ["tool/drifted", ...judgement.codes] };
  return besides === undefined ? found : (severerBefore(found, { by, besides, definition }, call, world, today) ?? found);
}

/** Where the decision about an allowed call ends under every live charter, by digest of its machine. `found`: under that of `by`. */
export function terminalsEverywhere(
  call: Call,
  world: World,
  today: Today,
  { by, found }: { readonly by: LiveCharter; readonly found: Judgement },
): ReadonlyMap<string, readonly Terminals[]> {
  return new Map(
    world.charters.all.map((charter) => {
      const { terminals } = charter === by ? found : judgeUnder({ charter, discharged: undefined }, call, world, today);
      return [charter.digest, terminals] as const;
    }),
  );
}

/** Whether a charter was written for a tool, by the definition that is pinned now. */
function knows({ machine, definitions }: LiveCharter, tool: string, { pinned }: Definition): boolean {
  return toolNumber(machine, tool) >= 0 && (definitions === undefined || definitions.get(tool) === pinned);
}

/**
 * Under the stricter join: the denial of what the session's own charter is more severe about. Nobody is asked under a charter that is not
 * in force, so what people would be asked under it must be what they are asked under the one in force, by the clauses' names.
 */
function severerBefore(
  found: Judgement,
  { by, besides, definition }: { readonly by: LiveCharter; readonly besides: LiveCharter; readonly definition: Definition },
  call: Call,
  world: World,
  today: Today,
): Judgement | undefined {
  if (found.verdict === "deny") return undefined;
  if (!knows(besides, call.tool, definition)) return denied("charter/other-tool");
  const namesOf = (clauses: Iterable<number>): readonly (string | undefined)[] =>
    [...clauses].map((clause) => by.machine.document.clauses[clause]?.name);
  const judgeWithout = (names: readonly (string | undefined)[] | undefined): Judgement => {
    const numbers = besides.machine.document.clauses.flatMap(({ name }, number) => (names?.includes(name) === true ? number : []));
    return judgeUnder({ charter: besides, discharged: names === undefined ? undefined : new Set(numbers) }, call, world, today);
  };
  const answered = today.parked === undefined ? undefined : namesOf(today.parked.clauses);
  const now = judgeWithout(answered);
  const once = found.verdict === "allow" ? now : judgeWithout([...(answered ?? []), ...namesOf(found.clauses)]);
  const severer = severity(now.verdict) > severity(found.verdict) ? now : once.verdict === "allow" ? undefined : once;
  return severer === undefined ? undefined : denied("charter/was-stricter", reasonOf(severer, besides));
}

/** What the older charter has against it, for people. */
function reasonOf({ verdict, clauses, codes }: Judgement, { machine }: LiveCharter): string {
  const named = clauses.map((clause) => machine.document.clauses[clause]).filter((clause) => clause?.verdict === verdict);
  const places = named.map((clause) => `clause \`${clause?.name}\` (${clause?.at})`);
  const what = verdict === "escalate" ? "asks people" : verdict === "quarantine" ? "holds it" : "denies it";
  return `${places.length === 0 ? codes.join(", ") : places.join(", ")} of the charter under which the session began ${what}`;
}

function judgeUnder({ charter, discharged }: Under, call: Call, world: World, { session, atMs }: Today): Judgement {
  const { machine, state } = charter;
  return judge(machine, call.tool, world.definitionOf(call.tool)?.schema, call.args, {
    user: session?.owner.user ?? "",
    role: session?.role ?? "",
    mandate: session?.mandate ?? "",
    atMs,
    states: state.states(call.owner, atMs) ?? [],
    origin: state.originOf(call.owner),
    record: state.recordsOf(call.owner, atMs),
    fits: (budget) => state.fits(call.owner, atMs, budget, call.args),
    ...(discharged === undefined ? {} : { discharged }),
  });
}
