/**
 * Decisions a second: the compiled charter against hand-written code and four libraries, with the same clauses.
 * First everybody must agree on every sample call. `npm run bench decide [quick]`.
 */
import { byHand, typedOut } from "./decide/by-hand.ts";
import { type BenchClause, byTool, type Contender, type Sample } from "./decide/clause.ts";
import { FORTY_CLAUSES } from "./decide/forty-clauses.ts";
import { generateClauses, generateSamples } from "./decide/generated-clauses.ts";
import { interlock, machineOf } from "./decide/interlock.ts";
import { type Figures, measure } from "./decide/measure.ts";
import { agentGovernance, casl, cedar, cel } from "./decide/peers.ts";

const SAMPLES = 500;
const TURNS = process.argv.includes("quick") ? 51 : 501;

/** Throws where a contender decides a sample differently than the first one. */
function demandAgreement(contenders: readonly Contender[], samples: readonly Sample[]): number {
  const answers = contenders.map(({ allows, prepare }) => samples.map((sample) => allows(prepare(sample) as never)));
  for (const [number, contender] of contenders.entries()) {
    const index = samples.findIndex((_, sample) => answers[number]?.[sample] !== answers[0]?.[sample]);
    if (index >= 0) throw new Error(`${contender.name} disagrees on ${JSON.stringify(samples[index])}`);
  }
  return answers[0]?.filter(Boolean).length ?? 0;
}

/** Nobody decides about a call that is not parsed yet: what that costs, for scale. */
const parsing: Contender = {
  name: "(JSON.parse of the call alone)",
  prepare: (sample) => JSON.stringify(sample),
  allows: (text: string) => typeof JSON.parse(text) === "object",
};

function run(title: string, clauses: readonly BenchClause[], hand: Contender): readonly Figures[] {
  const samples = generateSamples(clauses, SAMPLES);
  const contenders = [hand, interlock(clauses), cel(clauses), casl(clauses), agentGovernance(clauses), cedar(clauses)];
  const allowed = demandAgreement(contenders, samples);
  const { document } = machineOf(clauses);
  console.log(
    `\n${title}: ${clauses.length} clauses, ${byTool(clauses).size} tools; all six agree on ${SAMPLES} calls (${allowed} allowed)`,
  );
  console.log(`machine: ${document.nodes.length} nodes, ${Math.round(JSON.stringify(document).length / 1024)} KB`);
  const figures = measure([...contenders, parsing], samples, TURNS);
  console.log(`${"".padEnd(34)}${"ns/decision".padStart(12)}${"middle half".padStart(20)}${"ratio".padStart(10)}${"bytes".padStart(9)}`);
  for (const { name, median, low, high, ratio, bytes } of figures) {
    const spread = `${low.toFixed(1)}–${high.toFixed(1)}`;
    console.log(
      `${name.padEnd(34)}${median.toFixed(1).padStart(12)}${spread.padStart(20)}${`${ratio.toFixed(2)}x`.padStart(10)}${bytes.toFixed(0).padStart(9)}`,
    );
  }
  return figures;
}

const tools = [...byTool(FORTY_CLAUSES).keys()];
const thousand = generateClauses(1_000, tools);
const small = run("forty", FORTY_CLAUSES, byHand());
const large = run("a thousand", thousand, typedOut(thousand));
const ours = (figures: readonly Figures[]): number => figures.find(({ name }) => name === "interlock")?.median ?? Number.NaN;
console.log(`\ninterlock at 1,000 clauses against 40: ${(ours(large) / ours(small)).toFixed(2)}x`);
