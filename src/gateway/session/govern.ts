/**
 * Governs one call of an agent from proposal to answer: proposes it, waits for the decision, for people if it is
 * parked, and for the outcome. Every way that does not end in an outcome ends in a denial, a ticket or a fault; there
 * is no way to an ungoverned result.
 */
import type { Explanation } from "../../execution/index.ts";
import { type Fault, fail, type Result } from "../../fault/index.ts";
import type { Index, SealedCall, SealedResult } from "../../ledger/index.ts";
import type { GatewayCode } from "../faults.ts";
import { DECISION_MS, GRACE_MS, OUTCOME_MS } from "../limits.ts";
import type { Course, Decided } from "./course.ts";

/** How a call ended for the agent. */
export type CallEnd =
  /** Executed: the server's own answer. */
  | { readonly is: "answered"; readonly answer: SealedResult }
  | { readonly is: "denied"; readonly proposal: Index; readonly explanation: Explanation }
  /** Parked: nothing has happened; or people have allowed it, and its result is not there yet. The ticket says what to ask for again. */
  | { readonly is: "pending"; readonly proposal: Index; readonly explanation: Explanation }
  /** Allowed, and nothing was executed, provably (`gateway/call-failed`); or nobody knows (`gateway/in-doubt`). */
  | { readonly is: "failed"; readonly proposal: Index; readonly code: string; readonly wasParked: boolean }
  | { readonly is: "doubt"; readonly proposal: Index; readonly code: string }
  /** The judges do not agree: nothing was executed. */
  | { readonly is: "disagreed"; readonly proposal: Index; readonly code: string }
  /** Not governed to an end: the ledger, the decider or the gateway itself. */
  | { readonly is: "refused"; readonly fault: Fault<GatewayCode> };

/** What governing needs of a session. */
export interface Proposer {
  propose(call: SealedCall): Promise<Result<Course, GatewayCode>>;
  /** The course of an earlier call of this owner, followed from its beginning; undefined where it cannot be read. */
  recall(proposal: Index, tool: string): Promise<Course | undefined>;
  forget(course: Course): void;
  now(): number;
}

export interface GovernEvents {
  /** The call has its place in the ledger: from here on it can be cancelled and report progress. */
  readonly onProposed?: (course: Course) => void;
  /** The call is parked, and the agent waits. */
  readonly onParked?: (explanation: Explanation, proposal: Index) => void;
}

/** Same calls are collected at most this often in one go: each round has a decision of its own. */
const COLLECT_ROUNDS_MAX = 3;

/** Governs `call` to its end. A parked call is held open as long as its course's patience says. */
export async function govern(session: Proposer, call: SealedCall, events: GovernEvents = {}): Promise<CallEnd> {
  for (let round = 1; ; round += 1) {
    const proposed = await session.propose(call);
    if (!proposed.ok) return { is: "refused", fault: proposed.fault };
    const course = proposed.value;
    events.onProposed?.(course);
    const decided = await course.until(firstWord, DECISION_MS + GRACE_MS);
    if (typeof decided !== "object" || decided.entry.same === undefined) {
      const end = typeof decided === "object" ? await followToEnd(session, course, decided, events) : undecided(course, decided);
      session.forget(course);
      return end;
    }
    session.forget(course);
    const end = await followSame(session, call.tool, decided, course.patience, events);
    if (end !== undefined || round >= COLLECT_ROUNDS_MAX) return end ?? pending(decided.entry.same, decided);
  }
}

/** The first decision, or why none is waited for. */
function firstWord({ decided, forgery, isLost }: Course): Decided | "forged" | "lost" | undefined {
  if (forgery !== undefined) return "forged";
  return decided ?? (isLost ? "lost" : undefined);
}

function undecided({ proposal, forgery }: Course, why: "forged" | "lost" | undefined): CallEnd {
  if (forgery !== undefined) return { is: "refused", fault: forgery };
  const fault =
    why === "lost"
      ? fail("gateway/ledger-unreachable", `the ledger was lost before the decision (ticket t${proposal})`, {
          remedy: "try again when it is back",
        }).fault
      : fail("gateway/no-decision", `no decision came within ${DECISION_MS} ms (ticket t${proposal})`, { remedy: "try again later" }).fault;
  return { is: "refused", fault };
}

