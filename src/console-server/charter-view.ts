/**
 * The charter in force as people read it: decision tables, state graph, bounds, freedom, who signed, and what changed. What takes long is
 * made once for each version.
 */
import { type BoundsDocument, besidesCalls, compileCharters, explain, relabelled, type Termed, unifiedDiff } from "../charter/index.ts";
import { isJsonObject, sha256, toHex } from "../crypto/index.ts";
import { lockedTools } from "../execution/index.ts";
import { loadMachine, type Machine, type MachineDocument } from "../kernel/index.ts";
import type { Authors } from "../ledger/index.ts";
import {
  answerWith,
  type Behaviour,
  behaviourOf,
  boundsToModel,
  compareMachines,
  type Difference,
  parseModel,
  statePictureOf,
} from "../verifier/index.ts";
import type { ApiAction, ApiBound, ApiCharter, ApiCharterDiff, ApiStateGraph } from "./api.ts";
import type { CharterRecord } from "./charter-record.ts";
import { sourcesOf } from "./charter-source.ts";
import type { Chronicle } from "./chronicle.ts";
import { ENTROPY_STATES_MAX, GRAPH_NODES_MAX, GRAPH_STATES_MAX } from "./limits.ts";

/** What takes long to make: by the entry that put the charter in force. */
type Made = Pick<ApiCharter, "actions" | "variables" | "bounds" | "graph" | "undrawn" | "entropy" | "uncounted">;

export class CharterViews {
  readonly #chronicle: Chronicle;
  readonly #made = new Map<number, Made>();

  constructor(chronicle: Chronicle) {
    this.#chronicle = chronicle;
  }

  /** The charter in force; undefined before the first. `authors` sign the next. */
  now(authors: Authors): ApiCharter | undefined {
    const record = this.#chronicle.charters.at(-1);
    const machine = record === undefined ? undefined : machineOf(record);
    if (record === undefined || machine === undefined) return undefined;
    const { entry, at, by } = record;
    const named = (id: string): { id: string; name: string } => ({ id, name: this.#chronicle.nameOf(id) });
    const signers = [by, ...(entry.signatures ?? []).map((signature) => signature.by)];
    return {
      name: entry.name,
      version: entry.version,
      machine: entry.machine,
      ...(entry.certificate === undefined ? {} : { certificate: entry.certificate }),
      recorded: at,
      ...(entry.expires === undefined ? {} : { expires: entry.expires }),
      signedBy: signers.map(named),
      authors: { threshold: authors.threshold, names: authors.keys.map((key) => this.#chronicle.nameOf(key)) },
      sources: sourcesOf(record.content),
      ...this.#make(record, machine),
      versions: this.#chronicle.charters.map((one) => ({
        version: one.entry.version,
        entry: one.index,
        at: one.at,
        machine: one.entry.machine,
      })),
    };
  }

  /** What changed in meaning and in text between two versions; undefined where one of them is none. */
  difference(from: number, to: number): ApiCharterDiff | undefined {
    const versions = [from, to].map((version) => this.#chronicle.charters.findLast(({ entry }) => entry.version === version));
    const [before, after] = versions;
    const [old, new_] = versions.map((record) => (record === undefined ? undefined : machineOf(record)));
    if (before === undefined || after === undefined || old === undefined || new_ === undefined) return undefined;
    const { answer, differences } = compareMachines(old, new_);
    const besides = besidesCalls(termedBy(old, before), termedBy(new_, after));
    const whole = answerWith(answer, besides);
    const texts = sourcesOf(after.content).map(({ file, text }) => {
      return unifiedDiff(sourcesOf(before.content).find((source) => source.file === file)?.text ?? "", text, [
        `${file} (${from})`,
        `${file} (${to})`,
      ]);
    });
    return {
      from,
      to,
      answer: whole === "incomparable" ? "other" : whole,
      differences: differences.map(differenceOf),
      besides,
      relabelled: relabelled(old.document, new_.document).map(({ old: one, new: other, ...named }) => ({
        ...named,
        ...(one === undefined ? {} : { old: one }),
        ...(other === undefined ? {} : { new: other }),
      })),
      text: texts.join(""),
    };
  }

  #make(record: CharterRecord, machine: Machine): Made {
    const known = this.#made.get(record.index);
    if (known !== undefined) return known;
    const { document } = machine;
    const bounds = this.#boundsOf(record);
    const isProved = record.entry.certificate !== undefined;
    const made: Made = {
      actions: document.actions.flatMap(({ name }) => actionOf(machine, name)),
      variables: document.variables.map(({ name, scope, values }) => ({ name, scope, values })),
      bounds: (bounds?.bounds ?? []).map(({ name, kind, text }): ApiBound => {
        return { name, kind: kind === "never" ? "never" : "always_possible", text, status: isProved ? "proved" : "undecided" };
      }),
      ...(bounds === undefined ? UNREAD : spaceOf(bounds)),
    };
    this.#made.set(record.index, made);
    return made;
  }

  /** What is to be proved, compiled anew from the sealed texts. */
  #boundsOf({ content }: CharterRecord): BoundsDocument | undefined {
    const { lock } = this.#chronicle;
    const base = isJsonObject(content ?? null) ? (content as { readonly [member: string]: unknown })["base"] : undefined;
    if (lock === undefined || typeof base !== "string") return undefined;
    const hashed = (text: string): string => toHex(sha256(Buffer.from(text, "utf8")));
    return compileCharters(sourcesOf(content), { tools: lockedTools(lock), base, sha256: hashed }).bounds;
  }
}

