/**
 * What an audit says: OK, WRONG or UNDECIDED, with every finding's entry and reason. WRONG outweighs UNDECIDED, and
 * UNDECIDED outweighs OK: what could not be checked is never called right.
 */
import { AUDITOR_FAULTS, type AuditorCode, UNDECIDED_CODES } from "./faults.ts";
import { CHARTERS_SHOWN_MAX, FINDINGS_SHOWN_MAX, TICKETS_SHOWN_MAX } from "./limits.ts";
import type { JointCharter } from "./succession.ts";

export interface Finding {
  readonly code: AuditorCode;
  /** Number of the entry, from 0; absent where the finding is about no entry. */
  readonly entry?: number;
  readonly message: string;
}

export interface Counts {
  readonly [word: string]: number;
}

export interface Report {
  readonly verdict: "OK" | "WRONG" | "UNDECIDED";
  /** Entries read, and how many of them a signed checkpoint covers. */
  readonly entries: number;
  readonly covered: number;
  /** Root of the entries read, hex. */
  readonly root: string;
  readonly sessions: number;
  readonly proposals: number;
  /** Count of decisions by verdict, of outcomes by result, and of people's answers. */
  readonly verdicts: Counts;
  readonly outcomes: Counts;
  readonly answers: number;
  /** Proposals that are not decided yet, and allowed calls whose outcome is not known, at the end of the ledger. */
  readonly undecided: readonly number[];
  readonly inDoubt: readonly number[];
  /** Sealed contents that were opened and compared with their commitments. */
  readonly opened: number;
  /** Decisions that were derived again, and are as recorded. */
  readonly derived: number;
  /** Contents that are gone for good, and the erasures that took them, which two judges stand for. */
  readonly erased: number;
  readonly erasures: readonly number[];
  /** Charters that several authors have signed, by the ring's names. */
  readonly joint: readonly JointCharter[];
  /** The first findings, in the order of entries, and how many there are in all. */
  readonly findings: readonly Finding[];
  readonly findingCount: number;
}

/** Gathers findings; keeps the earliest where there are too many. */
export class Findings {
  readonly #findings: Finding[] = [];
  readonly #counts = new Map<AuditorCode, number>();

  add(code: AuditorCode, entry: number | undefined, message: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= FINDINGS_SHOWN_MAX) this.#findings.push({ code, message, ...(entry === undefined ? {} : { entry }) });
  }

  get count(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  get verdict(): Report["verdict"] {
    const codes = [...this.#counts.keys()];
    if (codes.some((code) => !UNDECIDED_CODES.has(code))) return "WRONG";
    return codes.length > 0 ? "UNDECIDED" : "OK";
  }

  /** WRONG before UNDECIDED, then by entry. */
  shown(): readonly Finding[] {
    const rank = ({ code, entry }: Finding): number => (UNDECIDED_CODES.has(code) ? 2 ** 53 : 0) + (entry ?? 0);
    return this.#findings.toSorted((left, right) => rank(left) - rank(right)).slice(0, FINDINGS_SHOWN_MAX);
  }
}

/** Exit status of a verdict: 0 OK, 1 WRONG, 2 UNDECIDED. */
export function exitCodeOf({ verdict }: Report): 0 | 1 | 2 {
  return verdict === "OK" ? 0 : verdict === "WRONG" ? 1 : 2;
}

/** The report as people read it. */
export function renderReport(report: Report): string {
  const { verdict, entries, covered, root, findings, findingCount } = report;
  const lines = [
    `${entries} entries, ${covered} of them under a signed checkpoint, root ${root.slice(0, 16)}…`,
    `${report.sessions} sessions, ${report.proposals} proposals (${tickets(report.undecided)} not decided yet)`,
    `decisions: ${words(report.verdicts)}; outcomes: ${words(report.outcomes)}; in doubt or under way: ${tickets(report.inDoubt)}`,
    `answers by people: ${report.answers}; sealed contents opened and compared: ${report.opened}; ` +
      `decisions derived again: ${report.derived}`,
    ...jointWords(report),
    ...erasedWords(report),
    ...findings.map(renderFinding),
  ];
  if (findingCount > findings.length) lines.push(`… and ${findingCount - findings.length} more findings`);
  lines.push(
    verdict === "OK" ? `OK: tree, signatures, order, warrants, answers and commitments are as recorded${derivedWords(report)}` : verdict,
  );
  return `${lines.join("\n")}\n`;
}

/** Who changed together what is admissible: the newest charters of several authors. */
function jointWords({ joint }: Report): readonly string[] {
  return joint
    .slice(-CHARTERS_SHOWN_MAX)
    .map(({ entry, version, signedBy }) => `charter version ${version} (entry ${entry}) was signed by ${signedBy.join(", ")}`);
}

/** A note: what is erased is not wrong, and nobody but the two judges can say any more what it was. */
function erasedWords({ erased, erasures }: Report): readonly string[] {
  if (erasures.length === 0) return [];
  return [`sealed contents erased by entry ${erasures.join(", ")}, as two judges recorded: ${erased}`];
}

function derivedWords({ verdicts, derived }: Report): string {
  const decisions = Object.values(verdicts).reduce((sum, count) => sum + count, 0);
  return derived > 0 && derived === decisions ? ", and every decision follows from the charters" : "";
}

function words(counts: Counts): string {
  const each = Object.entries(counts).map(([word, count]) => `${count} ${word}`);
  return each.length === 0 ? "none" : each.join(", ");
}

function tickets(proposals: readonly number[]): string {
  if (proposals.length === 0) return "none";
  const shown = proposals.slice(0, TICKETS_SHOWN_MAX).map((proposal) => `t${proposal}`);
  return `${shown.join(", ")}${proposals.length > shown.length ? ` and ${proposals.length - shown.length} more` : ""}`;
}

function renderFinding({ code, entry, message }: Finding): string {
  const word = UNDECIDED_CODES.has(code) ? "undecided" : "WRONG";
  return `${word}${entry === undefined ? "" : ` at entry ${entry}`}: ${message} [${code}]\n    ${AUDITOR_FAULTS[code]}`;
}
