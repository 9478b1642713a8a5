/**
 * One day of the whole system, all of whose chance comes from one seed: an agent calls, people answer, trouble strikes and ends. Afterwards
 * everything must work again, the oracle has seen nothing that may not be, and the audit of what is on the disk is OK.
 */
import { vi } from "vitest";
import type { Report } from "../../src/auditor/index.ts";
import { canonicalBytes, createSealer, toBase64, toHex } from "../../src/crypto/index.ts";
import { type LedgerClient, leafHash, leafText, SimulatedDisk } from "../../src/ledger/index.ts";
import { createDice, type Dice } from "../generators/dice.ts";
import { START } from "../worlds/ledger-world.ts";
import { auditDisk } from "./audited-disk.ts";
import { Changes } from "./changes.ts";
import { FAULT_KINDS, type Stage } from "./fault-kinds.ts";
import { BEGINNING, type Office, PINS } from "./office.ts";
import { Oracle } from "./oracle.ts";
import { settled } from "./settled.ts";
import { type Heard, SimulatedSystem } from "./simulated-system.ts";
import { type Manner, simulatedServer } from "./simulated-tool.ts";

export interface DayOptions {
  readonly seed: number;
  readonly office: Office;
  /** How often trouble strikes; none: a quiet day. */
  readonly strikes?: number;
  readonly calls?: number;
  /** Whether charters change and contexts are erased in its course; a day on which they don't is lived as if that were not known. */
  readonly changes?: "none" | "some";
}

const DAY_MS = 4_000;
const READY_MS = 120_000;
/** Where the stream of changes begins, beside that of all else. */
const CHANGES_SEED = 1_000_000_007;
const TOOLS = ["read", "write", "write", "write", "purge"] as const;

export class SimulatedDay implements Stage {
  readonly dice: Dice;
  readonly oracle: Oracle = new Oracle();
  readonly system: SimulatedSystem;
  readonly manners: Manner[] = [];
  /** What happened, and when: the same for the same seed. */
  readonly trace: string[] = [];
  /** Verdicts and codes that the agent has heard, with how often. */
  readonly heard: Map<string, number> = new Map();
  readonly expected: Set<string> = new Set();
  hasDrifted = false;
  arePeopleAway = false;
  /** What a power cut leaves of a write under way, where that is not left to chance: each sector whose number is below 0.5. */
  luck: number | undefined;
  readonly #options: DayOptions;
  readonly #changes: Changes | undefined;
  readonly #awaited = new Map<number, (heard: Heard) => void>();
  #lastId = 0;