function machineOf({ content }: CharterRecord): Machine | undefined {
  const document = isJsonObject(content ?? null) ? (content as { readonly [member: string]: unknown })["machine"] : undefined;
  const machine = document === undefined ? undefined : loadMachine(document as MachineDocument);
  return machine?.ok === true ? machine.value : undefined;
}

function termedBy({ document }: Machine, { entry: { expires, runningSessions } }: CharterRecord): Termed {
  return { document, expires, runningSessions };
}

function actionOf(machine: Machine, name: string): readonly ApiAction[] {
  const explained = explain(machine, name);
  if (!explained.ok) return [];
  const { action, charter, tools, whileContained, rows } = explained.value;
  const shown = rows.map(({ example, ...row }) => {
    if (example === undefined) return row;
    const { tool, args, state } = example;
    return { ...row, example: { tool, args, state } };
  });
  return [{ name: action, charter, tools, whileContained, rows: shown }];
}

type Space = Pick<ApiCharter, "graph" | "undrawn" | "entropy" | "uncounted">;

const UNREAD: Space = { undrawn: "unread", uncounted: "unread" };

/** The states as a graph, and how free the agent is; without what is too large to explore in about a second. */
function spaceOf(bounds: BoundsDocument): Space {
  const translated = boundsToModel(bounds);
  const model = parseModel(translated.document);
  if (!model.ok) return UNREAD;
  const picture = statePictureOf(translated, model.value, { nodesMax: GRAPH_NODES_MAX, statesMax: GRAPH_STATES_MAX });
  const graph: ApiStateGraph | undefined =
    picture === undefined
      ? undefined
      : {
          nodes: picture.nodes.map(({ values, states, standing }, id) => ({ id, values, states: Number(states), standing })),
          edges: picture.edges,
          states: Number(picture.states),
          shown: picture.shown,
          hidden: picture.hidden,
        };
  const behaviour = behaviourOf(translated, { statesMax: ENTROPY_STATES_MAX });
  return {
    ...(graph === undefined ? { undrawn: "large" } : { graph }),
    ...(behaviour === undefined ? { uncounted: "large" } : freedomOf(behaviour)),
  };
}

/** Nothing where only finitely many runs exist: then there is no rate. */
function freedomOf({ isExact, entropy: { rate, letters } }: Behaviour): Pick<ApiCharter, "entropy" | "uncounted"> {
  if (!Number.isFinite(rate.low) || !Number.isFinite(rate.high)) return { uncounted: "finite" };
  return { entropy: { isExact, ...rate, actions: letters.map(({ letter, bits }) => ({ action: letter, bits })) } };
}

function differenceOf({ tool, direction, old, new: now, steps }: Difference): ApiCharterDiff["differences"][number] {
  const call = steps.findLast((step) => step.kind === "decided");
  const args = call?.kind === "decided" ? call.args : null;
  const fired = now.clauses.length > 0 ? now.clauses : old.clauses;
  return {
    tool,
    direction,
    before: old.verdict,
    after: now.verdict,
    example: { tool, args, words: fired.map(({ text }) => text).join("; ") },
  };
}