/** From the first decision of a call of its own to its end. */
async function followToEnd(session: Proposer, course: Course, decided: Decided, events: GovernEvents): Promise<CallEnd> {
  if (!course.wasParked) {
    const end = await course.until(endOf, OUTCOME_MS);
    return end ?? { is: "doubt", proposal: course.proposal, code: "gateway/in-doubt" };
  }
  const end = await waitForPeople(session, course, course.patience, decided, events);
  if (end === undefined) return pending(course.proposal, course.decided ?? decided);
  return isUncollected(course) ? pending(course.proposal, decided) : end;
}

/**
 * The end of the earlier call that this one repeats, or its ticket. Undefined where it has ended only now, beyond its
 * own patience: then the decider keeps it for the next same call, so proposing once more collects it.
 */
async function followSame(
  session: Proposer,
  tool: string,
  decided: Decided,
  patience: number,
  events: GovernEvents,
): Promise<CallEnd | undefined> {
  const { same: proposal = 0, prefix, verdict } = decided.entry;
  if (isOfDoubt(decided)) return { is: "doubt", proposal, code: "gateway/in-doubt" };
  const same = await session.recall(proposal, tool);
  if (same === undefined) return { is: "denied", proposal, explanation: explanationOf(decided) };
  events.onProposed?.(same);
  const end = await waitForPeople(session, same, patience, same.decided ?? decided, events);
  const shown = same.decided ?? decided;
  session.forget(same);
  if (end === undefined) return pending(proposal, shown);
  // A denied one was over for the decider, even where its denial was recorded only after that: it has been collected by this.
  const isOver = verdict === "deny" || endIndex(same) < prefix.size || !isUncollected(same);
  return isOver || end.is === "doubt" ? end : undefined;
}

/** Whether a same call is answered so because the earlier one is in doubt: that alone is denied for no other reason than being the same. */
function isOfDoubt({ entry: { verdict, codes } }: Decided): boolean {
  return verdict === "deny" && codes.every((code) => code === "call/same");
}

async function waitForPeople(
  session: Proposer,
  course: Course,
  patience: number,
  decided: Decided,
  events: GovernEvents,
): Promise<CallEnd | undefined> {
  if (endOf(course) === undefined && decided.entry.verdict !== "allow") events.onParked?.(explanationOf(decided), course.proposal);
  return await course.until(endOf, patience + GRACE_MS - session.now());
}

function pending(proposal: Index, decided: Decided): CallEnd {
  return { is: "pending", proposal, explanation: explanationOf(decided) };
}

/** Whether people took longer than the agent's call was held open: then the decider keeps the end for the next same call. */
function isUncollected({ finished, refused, decided, patience }: Course): boolean {
  return (finished?.at ?? refused?.at ?? decided?.at ?? 0) > patience;
}

function endIndex({ finished, refused, decided }: Course): Index {
  return finished?.index ?? refused?.index ?? decided?.index ?? 0;
}

/** How a course has ended; undefined while it goes on. */
function endOf(course: Course): CallEnd | undefined {
  const { proposal, decided, finished, refused, forgery, isInDoubt, isLost } = course;
  if (forgery !== undefined) return { is: "refused", fault: forgery };
  if (refused !== undefined) return { is: "disagreed", proposal, code: refused.code };
  if (finished !== undefined) {
    const { result, code } = finished.entry;
    if (result === "failed") return { is: "failed", proposal, code: code ?? "gateway/call-failed", wasParked: course.wasParked };
    if (result === "unknown") return { is: "doubt", proposal, code: code ?? "gateway/in-doubt" };
    if (finished.answer === undefined) return { is: "doubt", proposal, code: "gateway/answer-unreadable" };
    return { is: "answered", answer: finished.answer };
  }
  if (isInDoubt) return { is: "doubt", proposal, code: "gateway/in-doubt" };
  if (isLost && decided?.entry.verdict === "allow") return { is: "doubt", proposal, code: "gateway/ledger-unreachable" };
  if (isLost && decided !== undefined && decided.entry.verdict !== "deny") return pending(proposal, decided);
  return decided?.entry.verdict === "deny" ? { is: "denied", proposal, explanation: explanationOf(decided) } : undefined;
}

/** What is told of a decision; where its content cannot be opened, the verdict still counts. */
function explanationOf({ entry, explain }: Decided): Explanation {
  const { verdict, codes } = entry;
  return (
    explain() ?? {
      text: `The verdict is ${verdict} (${codes.join(", ")}); why cannot be read here.`,
      verdict,
      codes,
      clauses: [],
      admissible: [],
    }
  );
}