  constructor(options: DayOptions) {
    this.#options = options;
    const { seed, office } = options;
    this.dice = createDice(seed);
    const { dice, oracle } = this;
    this.system = new SimulatedSystem({
      office,
      disk: new SimulatedDisk(() => this.luck ?? dice.below(1_000) / 1_000),
      latencyMs: () => dice.below(4),
      restartMs: () => 20 + dice.below(300),
      onViolation: (what) => oracle.violated(what),
      onDurable: (index, signature) => oracle.calledDurable(index, signature),
      start: simulatedServer({
        pins: PINS,
        manner: () => this.manners.shift() ?? "answers",
        latencyMs: () => dice.below(20),
        hasDrifted: () => this.hasDrifted,
        onEffect: (effect) => {
          this.note(`${effect.tool} ${effect.lines} takes effect`);
          oracle.takesEffect(effect, this.system.disk);
        },
      }),
    });
    this.system.onHeard((heard) => this.#hear(heard));
    const { system } = this;
    const world = { office, system, dice: createDice(seed + CHANGES_SEED), note: (what: string) => this.note(what) };
    this.#changes = options.changes === "some" ? new Changes(world) : undefined;
  }

  note(what: string): void {
    this.trace.push(`${Date.now() - START} ${what}`);
  }

  /** Starts everything and puts the charter in force. */
  async begin(): Promise<void> {
    this.system.startAll();
    await this.pass(50);
    for (const { by, entry, content } of BEGINNING) {
      const client = this.system.client(by);
      const { people } = this.#options.office;
      const readers = people.ring.identities.map(({ identity }) => identity);
      const { blob, commitment } = createSealer().seal(canonicalBytes(content), readers);
      void client?.append({ entry, seal: commitment, blob: toBase64(blob) });
      await this.pass(30);
      client?.close();
    }
    void this.#changes?.grant("ann");
    await this.until(() => this.system.isReady, READY_MS, "ready at first");
  }

  /** Lets time pass, with everything that follows from it. */
  async pass(ms: number): Promise<void> {
    await this.#run(() => false, ms);
  }

  /** Lets time pass until something holds; that it does not within `ms` is a violation. */
  async until(holds: () => boolean, ms: number, what: string): Promise<void> {
    if (!(await this.#run(holds, ms))) this.oracle.violated(`not ${what} within ${ms} ms: ${this.system.reasons.join(" ")}`);
  }

  /** The agent makes a call; hears of its answer if one comes. */
  call(tool: string, lines: number, onAnswer: (code: string) => void = () => undefined): void {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#awaited.set(id, (heard) => {
      const code = codeOf(heard);
      this.heard.set(code, (this.heard.get(code) ?? 0) + 1);
      this.note(`${tool} ${lines} is answered: ${code}`);
      onAnswer(code);
    });
    this.system.say({ jsonrpc: "2.0", id, method: "tools/call", params: { name: tool, arguments: { lines } } });
  }

  readonly repeat = (): void => {
    const lines = this.dice.below(60);
    for (let time = 0; time < 4; time += 1) this.call("write", lines);
  };

  /** Whatever ends one way ends well: works again, and can be audited. */
  async finish(): Promise<Report> {
    const { system, oracle, dice } = this;
    system.startAll();
    await this.until(() => system.isReady, READY_MS, "ready again");
    oracle.isFound(system.disk);
    let answer = "";
    for (let time = 0; time < 20 && answer === ""; time += 1) {
      this.call("read", 1_000 + dice.below(1_000_000), (code) => {
        if (!/^(gateway\/(no-decision|not-ready|ledger-unreachable)|client)/.test(code)) answer = code;
      });
      await this.#run(() => answer !== "", 6_000);
    }
    if (answer === "") oracle.violated(`no call is governed any more: ${[...this.heard.keys()].join(" ")}`);
    await this.pass(1_500);
    const ending = system.end();
    await this.pass(2_000);
    await ending;
    oracle.isFound(system.disk);
    oracle.isForgotten(system.disk);
    vi.useRealTimers();
    const report = await auditDisk(system.disk, this.#options.office);
    for (const finding of report.findings)
      if (!this.expected.has(finding.code)) oracle.violated(`the audit says ${report.verdict}: ${JSON.stringify(finding)}`);
    oracle.isAccounted(report.inDoubt, system.disk);
    return report;
  }

  /** The day itself: calls, answers by people, and trouble. */
  async live(): Promise<void> {
    const { dice } = this;
    const { strikes = 1 + dice.below(5), calls = 7 } = this.#options;
    const kinds = Object.keys(FAULT_KINDS);
    for (let call = 0; call < calls; call += 1)
      setTimeout(() => this.call(dice.pick(TOOLS), dice.pick([0, 1, 20, 50, 51, 100, 101])), dice.below(DAY_MS));
    for (let strike = 0; strike < strikes; strike += 1) {
      const [name, from, forMs] = [dice.pick(kinds), dice.below(DAY_MS), dice.below(4_000)];
      setTimeout(() => this.strike(name, forMs), from);
    }
    this.#changes?.plan(DAY_MS);
    for (let at = 400; at < DAY_MS + 3_000; at += 500) setTimeout(() => void this.answerAll(), at);
    await this.pass(DAY_MS + 4_000);
  }

  strike(name: string, forMs: number): void {
    this.note(name);
    const mend = FAULT_KINDS[name]?.(this);
    if (mend !== undefined) setTimeout(mend, forMs);
  }

  /** People answer what waits for them: one in three says no, unless all say yes. */
  async answerAll(mood: "any" | "yes" = "any"): Promise<void> {
    const client = this.arePeopleAway ? undefined : this.system.client("approver:owner");
    const parked = await client?.parked();
    for (const { proposal, decision } of parked?.ok === true ? parked.value : [])
      if (client !== undefined) await this.#answer(client, proposal, decision, mood);
    client?.close();
  }

  async #answer(client: LedgerClient, proposal: number, decision: number, mood: "any" | "yes"): Promise<void> {
    const read = await client.read(decision, decision + 1);
    const [shown] = read.ok ? read.value : [];
    if (shown?.leaf.entry.kind !== "decision" || shown.leaf.session === undefined) return;
    const isHeld = shown.leaf.entry.verdict === "quarantine";
    const kind = mood === "any" && this.dice.oneIn(3) ? (isHeld ? "discard" : "rejection") : isHeld ? "release" : "approval";
    const hash = toHex(leafHash(Buffer.from(leafText(shown.leaf), "utf8")));
    const entry = { kind, proposal, decision, shown: hash, role: "owner", expires: Date.now() + 60_000 } as const;
    await client.append({ session: shown.leaf.session, entry: kind === "release" ? { ...entry, containment: "end" } : entry });
  }

  #hear(heard: Heard): void {
    this.#awaited.get(heard.id)?.(heard);
    this.#awaited.delete(heard.id);
  }

  /** Fires timer after timer, each when all is at rest, until something holds or `ms` have passed. Whether it holds. */
  async #run(holds: () => boolean, ms: number): Promise<boolean> {
    let isOver = false;
    const end = setTimeout(() => {
      isOver = true;
    }, ms);
    await settled();
    while (!holds() && !isOver) {
      vi.advanceTimersToNextTimer();
      await settled();
    }
    clearTimeout(end);
    return holds();
  }
}

/** Lives one day on simulated time; what happens in it, where it is not an ordinary one, is the caller's. */
export async function liveDay(options: DayOptions, happens = (day: SimulatedDay): Promise<void> => day.live()): Promise<SimulatedDay> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: START });
  try {
    const day = new SimulatedDay(options);
    await day.begin();
    await happens(day);
    await day.finish();
    return day;
  } finally {
    vi.useRealTimers();
  }
}

function codeOf({ result, error }: Heard): string {
  if (error !== undefined) return "client/error";
  const { isError, structuredContent } = (result ?? {}) as { isError?: boolean; structuredContent?: { code?: string } };
  return structuredContent?.code ?? (isError === true ? "tool/error" : "answered");
}
