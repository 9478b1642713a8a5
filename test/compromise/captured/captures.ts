/**
 * Who captures what can at most do what: one row for each part and for whoever holds one key alone, with every attempt and what must
 * come of it. `npm run docs` writes the rows into SECURITY.md; the tests make the attempts in the separated grade.
 */
import { NOTHING, type Tries } from "./attempts.ts";

export interface Capture {
  /** As people call it. */
  readonly who: string;
  /** The part whose cell the attacker is in; none: outside of every cell. */
  readonly part?: string;
  readonly holds: string;
  readonly lacks: string;
  readonly atMost: string;
  /** What each attempt comes to. */
  readonly tries: { readonly [tries in Tries]?: string };
  /** What it does with its place rather than with its cell, and what comes of that, by the test that does it. */
  readonly also: { readonly [file: string]: { readonly [tries: string]: string } };
}

const OUTSIDE = {
  "another's files": "closed",
  "another's folders": "closed",
  "another's door": "closed",
  "another's environment": "closed",
  "another's memory": "closed",
  "another's pipes": "closed",
  "to end another": "closed",
} as const;

/** Of what has no network either. */
const APART = { ...OUTSIDE, "the network": "closed" } as const;
/** Of what serves the network. */
const ONLINE = { ...OUTSIDE, "the network": "open" } as const;

const WRONG = "ledger/wrong-duty";
const UNSIGNED = "ledger/wrong-signature";

/** What none but their own writers may say. */
const WORDS = {
  "a call in an agent's name": WRONG,
  "a user's message": WRONG,
  "itself as an approver": WRONG,
  "an approval in a person's name": UNSIGNED,
  "an approval that was given to another call": NOTHING,
  "a decision": WRONG,
  "a countersignature": WRONG,
  "an approval": WRONG,
  "a grant with a task": WRONG,
  "an older charter": WRONG,
  "other pins": WRONG,
  "a timer": WRONG,
  "an outcome": WRONG,
  "to start as another's executor": WRONG,
} as const;

/** The same without its own. */
function words(own: keyof typeof WORDS): Capture["tries"] {
  return Object.fromEntries(Object.entries(WORDS).filter(([tries]) => tries !== own));
}

