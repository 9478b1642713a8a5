/**
 * Entries as people read them: one line each, with what the reader's key can open, and dots for what looks like a secret. Used by
 * `interlock log` and the demo.
 */
import { maskSecrets, secretsAbout } from "../../console-server/index.ts";
import { type Identity, isJsonObject, type Json } from "../../crypto/index.ts";
import { decidingClause, type Explanation, explanationOf, type ShownCall, shownCall } from "../../execution/index.ts";
import {
  type CarryEntry,
  type DecisionEntry,
  type DriftEntry,
  type FollowedEntry,
  type Index,
  type OutcomeEntry,
  scopeWords,
} from "../../ledger/index.ts";
import { paint, verdictWord, visible } from "../terminal/output.ts";
import { maskedExplanation } from "./masked-explanation.ts";
import { openEntry } from "./sealed-content.ts";

export interface EntryView {
  readonly index: number;
  readonly at: string;
  readonly kind: string;
  readonly session?: string;
  /** What happened, without colours. */
  readonly summary: string;
  readonly entry: unknown;
  /** The sealed content, where the reader's key opens it. */
  readonly sealed?: Json;
  /** Of a decision to run or wait, where the agent wrote the call otherwise: what runs. */
  readonly runs?: ShownCall;
}

const SUMMARY_MAX = 160;

/** An entry with its sealed content opened, as far as `identity` can. `about`: what is sealed with the proposal that it is about. */
export function viewEntry(identity: Identity, read: FollowedEntry, about?: Json): EntryView {
  const sealed = maskedContent(read, openEntry(identity, read), about);
  const { leaf, index } = read;
  return {
    index,
    at: new Date(leaf.at).toISOString(),
    kind: leaf.entry.kind,
    ...(leaf.session === undefined ? {} : { session: leaf.session }),
    summary: summaryOf(read, sealed),
    entry: leaf.entry,
    ...(sealed === undefined ? {} : { sealed }),
  };
}

function maskedContent({ leaf: { entry } }: FollowedEntry, opened: Json | undefined, about: Json | undefined): Json | undefined {
  if (opened === undefined) return undefined;
  if (entry.kind === "rehearsal") return maskSecrets(opened, secretsAbout(about, opened));
  const explanation = entry.kind === "decision" ? explanationOf(entry, opened) : undefined;
  if (entry.kind !== "decision" || explanation === undefined) return maskSecrets(opened);
  return maskSecrets(maskedExplanation(shownCall(about, entry.sends)?.args, explanation) as unknown as Json);
}

/** All entries of a ledger in their order, shown or passed over, so that a decision says what runs, wherever its call was proposed. */
export class EntryViews {
  readonly #identity: Identity;
  /** What was proposed and has no last decision yet. */
  readonly #open = new Map<Index, FollowedEntry>();

  constructor(identity: Identity) {
    this.#identity = identity;
  }

