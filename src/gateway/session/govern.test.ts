/** One call from proposal to answer, with a ledger that the test plays: every way to end, and none that is ungoverned. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Explanation } from "../../execution/index.ts";
import { fail, ok } from "../../fault/index.ts";
import type { DecisionEntry, OutcomeEntry, SealedCall, SealedResult } from "../../ledger/index.ts";
import { Course } from "./course.ts";
import { govern, type Proposer } from "./govern.ts";

const call: SealedCall = { tool: "files/read", args: {} };
const explanation: Explanation = { text: "why", verdict: "deny", codes: ["clause/deny"], clauses: [], admissible: [] };

/** A session whose ledger the test plays. */
class Played implements Proposer {
  readonly courses: Course[] = [];
  readonly forgotten: Course[] = [];
  readonly past = new Map<number, Course>();
  refusal: Awaited<ReturnType<Proposer["propose"]>> | undefined;
  #index = 0;

  async propose(): ReturnType<Proposer["propose"]> {
    if (this.refusal !== undefined) return this.refusal;
    const course = new Course(this.#index, this.now() + 1_000);
    this.#index += 10;
    this.courses.push(course);
    return ok(course);
  }
  async recall(proposal: number): Promise<Course | undefined> {
    return this.past.get(proposal);
  }
  forget(course: Course): void {
    this.forgotten.push(course);
  }
  now(): number {
    return Date.now();
  }
}

function decide(course: Course, verdict: DecisionEntry["verdict"], more: Partial<DecisionEntry> = {}): void {
  const parked = verdict === "escalate" || verdict === "quarantine" ? { parked: { roles: [], until: 0 } } : {};
  const prefix = { size: course.proposal + 1, root: "" };
  const entry: DecisionEntry = {
    kind: "decision",
    proposal: course.proposal,
    prefix,
    verdict,
    codes: ["clause/deny"],
    clauses: [],
    actions: [],
    machine: "",
    ...parked,
    ...more,
  };
  course.takeDecision({
    index: (course.decided?.index ?? course.proposal) + 1,
    entry,
    at: Date.now(),
    explain: () => ({ ...explanation, verdict }),
  });
}

function finish(course: Course, result: OutcomeEntry["result"], answer?: SealedResult, code?: string): void {
  const entry: OutcomeEntry = {
    kind: "outcome",
    proposal: course.proposal,
    decision: course.proposal + 1,
    result,
    epoch: "",
    durationMs: 1,
    ...(code === undefined ? {} : { code }),
  };
  course.takeOutcome({ index: course.proposal + 5, entry, at: Date.now(), answer });
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets what waits for nothing go on. */
const settle = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(0));

async function played(play: (session: Played, course: Course) => void | Promise<void>): Promise<{ end: unknown; session: Played }> {
  const session = new Played();
  const governed = govern(session, call);
  await settle();
  const [course] = session.courses;
  if (course !== undefined) await play(session, course);
  return { end: await governed, session };
}

describe("a call ends", () => {
  test("answered, when it was allowed and executed", async () => {
    const { end, session } = await played((_, course) => {
      decide(course, "allow");
      finish(course, "returned", { result: { content: [] } });
    });
    expect(end).toEqual({ is: "answered", answer: { result: { content: [] } } });
    expect(session.forgotten).toEqual(session.courses);
  });

  test("denied, with what the decider says", async () => {
    const { end } = await played((_, course) => decide(course, "deny"));
    expect(end).toEqual({ is: "denied", proposal: 0, explanation });
  });

  test("failed, where nothing was executed: gateway/call-failed", async () => {
    const { end } = await played((_, course) => {
      decide(course, "allow");
      finish(course, "failed", undefined, "executor/warrant-expired");
    });
    expect(end).toEqual({ is: "failed", proposal: 0, code: "executor/warrant-expired", wasParked: false });
  });

  test.each([
    [
      "the executor does not know",
      (course: Course) => finish(course, "unknown", undefined, "executor/server-gone"),
      "executor/server-gone",
    ],
    ["the decider says that nobody will", (course: Course) => course.takeDoubt(), "gateway/in-doubt"],
    ["the outcome cannot be read: gateway/answer-unreadable", (course: Course) => finish(course, "returned"), "gateway/answer-unreadable"],
    ["the ledger is lost", (course: Course) => course.takeLoss(), "gateway/ledger-unreachable"],
  ])("in doubt, where %s", async (_, happen, code) => {
    const { end } = await played((__, course) => {
      decide(course, "allow");
      happen(course);
    });
    expect(end).toEqual({ is: "doubt", proposal: 0, code });
  });

  test("refused without a decision in time: gateway/no-decision", async () => {
    const { end } = await played(async () => void (await vi.advanceTimersByTimeAsync(20_000)));
    expect(end).toMatchObject({ is: "refused", fault: { code: "gateway/no-decision" } });
  });

  test("refused where the ledger is lost before the decision, or does not take it", async () => {
    const { end } = await played((_, course) => course.takeLoss());
    expect(end).toMatchObject({ is: "refused", fault: { code: "gateway/ledger-unreachable" } });
    const session = new Played();
    session.refusal = fail("gateway/not-recorded", "no");
    expect(await govern(session, call)).toMatchObject({ is: "refused", fault: { code: "gateway/not-recorded" } });
    expect(session.courses).toEqual([]);
  });

  test("with the first outcome, whatever comes after it", async () => {
    const { end } = await played((_, course) => {
      decide(course, "allow");
      finish(course, "unknown", undefined, "executor/call-timed-out");
      finish(course, "returned", { result: { late: true } });
    });
    expect(end).toMatchObject({ is: "doubt", code: "executor/call-timed-out" });
  });
});

describe("a parked call ends", () => {
  test("pending, when nobody answers as long as the agent waits", async () => {
    const { end } = await played(async (_, course) => {
      decide(course, "escalate");
      await vi.advanceTimersByTimeAsync(2_500);
    });
    expect(end).toMatchObject({ is: "pending", proposal: 0, explanation: { verdict: "escalate" } });
  });

  test("pending, when it ends later than the agent waits, though the gateway hears of it: the decider keeps it", async () => {
    const { end } = await played(async (_, course) => {
      decide(course, "escalate");
      await vi.advanceTimersByTimeAsync(1_200);
      decide(course, "allow");
      finish(course, "returned", { result: {} });
    });
    expect(end).toMatchObject({ is: "pending", proposal: 0 });
  });

  test("answered, when people are quick", async () => {
    const { end } = await played(async (_, course) => {
      decide(course, "quarantine");
      await vi.advanceTimersByTimeAsync(500);
      decide(course, "allow");
      finish(course, "returned", { result: {} });
    });
    expect(end).toMatchObject({ is: "answered" });
  });

  test("pending, when the ledger is lost meanwhile", async () => {
    const { end } = await played(async (_, course) => {
      decide(course, "escalate");
      await settle();
      course.takeLoss();
    });
    expect(end).toMatchObject({ is: "pending", proposal: 0 });
  });
});

describe("a same call", () => {
  test("returns what the earlier one came to", async () => {
    const { end, session } = await played((played_, course) => {
      const earlier = new Course(3, Date.now() - 5_000);
      decide(earlier, "allow");
      earlier.takeOutcome({
        index: 8,
        entry: { kind: "outcome", proposal: 3, decision: 4, result: "returned", epoch: "", durationMs: 1 },
        at: Date.now(),
        answer: { result: { a: 1 } },
      });
      played_.past.set(3, earlier);
      decide(course, "allow", { same: 3, prefix: { size: 20, root: "" } });
    });
    expect(end).toEqual({ is: "answered", answer: { result: { a: 1 } } });
    expect(session.courses).toHaveLength(1);
  });

  test("of one that people allowed and nothing executed says both", async () => {
    const { end } = await played((played_, course) => {
      const earlier = new Course(3, Date.now() - 5_000);
      decide(earlier, "escalate");
      decide(earlier, "allow");
      earlier.takeOutcome({
        index: 8,
        entry: { kind: "outcome", proposal: 3, decision: 5, result: "failed", code: "executor/warrant-expired", epoch: "", durationMs: 0 },
        at: Date.now(),
        answer: undefined,
      });
      played_.past.set(3, earlier);
      decide(course, "allow", { same: 3, prefix: { size: 20, root: "" } });
    });
    expect(end).toEqual({ is: "failed", proposal: 3, code: "executor/warrant-expired", wasParked: true });
  });

  test("that ends while it waits, beyond its own patience, is collected by one more proposal", async () => {
    const { end, session } = await played(async (played_, course) => {
      const earlier = new Course(3, Date.now() - 5_000);
      decide(earlier, "escalate");
      played_.past.set(3, earlier);
      decide(course, "escalate", { same: 3, parked: undefined as never });
      await vi.advanceTimersByTimeAsync(100);
      decide(earlier, "allow");
      earlier.takeOutcome({
        index: 500,
        entry: { kind: "outcome", proposal: 3, decision: 5, result: "returned", epoch: "", durationMs: 1 },
        at: Date.now(),
        answer: { result: { b: 2 } },
      });
      await settle();
      const collecting = played_.courses[1] as Course;
      decide(collecting, "allow", { same: 3, prefix: { size: 600, root: "" } });
    });
    expect(end).toEqual({ is: "answered", answer: { result: { b: 2 } } });
    expect(session.courses).toHaveLength(2);
  });

  test("made between a rejection and its denial collects it: nobody is asked again", async () => {
    const { end, session } = await played(async (played_, course) => {
      const earlier = new Course(3, Date.now() - 5_000);
      decide(earlier, "escalate");
      played_.past.set(3, earlier);
      decide(course, "deny", { same: 3, codes: ["call/same", "approval/rejected"], prefix: { size: 5, root: "" } });
      await vi.advanceTimersByTimeAsync(1);
      decide(earlier, "deny", { codes: ["approval/rejected"] });
    });
    expect(end).toMatchObject({ is: "denied", proposal: 3 });
    expect(session.courses).toHaveLength(1);
  });

  test("of one in doubt is told so, whatever can be read of that", async () => {
    const { end } = await played((_, course) => decide(course, "deny", { same: 3, codes: ["call/same"] }));
    expect(end).toEqual({ is: "doubt", proposal: 3, code: "gateway/in-doubt" });
  });

  test("whose earlier one cannot be read is denied as the decider says", async () => {
    const { end } = await played((_, course) => decide(course, "deny", { same: 3 }));
    expect(end).toEqual({ is: "denied", proposal: 3, explanation });
  });
});
