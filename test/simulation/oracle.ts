/**
 * What must hold of every simulated day, whatever happens in it, in plain words and without any code that decides: no effect without an
 * earlier durable allow, none that the office's own program would not admit, none twice, nothing lost that was called durable.
 */
import type { Leaf, SimulatedDisk } from "../../src/ledger/index.ts";
import { erasedOf, userOf, widthsFor } from "./history.ts";
import { durableEntries, durableLeaves } from "./journal-entries.ts";
import { mayHappen } from "./office.ts";
import type { Effect } from "./simulated-tool.ts";

export class Oracle {
  readonly effects: Effect[] = [];
  readonly violations: string[] = [];
  /** Signature of every entry that the ledger has called durable. */
  readonly #durable = new Map<number, string>();

  violated(what: string): void {
    this.violations.push(what);
  }

  /** The ledger has told somebody that this entry is durable. */
  calledDurable(index: number, signature: string): void {
    const known = this.#durable.get(index);
    if (known !== undefined && known !== signature) this.violated(`entry ${index} is called durable with two signatures`);
    this.#durable.set(index, signature);
  }

  /** A call takes effect, now, with this on the disk. */
  takesEffect(effect: Effect, disk: SimulatedDisk): void {
    const { proposal, tool, lines } = effect;
    const leaves = durableLeaves(disk);
    const about = leaves.flatMap(({ entry }) => ("proposal" in entry && entry.proposal === proposal ? [entry] : []));
    const what = `${tool} ${lines} of proposal ${proposal}`;
    if (!about.some((entry) => entry.kind === "decision" && entry.verdict === "allow")) this.violated(`${what} without a durable allow`);
    if (this.effects.some((other) => other.proposal === proposal)) this.violated(`${what} twice`);
    const isApproved = about.some(({ kind }) => kind === "approval" || kind === "release");
    const user = userOf(leaves, proposal);
    const writes = this.effects.filter((other) => other.tool === tool && userOf(leaves, other.proposal) === user).length;
    if (!mayHappen(tool, lines, { isApproved, writes, widths: widthsFor(leaves, proposal) })) this.violated(`${what} is not admissible`);
    this.effects.push(effect);
  }

  /** The disk as it is found again: everything that was called durable is in it, in its place. */
  isFound(disk: SimulatedDisk): void {
    const leaves = durableLeaves(disk);
    for (const [index, signature] of this.#durable)
      if (leaves[index]?.signature !== signature) this.violated(`entry ${index} was called durable and is ${place(leaves, signature)}`);
  }

  /** At the end: of what two judges let go nothing is left, and of nothing else. */
  isForgotten(disk: SimulatedDisk): void {
    const entries = durableEntries(disk);
    const erased = erasedOf(entries.map(({ leaf }) => leaf));
    for (const [index, { leaf, sealedBytes }] of entries.entries()) {
      const isGone = leaf.seal !== undefined && sealedBytes === 0;
      if (isGone !== (leaf.seal !== undefined && erased.has(index)))
        this.violated(`what is sealed in entry ${index} is ${isGone ? "gone" : "not erased"}`);
    }
  }

  /** At the end: whatever took effect and has no outcome is known to be in doubt. */
  isAccounted(inDoubt: readonly number[], disk: SimulatedDisk): void {
    const outcomes = new Map(
      durableLeaves(disk).flatMap(({ entry }) => (entry.kind === "outcome" ? [[entry.proposal, entry.result]] : [])),
    );
    for (const { proposal } of this.effects) {
      const outcome = outcomes.get(proposal);
      if (outcome === "failed") this.violated(`proposal ${proposal} took effect, and is recorded as failed`);
      if ((outcome === undefined || outcome === "unknown") && !inDoubt.includes(proposal))
        this.violated(`proposal ${proposal} took effect, and nobody knows that it is in doubt`);
    }
  }
}

function place(leaves: readonly Leaf[], signature: string): string {
  const found = leaves.findIndex((leaf) => leaf.signature === signature);
  return found < 0 ? "gone" : `now entry ${found}`;
}
