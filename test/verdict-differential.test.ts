/**
 * Decision after decision, without a day around them: kernel and auditor are asked of the same call in the same random states, under
 * generated charters. That is ten times as fast as whole days in a governed office (differential.test.ts), which have what is said and
 * learned. `INTERLOCK_VERDICTS` says how many are compared (CONTRIBUTING.md), `INTERLOCK_SEED` where to begin.
 */
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { argumentSchema, judge as judgeAgain, readCharters, SessionMemory, stateAfter, thenEffects } from "../src/auditor/index.ts";
import { judge, lockedTools, Origins } from "../src/execution/index.ts";
import { type Machine, proceed } from "../src/kernel/index.ts";
import { valueAt } from "../src/meaning/index.ts";
import { BASE, machineOf } from "./execution/compile-texts.ts";
import { CharterWriter } from "./generators/charter-writer.ts";
import { createDice, type Dice } from "./generators/dice.ts";
import { MADE_UP_TOOLS } from "./generators/office-tools.ts";

const VERDICTS = Number(process.env["INTERLOCK_VERDICTS"] ?? 200_000);
const SEED = Number(process.env["INTERLOCK_SEED"] ?? Math.floor(Date.now() / 1_000));
/** Enough that reading the charters takes less time than asking them. */
const CALLS_FOR_EACH = 2_000;
const HOURS_MS = 36_000_000;
const TOOLS = new Map(lockedTools(MADE_UP_TOOLS.lock).map(({ name, inputSchema }) => [name, inputSchema]));
const NOW_MS = Date.parse("2026-01-05T12:00:00Z");
const OWNER = { agent: "agent", user: "ann" };

type Read = ReturnType<typeof readCharters>["read"];
type State = Parameters<typeof judgeAgain>[2][number];

/** Charters that compile, and both readings of them. */
function composition(dice: Dice): { readonly machine: Machine; readonly read: Read; readonly texts: readonly string[] } {
  for (;;) {
    const charters = [new CharterWriter(dice, "own").write("deny")];
    if (dice.oneIn(3)) charters.unshift(new CharterWriter(dice, "above").write(dice.oneIn(3) ? "deny" : "allow"));
    const texts = charters.map((charter) => (dice.oneIn(2) ? JSON.stringify(charter) : stringify(charter)));
    const machine = machineIfSound(texts);
    if (machine === undefined) continue;
    const { read, doubt } = readCharters(texts, [...TOOLS.keys()].sort(), BASE);
    expect({ texts, doubt }).toEqual({ texts, doubt: undefined });
    expect(read.variables.map(({ name }) => name).sort()).toEqual(machine.document.variables.map(({ name }) => name).sort());
    return { machine, read, texts };
  }
}

function machineIfSound(texts: readonly string[]): Machine | undefined {
  try {
    return machineOf(MADE_UP_TOOLS.lock, ...texts);
  } catch {
    return undefined;
  }
}

/** What each of the two says of one random call. */
function askBoth(
  dice: Dice,
  { machine, read, memory, origins }: Asked,
): { readonly ours: { readonly verdict: string }; readonly theirs: unknown } {
  const { oneIn, pick, below } = dice;
  const { variables, clauses } = machine.document;
  const tool = pick(MADE_UP_TOOLS.names);
  const args = oneIn(30) ? pick([[], "x", { d: 1 }, 5]) : MADE_UP_TOOLS.argumentsOf(tool, dice);
  const states = Array.from({ length: oneIn(8) ? 2 : 1 }, () =>
    Int32Array.from(variables, ({ name, values }) => (name === "contained" && !oneIn(6) ? 0 : below(values.length))),
  );
  const isSpent = oneIn(3);
  const fits = (name: string): boolean | undefined => {
    const cost = valueAt(args, machine.document.budgets?.find((budget) => budget.name === name)?.of ?? []);
    return typeof cost === "number" && cost >= 0 ? !isSpent : undefined;
  };
  const discharged = oneIn(3) ? clauses.flatMap((_, place) => (oneIn(2) ? place : [])) : undefined;
  const call = {
    user: pick(["ann", "bob", ""]),
    role: pick(["user", "owner", "unknown"]),
    mandate: pick(["none", "reading", "other"]),
    atMs: NOW_MS + below(1e10),
    fits,
  };
  const schema = TOOLS.get(tool);
  const said = judge(machine, tool, schema, args, {
    ...call,
    states,
    origin: origins.of(OWNER),
    ...(discharged === undefined ? {} : { discharged: new Set(discharged) }),
  });
  const ours = {
    verdict: said.verdict,
    codes: said.codes,
    clauses: said.clauses.map((clause) => clauses[clause]?.name),
    actions: said.actions.map((action) => machine.document.actions[action]?.name),
    after: said.terminals.map((parts, place) => {
      let after: Int32Array = states[place] ?? new Int32Array();
      for (const terminal of parts) after = proceed(machine, terminal, after);
      return [...named(machine, after)];
    }),
  };
  const fit = schema === undefined ? "fits" : argumentSchema(schema).fits(args);
  if (fit !== "fits")
    return { ours, theirs: { verdict: "deny", codes: ["arguments/outside-schema"], clauses: [], actions: [], after: [] } };
  const remembered = memory.of(OWNER, call.atMs);
  if ("doubt" in remembered) return { ours, theirs: remembered };
  const names = discharged?.map((clause) => clauses[clause]?.name ?? "");
  const again = judgeAgain(
    read,
    { ...call, tool, args, remembered, discharged: names === undefined ? undefined : new Set(names) },
    states.map((state) => named(machine, state)),
  );
  if ("doubt" in again) return { ours, theirs: again };
  const after = again.matched.map(({ state, parts }) => [...stateAfter(state, thenEffects(parts))]);
  const theirs = {
    verdict: again.verdict,
    codes: again.codes,
    clauses: again.clauses.map(({ name }) => name),
    actions: again.actions,
    after,
  };
  return { ours, theirs };
}

interface Asked {
  readonly machine: Machine;
  readonly read: Read;
  readonly memory: SessionMemory;
  readonly origins: Origins;
}

/** A state by the names of its variables. */
function named({ document }: Machine, state: Int32Array): State {
  return new Map(document.variables.map(({ name, values }, place) => [name, values[state[place] ?? 0] ?? false]));
}

test(`kernel and auditor say the same of ${VERDICTS} calls (INTERLOCK_SEED=${SEED})`, { timeout: HOURS_MS }, () => {
  const verdicts = new Set<string>();
  let compared = 0;
  for (let seed = SEED; compared < VERDICTS; seed++) {
    const dice = createDice(seed);
    const { machine, read, texts } = composition(dice);
    const [memory, origins] = [new SessionMemory(), new Origins()];
    memory.adopt(read);
    origins.adopt(machine);
    for (let call = 0; call < CALLS_FOR_EACH; call++, compared++) {
      const { ours, theirs } = askBoth(dice, { machine, read, memory, origins });
      if (JSON.stringify(ours) !== JSON.stringify(theirs))
        expect({ seed, call, texts, said: theirs }).toEqual({ seed, call, texts, said: ours });
      verdicts.add(ours.verdict);
    }
  }
  expect([...verdicts].sort()).toEqual(["allow", "deny", "escalate", "quarantine"]);
});
