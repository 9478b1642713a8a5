/**
 * States a second against SPIN's breadth-first search, bytes a state, the largest symbolic models and charters, certificate checks.
 * Every count is first compared with SPIN's. `npm run bench verify [quick]`; without SPIN and gcc the peers' columns stay empty.
 */

import {
  certifyModel,
  checkCertificate,
  checkModel,
  exploreExplicitly,
  type Model,
  type ModelDocument,
  modelToPromela,
  parseModel,
} from "../src/verifier/index.ts";
import { buildSpin, hasSpin } from "../test/models/spin.ts";
import { longTransferLine, sharedPool } from "../test/models/synthetic.ts";
import { agvSystem, peterson, philosophers } from "../test/models/textbook.ts";
import { largeCharter } from "./verify/large-charter.ts";

const quick = process.argv.includes("quick");
const spin = hasSpin();

function modelOf(document: ModelDocument): Model {
  const parsed = parseModel(document);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return parsed.value;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function row(...cells: readonly string[]): void {
  console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(24) : cell.padStart(15))).join(""));
}

function power(states: bigint): string {
  const text = states.toString();
  return text.length > 15 ? `${text[0]}.${text.slice(1, 3)}e${text.length - 1}` : states.toLocaleString("en");
}

function millions(count: number, seconds: number): string {
  return seconds > 0 ? (count / seconds / 1e6).toFixed(2) : "–";
}

/** Ours and SPIN in turn, so that whatever disturbs one disturbs the other; the ratio is the median of the turns'. */
function explicit(document: ModelDocument): void {
  const model = modelOf(document);
  const peer = spin ? buildSpin(modelToPromela(model), "-O2") : undefined;
  const [ours, theirs, ratios]: [number[], number[], number[]] = [[], [], []];
  let [states, steps, bytes, peerBytes] = [0, 0, 0, Number.NaN];
  for (let turn = 0; turn < (quick ? 1 : 5); turn++) {
    globalThis.gc?.();
    const start = performance.now();
    const { store, transitions } = exploreExplicitly(model, []);
    const seconds = (performance.now() - start) / 1_000;
    [states, steps, bytes] = [store.count(), transitions, store.bytes()];
    ours.push(seconds);
    const counts = peer?.run();
    if (counts === undefined) continue;
    if (counts.states !== states || counts.transitions !== steps)
      throw new Error(`${document.name}: SPIN counts ${counts.states} states, not ${states}`);
    theirs.push(counts.seconds);
    ratios.push(counts.seconds / seconds);
    peerBytes = (counts.mebibytes * 2 ** 20) / states;
  }
  peer?.remove();
  const ratio = median(ratios);
  row(
    document.name,
    states.toLocaleString("en"),
    steps.toLocaleString("en"),
    millions(states, median(ours)),
    (bytes / states).toFixed(1),
    millions(states, median(theirs)),
    Number.isNaN(peerBytes) ? "–" : peerBytes.toFixed(0),
    Number.isFinite(ratio) && ratio > 0 ? `${ratio.toFixed(2)}x` : "–",
  );
}

function symbolic(document: ModelDocument): void {
  const model = modelOf(document);
  globalThis.gc?.();
  const start = performance.now();
  const report = checkModel(model, { explicitStatesMax: 0 });
  const seconds = (performance.now() - start) / 1_000;
  const memory = process.memoryUsage().arrayBuffers / 2 ** 20;
  row(document.name, report.answer, power(report.supervisor.states), seconds.toFixed(2), memory.toFixed(0));
}

function certificates(document: ModelDocument): void {
  const model = modelOf(document);
  const start = performance.now();
  const certificate = certifyModel(model, "digest");
  const made = performance.now();
  const text = JSON.stringify(certificate);
  const checked = checkCertificate(document, JSON.parse(text), "digest");
  if (!checked.accepted) throw new Error(`${document.name}: ${checked.claim}`);
  const seconds = (performance.now() - made) / 1_000;
  row(document.name, ((made - start) / 1_000).toFixed(2), (text.length / 1_024).toFixed(0), String(checked.claims), seconds.toFixed(2));
}

console.log(`\nexplicit engine${spin ? " and SPIN (pan -DBFS -DNOREDUCE, gcc -O2; its own time)" : " (no SPIN here)"}; equal counts`);
row("model", "states", "steps", "M states/s", "bytes/state", "SPIN M/s", "SPIN bytes", "ratio");
const large = [
  agvSystem(),
  peterson(4),
  philosophers(14),
  philosophers(15),
  longTransferLine(5, 4),
  longTransferLine(6, 3),
  longTransferLine(6, 4),
  sharedPool(4, 20),
  sharedPool(5, 12),
  sharedPool(6, 9),
];
for (const document of quick ? large.slice(0, 2) : large) explicit(document);

console.log("\nsymbolic engine: everything that `check` reports, stories included");
row("model", "answer", "supervisor", "seconds", "MiB");
const huge = [agvSystem(), philosophers(60), philosophers(200), longTransferLine(20, 7), longTransferLine(40, 10), sharedPool(8, 10)];
for (const document of quick ? huge.slice(0, 2) : huge) symbolic(document);

console.log("\na charter of many actions, each counted to nine a day: everything that `check` reports, and the machine that runs");
row("actions", "states", "seconds", "MiB", "machine KiB", "decide ns", "p99 ns");
for (const actions of quick ? [20] : [10, 20, 40]) {
  const { states, seconds, mebibytes, machineBytes, median: half, p99 } = largeCharter(actions);
  row(
    String(actions),
    power(states),
    seconds.toFixed(2),
    mebibytes.toFixed(0),
    (machineBytes / 1_024).toFixed(1),
    String(half),
    String(p99),
  );
}

console.log("\ncertificates");
row("model", "made in s", "KiB", "claims", "checked in s");
for (const document of quick ? [agvSystem()] : [agvSystem(), philosophers(20), philosophers(60), sharedPool(8, 10)]) certificates(document);
