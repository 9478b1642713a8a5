/**
 * What waits for people: every item from the sealed proposal and the recorded decision, never from what an agent says about it.
 * Identical calls are one item, because the ledger gives them one ticket.
 */
import { canonicalize, isJsonObject, type Json } from "../crypto/index.ts";
import { type Lock, type PinnedTool, type ShownCall, serverOf } from "../execution/index.ts";
import type { Budget, MachineDocument } from "../kernel/index.ts";
import type { Approvers } from "../ledger/index.ts";
import type { ApiClause, ApiFound, ApiInboxDetail, ApiInboxItem, ApiNeeds, ApiRehearsal } from "./api.ts";
import { interpretArguments } from "./argument-meanings.ts";
import type { CallRecord, Parking } from "./call-record.ts";
import { type CharterRecord, machineIn } from "./charter-record.ts";
import { sourceAround } from "./charter-source.ts";
import type { Chronicle, SessionRecord } from "./chronicle.ts";
import { sinceParked } from "./circumstances.ts";
import { outboxOf } from "./outbox.ts";
import { looksSecret, maskSecrets, maskText, secretsAbout, secretsIn } from "./secrets.ts";
import { changesBy, valuesIn } from "./state-values.ts";

const ANSWERS = {
  escalate: ["approval", "rejection"],
  quarantine: ["release", "discard", "approval"],
  allow: ["discard"],
} as const;

/** Every item, the most urgent first. */
export function inboxOf(chronicle: Chronicle, doubts: readonly CallRecord[]): readonly ApiInboxItem[] {
  const waiting = [...chronicle.waiting].flatMap((proposal) => chronicle.calls.get(proposal) ?? []);
  const items = [...waiting, ...doubts].flatMap((call) => itemOf(chronicle, call) ?? []);
  return items.sort(byUrgency);
}

/**
 * The nearest deadline first, to the minute; of those that end in one minute, high severity first, then by the deadline and by age. A
 * doubt is due now: it may have happened already.
 */
export function byUrgency(one: Urgent, other: Urgent): number {
  const minute = ({ until }: Urgent): number => (until === undefined ? 0 : Math.floor(until / MINUTE_MS));
  const nearer = (one.until ?? 0) - (other.until ?? 0);
  return minute(one) - minute(other) || Number(other.isHigh) - Number(one.isHigh) || nearer || one.at - other.at;
}

type Urgent = Pick<ApiInboxItem, "until" | "isHigh" | "at">;

const MINUTE_MS = 60_000;

/** One item; undefined for a call that does not wait. */
export function itemOf(chronicle: Chronicle, call: CallRecord): ApiInboxItem | undefined {
  const { parking } = call;
  if (parking === undefined || parking.entry.verdict === "deny") return undefined;
  const { verdict, parked } = parking.entry;
  const { ticket, proposal, session, agent, user, at, tool, asked } = call;
  const needs = needsOf(chronicle.approvers, call, parking);
  return {
    ticket,
    proposal,
    decision: parking.index,
    session,
    agent,
    user,
    verdict,
    at,
    ...(parked === undefined ? {} : { until: parked.until }),
    tool,
    answers: ANSWERS[verdict],
    needs,
    asked,
    isHigh: needs.renderers > 1,
    isRehearsed: call.rehearsal !== undefined,
  };
}

/** Everything to judge an item by. */
export async function detailOf(chronicle: Chronicle, call: CallRecord): Promise<ApiInboxDetail | undefined> {
  const item = itemOf(chronicle, call);
  const { parking, runs, tool } = call;
  if (item === undefined || parking === undefined) return undefined;
  const { entry, explanation } = parking;
  const charter = chronicle.charterOf(entry.machine);
  const machine = machineIn(charter);
  const { by, older } = chronicle.judging(call.session) ?? {};
  const states = chronicle.statesOf(call.session) ?? [];
  const session = chronicle.sessions.get(call.session);
  const definition = definitionOf(chronicle.lock, tool);
  const judge = machineIn(by);
  const now = judge === undefined ? [] : valuesIn(judge, states);
  const args = runs?.args;
  const meanings = machine === undefined || args === undefined ? [] : interpretArguments(machine, tool, args);
  const secrets = args === undefined ? [] : secretsIn(args);
  const isOpen = ({ at }: { readonly at: string }): boolean => !secrets.includes(at);
  const outbox = outboxOf(chronicle, call);
  // Under another machine a yes is denied, and changes nothing.
  const then = machine === undefined || by !== charter ? [] : changesBy(machine, entry.actions, tool, states);
  return {
    ...item,
    call: runs === undefined ? null : exactCall(runs, call.digest),
    meanings: meanings.filter(isOpen),
    origins: (explanation?.origins ?? []).filter(isOpen).map((origin) => ({
      ...origin,
      places: origin.places.map((place) => ({ ...place, quote: maskText(args, place.quote) })),
    })),
    clauses: clausesOf(charter, entry.clauses),
    codes: entry.codes,
    state: { now, then, contained: now[0]?.values.includes(true) ?? false },
    irreversible: irreversibleOf(definition, budgetsOf(machine, entry.actions)),
    explanation: maskText(args, explanation?.text ?? ""),
    ...(definition === undefined ? {} : { definition: shownDefinition(definition) }),
    ...taskIn(session),
    given: call.given,
    secrets,
    ...(call.rehearsal === undefined ? {} : { rehearsal: foundOf(call.rehearsal, args) }),
    ...(older === undefined ? {} : { older }),
    since: await sinceParked(chronicle, call),
    ...(outbox === undefined ? {} : { outbox }),
  };
}