export const CAPTURES: readonly Capture[] = [
  {
    who: "gateway",
    part: "gateway",
    holds: "the agent's connection, a signing key",
    lacks: "keys of others, credentials, decisions",
    atMost:
      "propose calls as that agent, drop calls, withhold answers; say that the agent was given what the ledger does not hold, which " +
      "ends that agent's calls, or that the ledger has lied to it, which stops the system",
    tries: {
      ...ONLINE,
      ...words("a call in an agent's name"),
      "an outcome": "ledger/not-open",
      "to follow everything": "refused",
      "to follow warrants": "refused",
    },
    also: {
      "gateway-and-executor.test.ts": {
        "a call that the charter denies": "judged as the agent's",
        "a call that one judge can't open": "judges/undecided",
      },
    },
  },
  {
    who: "executor",
    part: "executor-bank",
    holds: "one server's connection and credentials",
    lacks: "a deciding key, other servers' credentials",
    atMost: "misuse its own server, lie about what it returned",
    tries: {
      ...OUTSIDE,
      "another server's credentials": "closed",
      ...WORDS,
      "an outcome": "ledger/not-open",
      "to follow everything": "refused",
      "to read the ledger": "refused",
    },
    also: { "gateway-and-executor.test.ts": { "a second outcome of one call": "ledger/not-open" } },
  },
  {
    who: "countersigner",
    part: "countersigner-bank",
    holds: "its own signing key, what is sealed for it",
    lacks: "credentials, network, decisions",
    atMost: "refuse, and so stop its server; sign what no decider decided, which nobody executes",
    tries: { ...APART, ...WORDS, "a countersignature": "ledger/not-open", "to follow warrants": "refused" },
    also: {
      "countersigner.test.ts": {
        "to sign what the decider denies": "clause/allow-failed",
        "to sign before anybody has decided": "gateway/pending",
        "to refuse what should run": "judges/differ",
      },
    },
  },
  {
    who: "decider",
    part: "decider",
    holds: "a signing key, what is sealed for it",
    lacks: "credentials, network",
    atMost:
      "sign a wrong decision, which the countersigner refuses and the ledger keeps as evidence; deny or park calls; word the reasons why " +
      "people are asked as it likes (not the call, nor which clauses ask: both judges sign these)",
    tries: { ...APART, ...WORDS, "a decision": "ledger/not-open", "to follow warrants": "refused" },
    also: {
      "decider.test.ts": {
        "to seal no explanation beside a denial": "clause/allow-failed",
        "to allow what the charter denies": "judges/differ",
        "the same, in an audit": "auditor/decision-wrong",
      },
    },
  },
  {
    who: "ledger",
    part: "ledger",
    holds: "the journal, the checkpoint key, the order of inputs",
    lacks: "decisions, credentials, network, the contents of sealed blobs",
    atMost:
      "stop the system; withhold or reorder what it has not shown yet (a warrant for thirty seconds, then it has " +
      "expired; an outcome for ten, then its executor acts no more); " +
      "give an agent an executor's result that the judges do not have, " +
      "or have otherwise, which the agent's next call names: it is denied, and all after it; a rewritten or forked history convicts it",
    tries: { ...APART, "another's door": "open" },
    also: {
      "ledger.test.ts": {
        "a warrant twice": "executor/nonce-spent",
        "one without the second judge": "executor/countersignature-missing",
        "one with other terms": "executor/warrant-not-recorded",
        "one with other arguments": "executor/call-mismatch",
        "an invented grant, call or outcome": "execution/entry-forged",
        "an invented call": "countersigner/entry-forged",
        "to show the decider a history without its end": "execution/entry-forged",
        "the same to a countersigner": "countersigner/entry-forged",
        "to withhold results": "limit/reached",
        "to withhold one that taints, for ten seconds": "executor/outcome-unrecorded",
        "to show them to the agent alone, or otherwise": "call/heard-otherwise",
        "to make one up, or give another call's": "gateway/entry-forged",
        "another order or other entries than the judges have read": "executor/prefix-differs",
        "a rewritten history": "executor/ledger-forked",
        "with both judges' keys, a warrant that has expired": "executor/warrant-expired",
        "one that it has kept too long": "executor/warrant-expired",
        "one that it dates a minute ahead": "executor/clock-skewed",
        "one for another executor": "executor/warrant-for-another",
        "one of an older start": "executor/epoch-void",
        "what they signed for another purpose": "executor/warrant-malformed",
      },
      "single-keys.test.ts": {
        "one that it signs itself": "executor/signature-refused",
        "a history cut short, to an executor": "executor/ledger-forked",
      },
    },
  },
  {
    who: "console server",
    part: "console",
    holds: "what approvers may read, what they are shown",
    lacks: "approvers' keys, keys of others, credentials, decisions",
    atMost:
      "show one call and have another signed: one answer for each gesture, which the record names, and none where `severity: high` asks " +
      "for a second renderer",
    tries: { ...ONLINE, ...WORDS, "to follow everything": "refused", "to follow warrants": "refused" },
    also: {
      "separated-parts.test.ts": {
        "to show one call and have another signed": "one answer, which the record names",
        "the same for a call of high severity": "gateway/pending",
      },
    },
  },
  {
    who: "witness",
    part: "witness",
    holds: "its key, and the heads that it was shown",
    lacks: "a place at the ledger, every other key, contents",
    atMost:
      "withhold its cosignature or claim to have seen more, which stops the system; cosign a fork that the ledger has signed, which " +
      "convicts the ledger",
    tries: { ...ONLINE, "a decision": "link/cannot-connect" },
    also: { "separated-parts.test.ts": { "to cosign a fork": "FORKED", "to claim that it has seen more": "cli/ledger-behind" } },
  },
  {
    who: "tool server",
    part: "the tool server",
    holds: "what its executor sends it, its own credentials",
    lacks: "every key, file, process and socket of Interlock, other servers' credentials, and the network unless it is given it",
    atMost: "misuse its own credentials, lie in its results",
    tries: { ...APART, "another server's credentials": "closed" },
    also: {},
  },
  {
    who: "agent's own OS user",
    part: "a stranger",
    holds: "a connection to the gateway",
    lacks: "everything else",
    atMost:
      "propose calls as the agent; where no `--agent-token` is set, any user of this machine can: it is judged, recorded and limited as " +
      "that agent",
    tries: {
      ...OUTSIDE,
      "to call over loopback what is denied": "clause/allow-failed",
      "to call over loopback without the agent's token": "status 401",
      "to speak over loopback in another's session": "status 404",
    },
    also: {},
  },
  {
    who: "one key alone",
    holds:
      "the decider's, countersigner's, executor's, approver's, host's, author's, ledger's, console's or witness's key, in the gateway's " +
      "cell",
    lacks: "that key's own door",
    atMost: "nothing: another part's key is not heard there, and no executor takes a warrant that one key forged",
    tries: { "a decision": "link/refused" },
    also: {
      "single-keys.test.ts": {
        "a whole warrant": "executor/checkpoint-refused",
        "the decider's word alone": "executor/countersignature-refused",
      },
    },
  },
];
