/**
 * The judgement of a call as of today: by the charters that judge its session and the pins in force, in the states that may hold. It
 * changes nothing. What it would rest on and is not known makes it a doubt.
 */

import { serverOf } from "../tool-pattern.ts";
import type { Definition, EstablishedFacts, Session } from "./established-facts.ts";
import { denied, type JudgedCall, type Judgement, judge, VERDICTS } from "./judgement.ts";
import type { KeptCharter } from "./kept-charters.ts";
import type { Call, Parked, Running } from "./open-calls.ts";

type Doubt = { readonly doubt: string };

export const NOT_OPEN: Doubt = { doubt: "what was proposed is not open" };

export interface Today {
  readonly session: Session | undefined;
  readonly atMs: number;
  /** What people have answered: its clauses no longer count. */
  readonly parked?: Pick<Parked, "clauses" | "codes">;
  /** A proposal before it whose decision is not known. */
  readonly undecided?: number;
}

export function judgeAsOfToday(call: Call, facts: EstablishedFacts, today: Today): Judgement | Doubt {
  const { session, parked, undecided } = today;
  if (call.words === undefined) return NOT_OPEN;
  const bench = facts.charters.bench(call.session);
  const definition = facts.definitionOf(call.tool);
  if (undecided !== undefined) return { doubt: `it rests on the decision about entry ${undecided}, which is not known` };
  if (facts.pinsDoubt !== undefined) return { doubt: facts.pinsDoubt };
  if (bench === undefined || session === undefined || definition === undefined) return denied("charter/missing");
  const { judge: by, objector, newest } = bench;
  const unfit = outOfPlace(call, facts, definition, today.atMs);
  if (unfit !== undefined) return unfit;
  if (by !== newest && !wasWrittenFor(by, call.tool, definition)) return denied("charter/other-tool");
  const judgement = misfitOf(call, by, definition) ?? judgeUnder(by, call, today, parked?.clauses);
  if ("doubt" in judgement) return judgement;
  const isDrifted = definition.served !== definition.pinned && parked?.codes.includes("tool/drifted") !== true;
  const said: Judgement =
    isDrifted && judgement.verdict !== "deny"
      ? { ...judgement, verdict: "quarantine", codes: ["tool/drifted", ...judgement.codes] }
      : judgement;
  if (objector === undefined || said.verdict === "deny") return said;
  if (!wasWrittenFor(objector, call.tool, definition)) return denied("charter/other-tool");
  return objectionTo(said, objector, call, today) ?? said;
}

/** Whatever charters say, it can't run as things are. A call moves the state under each of them, so each has to be known. */
function outOfPlace(call: Call, facts: EstablishedFacts, { served }: Definition, atMs: number): Judgement | Doubt | undefined {
  if (served === null) return denied("tool/gone");
  if (call.from === "agent" && facts.executorOf(serverOf(call.tool)) === undefined) return denied("executor/absent");
  if (call.places === undefined) return denied("meaning/ambiguous");
  for (const { read, standings } of facts.charters.all) {
    if ("doubt" in read) return read;
    if (standings.states(call.owner, atMs) === "too many") return denied("state/too-uncertain");
  }
  return undefined;
}

/** By machine of each charter, what a call matches in each state. */
export type MatchedUnderAll = ReadonlyMap<string, Judgement["matched"]>;

export function casesOf(matched: MatchedUnderAll): Running["cases"] {
  return new Map([...matched].map(([machine, states]) => [machine, states.map(({ parts }) => parts)]));
}

/** What an allowed call matches under every charter. */
export function matchedUnderAll(call: Call, facts: EstablishedFacts, today: Today, judgement: Judgement): MatchedUnderAll | Doubt {
  const judge = facts.charters.bench(call.session)?.judge;
  const matched = new Map<string, Judgement["matched"]>();
  for (const charter of facts.charters.all) {
    const said = charter === judge ? judgement : judgeUnder(charter, call, today, undefined);
    if ("doubt" in said) return said;
    matched.set(charter.machine, said.matched);
  }
  return matched;
}

function wasWrittenFor({ read, definitions }: KeptCharter, tool: string, { pinned }: Definition): boolean {
  return !("doubt" in read) && read.reveals.has(tool) && (definitions === undefined || definitions.get(tool) === pinned);
}

/** By an older charter: it may want no more than what is said, nor ask people for anything that they are not asked for anyhow. */
function objectionTo(said: Judgement, objector: KeptCharter, call: Call, today: Today): Judgement | Doubt | undefined {
  const answered = today.parked?.clauses;
  const now = judgeUnder(objector, call, today, answered);
  if ("doubt" in now) return now;
  if (VERDICTS.indexOf(now.verdict) > VERDICTS.indexOf(said.verdict)) return denied("charter/was-stricter");
  if (said.verdict === "allow") return undefined;
  const later = judgeUnder(objector, call, today, new Set([...(answered ?? []), ...said.clauses.map(({ name }) => name)]));
  if ("doubt" in later) return later;
  return later.verdict === "allow" ? undefined : denied("charter/was-stricter");
}

function judgeUnder(
  { read, standings, memory }: KeptCharter,
  { tool, owner, args }: Call,
  { session, atMs }: Today,
  discharged: ReadonlySet<string> | undefined,
): Judgement | Doubt {
  if ("doubt" in read) return read;
  const states = standings.states(owner, atMs);
  if (states === "too many") return denied("state/too-uncertain");
  if (!read.reveals.has(tool)) return denied("tool/not-pinned");
  if ("doubt" in states) return states;
  const remembered = memory.of(owner, atMs);
  if ("doubt" in remembered) return remembered;
  const { role = "", mandate = "" } = session ?? {};
  const fits: JudgedCall["fits"] = (budget) => standings.spending.fits(owner, atMs, budget, args);
  return judge(read, { tool, args, user: session?.owner.user ?? "", role, mandate, atMs, discharged, fits, remembered }, states);
}

/** A tool that the charters were not read with, or arguments outside its pinned schema. */
function misfitOf({ tool, args }: Call, { read }: KeptCharter, { schema }: Definition): Judgement | Doubt | undefined {
  if (!("doubt" in read) && !read.reveals.has(tool)) return denied("tool/not-pinned");
  const fit = schema?.fits(args) ?? "fits";
  if (typeof fit === "object") return fit;
  return fit === "outside" ? denied("arguments/outside-schema") : undefined;
}