function taskIn(session: SessionRecord | undefined): Pick<ApiInboxDetail, "task"> {
  return session === undefined || session.task === "" ? {} : { task: session.task };
}

/** What an agent wrote that looks like a secret is not here: its proposal's entry has it. */
function exactCall({ tool, args: secret, rewritten }: ShownCall, digest: string): NonNullable<ApiInboxDetail["call"]> {
  const args = maskSecrets(secret);
  return {
    tool,
    args,
    canonical: canonicalize({ tool, args }),
    digest,
    rewritten: rewritten.map(({ at, proposed }) => (looksSecret(proposed, at) ? { at } : { at, proposed })),
  };
}

/** What was found, without what looks like a secret or repeats one of the call's: the rehearsal's entry has it. */
function foundOf({ found, ...rehearsal }: NonNullable<CallRecord["rehearsal"]>, args: Json | undefined): ApiRehearsal {
  if (found === undefined) return { ...rehearsal, found: null, secrets: [] };
  const secrets = secretsAbout(args, found as unknown as Json);
  return { ...rehearsal, found: maskSecrets(found as unknown as Json, secrets) as unknown as ApiFound, secrets };
}

/** What is still missing. */
export function needsOf(approvers: Approvers, { given, user }: CallRecord, { entry }: Parking): ApiNeeds {
  const yes = given.filter(({ kind }) => kind === "approval" || kind === "release");
  const roles = (entry.parked?.roles ?? []).map(({ role, approvals }) => ({
    role,
    approvals,
    given: [...new Set(yes.filter((one) => one.role === role).map(({ person }) => person))],
  }));
  const isFourEyes = roles.some(({ approvals }) => approvals > 1);
  const isApprover = approvers.all().some(({ person }) => person === user);
  return {
    roles,
    renderers: entry.parked?.renderers ?? 1,
    givenRenderers: new Set(yes.map(({ renderer }) => renderer)).size,
    ...(isFourEyes && isApprover ? { notBy: user } : {}),
  };
}

/** As the charter says it that decided. */
function clausesOf(charter: CharterRecord | undefined, names: readonly string[]): readonly ApiClause[] {
  const clauses = (machineIn(charter)?.clauses ?? []).filter(({ name }) => names.includes(name));
  return clauses.map(({ name, verdict, text, at }) => {
    const source = sourceAround(charter?.content, at);
    return { name, verdict, condition: text, at, ...(source === undefined ? {} : { source }) };
  });
}

function shownDefinition({ digest, definition }: PinnedTool): NonNullable<ApiInboxDetail["definition"]> {
  const { description } = definition;
  return { digest, ...(typeof description === "string" ? { description } : {}) };
}

/** What is pinned of a tool. */
function definitionOf(lock: Lock | undefined, name: string): PinnedTool | undefined {
  const server = serverOf(name);
  return lock?.servers[server]?.tools[name.slice(server.length + 1)];
}

/** What is known not to be undone: what the server says of its own tool, which may be a lie, and what no effect takes back. */
function irreversibleOf(definition: PinnedTool | undefined, budgets: readonly Budget[]): readonly string[] {
  const annotations = definition?.definition["annotations"] ?? null;
  const hints = isJsonObject(annotations) ? annotations : {};
  const words: string[] = [];
  if (hints["destructiveHint"] === true) words.push("its server says that it destroys or overwrites");
  if (hints["readOnlyHint"] !== true && hints["idempotentHint"] === false)
    words.push("its server says that each run adds to the one before");
  if (hints["openWorldHint"] === true) words.push("its server says that it reaches others, from whom nothing comes back");
  if (budgets.length > 0) words.push("what it costs is spent");
  return words;
}

/** Those that a call of these actions spends from. */
function budgetsOf(machine: MachineDocument | undefined, matched: readonly string[]): readonly Budget[] {
  return (machine?.budgets ?? []).filter(({ action }) => matched.includes(machine?.actions[action]?.name ?? ""));
}
