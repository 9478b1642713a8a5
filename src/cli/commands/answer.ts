/**
 * `interlock approve | reject | release | discard`: a person's word on a parked call, signed with their own key over exactly what
 * they were shown; on a terminal a yes is asked for after that. It does not execute anything: the call is decided again.
 */
import { Option } from "commander";
import { ok, type Result } from "../../fault/index.ts";
import { type AnswerEntry, scopeWords } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { type Attached, attach } from "../ledger/attach.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import { findStateFolder } from "../state-folder/state-folder.ts";
import { askPerson, canAsk } from "../terminal/ask-person.ts";
import { type Command, type Declared, declare, type KeyOptions, withKey } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import { visible } from "../terminal/output.ts";
import { withCircumstances } from "../waiting-calls/call-circumstances.ts";
import { readContaining } from "../waiting-calls/contained-sessions.ts";
import { giveAnswer, giveByAgent, type Word } from "../waiting-calls/give-answer.ts";
import { readDoubts } from "../waiting-calls/open-doubts.ts";
import { readScope } from "../waiting-calls/scope-option.ts";
import { showWaitingCall } from "../waiting-calls/show-waiting-call.ts";
import { heldCall, notWaiting, parkedCalls, readTicket, type WaitingCall } from "../waiting-calls/waiting-call.ts";

interface AnswerOptions extends KeyOptions {
  readonly kind: AnswerEntry["kind"];
  readonly ticket: string;
  readonly reason?: string;
  readonly containment?: "keep" | "end";
  /** Sign with a key of the SSH agent. */
  readonly sshAgent?: boolean;
  /** Sign a yes without asking for it. */
  readonly yes?: boolean;
  readonly times?: string;
  readonly until?: string;
}

/** What follows from an answer. */
const FOLLOWS = {
  approval: "the call is decided again when every answer that it needs is there",
  release: "the call is decided again when every answer that it needs is there",
  rejection: "the call does not run",
  discard: "the call does not run",
} as const;

const answer: Command<AnswerOptions> = async ({ out }, options) => {
  const state = findStateFolder(options.state);
  if (!state.ok) return state;
  const attached = await attach(state.value, options.key, 0);
  if (!attached.ok) return attached;
  try {
    const call = await findCall(attached.value, options);
    if (!call.ok) return call;
    const scope = readScope(options, Date.now());
    if (!scope.ok) return scope;
    const known = await withCircumstances(attached.value, call.value.became === undefined ? [call.value] : []);
    showWaitingCall(out, known.ok ? (known.value[0] ?? call.value) : call.value, "whole");
    if (scope.value !== undefined) out.line(`you sign for ${scopeWords(scope.value)}`);
    const asks = options.yes !== true && !out.json && canAsk() && (options.kind === "approval" || options.kind === "release");
    const agrees: Word["agrees"] = async (entry, signer) => {
      for (const line of signedWords(call.value, entry, signer)) out.line(line);
      return await askPerson(options.kind === "approval" ? "Approve?" : "Release?");
    };
    const word = { ...options, scope: scope.value, agrees: asks ? agrees : undefined };
    const given = await (options.sshAgent === true
      ? giveByAgent(state.value, attached.value, call.value, word)
      : giveAnswer(attached.value, call.value, word));
    if (!given.ok) return given;
    if (given.value === undefined) {
      out.line(`nothing is signed: ${call.value.ticket} waits as before`);
      return ok(EXIT.negative);
    }
    out.line(`${options.kind} recorded as entry ${given.value}: ${followsFrom(options.kind, call.value)}`);
    out.value({ ok: true, entry: given.value, ticket: options.ticket });
    return ok(EXIT.ok);
  } finally {
    attached.value.close();
  }
};

function followsFrom(kind: AnswerEntry["kind"], { verdict, became, roles }: WaitingCall): string {
  if (verdict === "allow") return "the doubt is over";
  if (became === undefined) return FOLLOWS[kind];
  const people = roles.reduce((sum, { approvals }) => sum + approvals, 0);
  return people > 1 ? `the containment ends when ${people} people have said so` : "the containment is over, and nothing runs";
}

/** What the key is about to sign, besides the call that stands above it. */
function signedWords({ ticket, tool }: WaitingCall, { kind, shown, role, decision, containment }: AnswerEntry, signer: string): string[] {
  const after = containment === undefined ? [] : [`    containment  ${containment === "end" ? "ends" : "goes on"} with it`];
  return [
    `You sign as ${visible(signer)}, in the role ${visible(role)}: ${kind} of exactly this call`,
    `    call         ${ticket} ${visible(tool)}`,
    `    decided in   entry ${decision}, ${shown}`,
    ...after,
  ];
}

/**
 * The call that a ticket names, if it waits, or has left a containment that is to end. Codes: `cli/ticket-malformed`, `cli/ticket-unknown`,
 * `cli/not-parked`, `cli/not-running`.
 */
async function findCall(attached: Attached, { ticket, kind, containment }: AnswerOptions): Promise<Result<WaitingCall, CliCode>> {
  const proposal = readTicket(ticket);
  if (!proposal.ok) return proposal;
  const parked = await parkedCalls(attached);
  if (!parked.ok) return parked;
  const calls = [...parked.value];
  if (kind === "discard") {
    const doubts = await readDoubts(entriesOf(attached));
    if (!doubts.ok) return doubts;
    calls.push(...doubts.value);
  }
  const call = calls.find((waiting) => waiting.proposal === proposal.value);
  if (call !== undefined) return ok(call);
  const left = kind === "discard" && containment === "end" ? await readContaining(attached) : ok([]);
  if (!left.ok) return left;
  const hold = left.value.find((one) => one.proposal === proposal.value);
  const held = hold === undefined ? undefined : await heldCall(attached, hold.proposal, hold.decision);
  return held === undefined ? await notWaiting(attached, proposal.value) : ok({ ...held, became: hold?.became ?? "is over" });
}

type Given = KeyOptions & Pick<AnswerOptions, "reason" | "containment" | "sshAgent" | "yes" | "times" | "until">;

function declareAnswer(kind: AnswerEntry["kind"], name: string, description: string): Declared {
  const ends = kind === "release" || kind === "discard";
  const containment = new Option("--containment <what>", "what becomes of the session's containment").choices(["keep", "end"]);
  return declare({
    name,
    description,
    shape: (to) => {
      const shaped = withKey(to.argument("<ticket>", "as `interlock pending` and `interlock held` show it"));
      shaped.option("--reason <text>", "why, sealed into the ledger");
      shaped.option("--ssh-agent", "sign with a key of the SSH agent that `interlock trust` has named (SSH_AUTH_SOCK)");
      if (kind === "approval" || kind === "release") shaped.option("--yes", "sign without asking first, as where there is no terminal");
      if (kind === "approval") {
        shaped.option("--times <count>", "this exact call, so many times in all; with --until");
        shaped.option("--until <time>", "until when it counts: `17:00`, or an instant with its zone; with --times");
      }
      return ends ? shaped.addOption(containment) : shaped;
    },
    read: (from) => ({ kind, ticket: from.args[0] ?? "", ...from.opts<Given>() }),
    work: answer,
  });
}

export const approve: Declared = declareAnswer("approval", "approve", "say yes to an escalated call");
export const reject: Declared = declareAnswer("rejection", "reject", "say no to an escalated call");
export const release: Declared = declareAnswer("release", "release", "let a held call be decided again");
export const discard: Declared = declareAnswer("discard", "discard", "drop a held call, end a doubt, or end what a held call has left");