  next(read: FollowedEntry): EntryView {
    const { entry } = read.leaf;
    const proposed = entry.kind === "decision" || entry.kind === "rehearsal" ? this.#open.get(entry.proposal) : undefined;
    const about = proposed === undefined ? undefined : openEntry(this.#identity, proposed);
    const view = viewEntry(this.#identity, read, about);
    this.pass(read);
    if (entry.kind !== "decision" || entry.sends === undefined) return view;
    const runs = shownCall(about, entry.sends);
    if (runs === undefined || runs.rewritten.length === 0) return view;
    const masked = maskSecrets(runs as unknown as Json) as unknown as ShownCall;
    return { ...view, runs: masked, summary: `${view.summary} as ${cut(masked.args)}` };
  }

  /** Takes an entry that is not shown. */
  pass(read: FollowedEntry): void {
    const { entry } = read.leaf;
    if (entry.kind === "proposal") this.#open.set(read.index, read);
    if (entry.kind === "decision" && entry.parked === undefined) this.#open.delete(entry.proposal);
  }
}

/** One line for a terminal. */
export function renderEntry(view: EntryView): string {
  return `${paint("dim", String(view.index).padStart(5))} ${paint("dim", view.at.slice(11, 23))} ${view.kind.padEnd(11)} ${view.summary}`;
}

function summaryOf(read: FollowedEntry, sealed: Json | undefined): string {
  const { entry } = read.leaf;
  switch (entry.kind) {
    case "attestation":
      return `${entry.part}${entry.server === undefined ? "" : ` ${entry.server}`} started, grade ${entry.grade}`;
    case "charter":
      return `${entry.name} version ${entry.version}, machine ${entry.machine.slice(0, 12)}…`;
    case "pin":
      return `${Object.keys(entry.tools).length} tools and methods pinned`;
    case "drift":
      return driftWords(entry);
    case "grant":
      return `${visible(entry.agent)} acts for ${visible(entry.user)} (${visible(entry.role)})`;
    case "session":
      return entry.ended === true ? "ended" : `${visible(entry.agent)} connected, protocol ${visible(entry.protocol)}`;
    case "proposal":
      return isErased(read) ? paint("dim", "(erased)") : callWords(sealed);
    case "decision":
      return decisionWords(entry, explanationOf(entry, sealed));
    case "countersignature":
      return `of ${entry.proposal}: the second judge agrees`;
    case "refusal":
      return `of ${entry.proposal}: ${paint("red", "the second judge refuses")} (${visible(entry.code)})`;
    case "rehearsal":
      return `of t${entry.proposal}${entry.code === undefined ? "" : `: ${visible(entry.code)}`}`;
    case "outcome":
      return outcomeWords(entry);
    case "approver":
      return `${visible(entry.person)} answers as ${entry.roles.length === 0 ? "nobody any more" : entry.roles.map(visible).join(", ")}`;
    case "approval":
    case "rejection":
    case "release":
    case "discard":
      return `of t${entry.proposal} as ${visible(entry.role)}${entry.scope === undefined ? "" : `, ${scopeWords(entry.scope)}`}`;
    case "reveal":
      return `${visible(entry.viewer)} looks at a secret in entry ${entry.entry}`;
    case "erasure":
      return `of ${visible(entry.agent)} for ${visible(entry.user)}`;
    case "carry":
      return carryWords(entry);
    case "timer":
      return `t${entry.proposal} has run out`;
  }
}

/** Whether the content is gone for good. */
function isErased({ leaf, blob }: FollowedEntry): boolean {
  return leaf.seal !== undefined && blob === undefined;
}

function callWords(sealed: Json | undefined): string {
  if (!isJsonObject(sealed ?? null)) return paint("dim", "(sealed)");
  const { tool, args } = sealed as { readonly [member: string]: Json };
  return `${paint("bold", visible(String(tool)))} ${cut(args ?? null)}`;
}

function cut(args: Json): string {
  const text = visible(JSON.stringify(args));
  return text.length > SUMMARY_MAX ? `${text.slice(0, SUMMARY_MAX)}…` : text;
}

function driftWords({ server, tools }: DriftEntry): string {
  const names = Object.entries(tools).map(([tool, digest]) => `${visible(tool)}${digest === null ? " (gone)" : ""}`);
  return names.length === 0 ? `${server} serves what is pinned` : `${server} serves other definitions than pinned: ${names.join(", ")}`;
}

function outcomeWords({ proposal, result, code, durationMs }: OutcomeEntry): string {
  const word = result === "unknown" ? paint("magenta", "IN DOUBT") : result;
  return `of ${proposal}: ${word}${code === undefined ? "" : ` (${visible(code)})`}, ${durationMs} ms`;
}

function decisionWords(entry: DecisionEntry, explanation: Explanation | undefined): string {
  const ticket = entry.parked === undefined ? "" : ` ticket t${entry.proposal}`;
  const clause = explanation === undefined ? undefined : decidingClause(explanation);
  const why =
    clause === undefined
      ? entry.codes.join(", ")
      : `${entry.codes[0] ?? ""}: ${visible(clause.condition === "" ? clause.name : clause.condition)} (${visible(clause.at)})`;
  if (entry.same !== undefined)
    return `of ${entry.proposal}: ${verdictWord(entry.verdict)} ${paint("dim", `the same call as t${entry.same}`)}`;
  const by = entry.answers === undefined ? "" : `, by the answer in entry ${entry.answers.join(" and ")}`;
  const said = entry.verdict === "allow" ? paint("dim", `${entry.actions.map(visible).join(", ")}${by}`) : why;
  return `of ${entry.proposal}: ${verdictWord(entry.verdict)}${ticket} ${said}`;
}

function carryWords({ erasure, server, refused }: CarryEntry): string {
  const judge = server === undefined ? "the decider" : "the second judge";
  return `of ${erasure}: ${judge} ${refused === undefined ? "agrees" : `${paint("red", "refuses")} (${visible(refused)})`}`;
}
