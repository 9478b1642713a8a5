/**
 * A tool server in place of a process: it writes down every call that reaches it, the moment it takes effect, whoever still waits for the
 * answer. It answers, and misbehaves, as its plan says: late, never, twice, wrongly, or dying before or after the effect.
 */
import type { PinnedServer } from "../../src/execution/index.ts";
import type { Reply, StartServer } from "../../src/executor/index.ts";
import { ok } from "../../src/fault/index.ts";
import type { SealedCall } from "../../src/ledger/index.ts";

export type Manner = "answers" | "slow" | "silent" | "fails" | "dies-before" | "dies-after" | "two-minds";

export interface Effect {
  readonly proposal: number;
  readonly tool: string;
  readonly lines: number;
}

export interface ToolWorld {
  readonly pins: PinnedServer;
  /** How the next call is treated. */
  readonly manner: () => Manner;
  readonly latencyMs: () => number;
  /** Whether the definition that is served is another than the pinned one. */
  readonly hasDrifted: () => boolean;
  /** Told at the moment of each effect. */
  readonly onEffect: (effect: Effect) => void;
}

const DONE = { result: { content: [{ type: "text", text: "done" }] } };
const FAILED = { result: { content: [], isError: true } };

/** What each manner means: whether the call takes effect, how it is answered, and whether an answer follows too late. */
const MANNERS: { readonly [manner in Manner]: { readonly acts: boolean; readonly reply?: Reply; readonly isLate: boolean } } = {
  answers: { acts: true, reply: { is: "answer", answer: DONE }, isLate: false },
  slow: { acts: true, isLate: true },
  silent: { acts: true, isLate: false },
  fails: { acts: true, reply: { is: "answer", answer: FAILED }, isLate: false },
  "dies-before": { acts: false, reply: lost("executor/server-gone"), isLate: false },
  "dies-after": { acts: true, reply: lost("executor/server-gone"), isLate: false },
  "two-minds": { acts: true, reply: { is: "answer", answer: DONE }, isLate: true },
};

/** How a server is started, as the executor is given it. */
export function simulatedServer(world: ToolWorld): StartServer {
  return async ({ callMs }, _asks, events) => {
    const inFlight = new Set<number>();
    events.onTools(world.hasDrifted() ? {} : world.pins.tools);
    const execute = (proposal: number, { tool, args }: SealedCall): Promise<Reply> =>
      new Promise((resolve) => {
        const { acts, reply, isLate } = MANNERS[world.manner()];
        inFlight.add(proposal);
        const settle = (settled: Reply): void => {
          inFlight.delete(proposal);
          resolve(settled);
        };
        setTimeout(() => {
          if (acts) world.onEffect({ proposal, tool, lines: linesOf(args) });
          setTimeout(() => settle(reply ?? lost("executor/call-timed-out")), reply === undefined ? callMs : world.latencyMs());
          if (isLate) setTimeout(() => events.onLate(proposal, DONE), 2 * callMs);
        }, world.latencyMs());
      });
    return ok({
      get callsInFlight() {
        return inFlight.size;
      },
      servedDigest: (name) => (world.hasDrifted() ? undefined : world.pins.tools[name.split("/")[1] ?? ""]?.digest),
      execute,
      close: () => undefined,
    });
  };
}

function linesOf(args: SealedCall["args"]): number {
  const { lines } = args as { readonly lines?: number };
  return lines ?? 0;
}

function lost(code: "executor/call-timed-out" | "executor/server-gone"): Reply {
  return { is: "fault", sent: true, fault: { code, message: "the simulated server does not answer" } };
}
