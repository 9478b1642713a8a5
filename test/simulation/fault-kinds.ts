/** The kinds of trouble that a simulated day can bring. Each strikes at some moment; what it leaves broken, `mend` ends. */
import type { Failure } from "../../src/ledger/index.ts";
import type { Dice } from "../generators/dice.ts";
import type { PartOf, SimulatedSystem } from "./simulated-system.ts";
import type { Manner } from "./simulated-tool.ts";

/** What trouble can touch. */
export interface Stage {
  readonly system: SimulatedSystem;
  readonly dice: Dice;
  /** How the next calls are treated by the tool, first to last. */
  readonly manners: Manner[];
  /** Whether the tool serves another definition than the pinned one. */
  hasDrifted: boolean;
  /** Whether people answer as soon as they are asked. */
  arePeopleAway: boolean;
  /** Codes of the auditor that are true words about this day: in ledger time a clock that jumps makes every decision late. */
  readonly expected: Set<string>;
  /** The agent makes the same call several times at once. */
  repeat: () => void;
}

/** Brings the trouble; gives what ends it, where it does not end by itself. */
export type Strike = (stage: Stage) => (() => void) | undefined;

const crashOf =
  (part: PartOf): Strike =>
  ({ system }) => {
    system.crash(part);
    return undefined;
  };

const linkOf =
  (part: PartOf): Strike =>
  ({ system }) => {
    system.cutLink(part);
    return undefined;
  };

/** A process that is stopped sends nothing (`part`), or hears nothing (`ledger`), until it goes on. */
const heldOf =
  (part: PartOf, from: "part" | "ledger"): Strike =>
  ({ system }) => {
    system.hold(part, from, true);
    return () => system.hold(part, from, false);
  };

const diskOf =
  (failure: Failure, oneIn: number): Strike =>
  ({ system, dice }) => {
    system.disk.plan = () => (dice.oneIn(oneIn) ? failure : undefined);
    return () => {
      system.disk.plan = () => undefined;
    };
  };

const slowDisk: Strike = ({ system, dice }) => {
  const { disk } = system;
  disk.plan = () => {
    setTimeout(() => disk.settle(), 1 + dice.below(3_000));
    return "late";
  };
  return () => {
    disk.plan = () => undefined;
    disk.settle();
  };
};

const LATE = ["auditor/decision-late", "auditor/decision-missing", "auditor/second-decision-missing"];

const clockOf =
  (part: PartOf, ms: number): Strike =>
  ({ system, expected }) => {
    if (part === "ledger") for (const code of LATE) expected.add(code);
    system.skewMs[part] = ms;
    return () => {
      system.skewMs[part] = 0;
    };
  };

const toolThat =
  (manner: Manner): Strike =>
  ({ manners }) => {
    manners.push(manner);
    return undefined;
  };

export const FAULT_KINDS: { readonly [name: string]: Strike } = {
  "the ledger dies": crashOf("ledger"),
  "the decider dies": crashOf("decider"),
  "the countersigner dies": crashOf("countersigner"),
  "the executor dies": crashOf("executor"),
  "the gateway dies": crashOf("gateway"),
  "the power fails": ({ system }) => {
    system.cutPower();
    return undefined;
  },
  "the decider's link is cut": linkOf("decider"),
  "the countersigner's link is cut": linkOf("countersigner"),
  "the executor's link is cut": linkOf("executor"),
  "the gateway's link is cut": linkOf("gateway"),
  "the decider says nothing": heldOf("decider", "part"),
  "the decider hears nothing": heldOf("decider", "ledger"),
  "the countersigner says nothing": heldOf("countersigner", "part"),
  "the countersigner hears nothing": heldOf("countersigner", "ledger"),
  "the executor says nothing": heldOf("executor", "part"),
  "the executor hears nothing": heldOf("executor", "ledger"),
  "the gateway hears nothing": heldOf("gateway", "ledger"),
  "writes fail": diskOf("failed", 2),
  "writes fail after they are stored": diskOf("failed-but-stored", 2),
  "writes are torn": diskOf("torn", 2),
  "the disk is full": diskOf("full", 1),
  "the disk is read-only": diskOf("read-only", 1),
  "the disk is slow": slowDisk,
  "the ledger's clock is set forward": clockOf("ledger", 40_000),
  "the ledger's clock is set back": clockOf("ledger", -40_000),
  "the executor's clock is behind": clockOf("executor", -20_000),
  "the executor's clock is ahead": clockOf("executor", 20_000),
  "the tool answers too late": toolThat("slow"),
  "the tool never answers": toolThat("silent"),
  "the tool fails": toolThat("fails"),
  "the tool dies before it acts": toolThat("dies-before"),
  "the tool dies after it has acted": toolThat("dies-after"),
  "the tool answers twice": toolThat("two-minds"),
  "the tool serves another definition": (stage) => {
    stage.hasDrifted = true;
    stage.system.crash("executor");
    return () => {
      stage.hasDrifted = false;
      stage.system.crash("executor");
    };
  },
  "a warrant is offered again": ({ system }) => {
    system.replayWarrant();
    return undefined;
  },
  "a part sends what is no message": ({ system, dice }) => {
    system.garble(dice.pick(["decider", "executor", "countersigner"]));
    return undefined;
  },
  "the agent makes one call many times": ({ repeat }) => {
    repeat();
    return undefined;
  },
  "people are away": (stage) => {
    stage.arePeopleAway = true;
    return () => {
      stage.arePeopleAway = false;
    };
  },
};
