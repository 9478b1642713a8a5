/**
 * The closed list of reasons that a verdict can carry besides the charter's own clauses. A model, a person and a
 * program read the same code; the sentence is for docs/errors.md.
 */

export const REASONS = {
  "charter/missing": "No charter is in force, so nothing is admissible.",
  "charter/expired": "The charter in force has expired, so nothing is admissible until it is renewed.",
  "charter/too-old": "The charter under which the session began is kept no longer, as too many came after it: a new session is needed.",
  "charter/other-tool": "The charter under which the session began was not written for this tool as it is pinned now.",
  "charter/was-stricter":
    "The charter under which the session began is more severe about this call than the one in force: only a new session may make it.",
  "charter/no-action": "No action of the charter matches this call.",
  "clause/deny": "A deny clause of the charter holds.",
  "clause/allow-failed": "The condition under which the charter allows this action does not hold.",
  "clause/escalate": "The charter asks a person before this call runs.",
  "clause/quarantine": "The charter holds this call for review and contains the session.",
  "guard/error": "A condition of the charter has no value for this call, so the call is denied.",
  "meaning/unintelligible": "A value of the call cannot be understood, so what a condition asks of it has no answer.",
  "meaning/ambiguous": "Two conditions understand a value of the call in two ways, so it cannot be executed as both have judged it.",
  "record/unknown": "What a condition asks of a record is not known yet: a result of another tool fills it.",
  "origin/full": "More was said in the session than the charter lets be kept, so nobody can tell on whose word a value comes.",
  "limit/no-cost": "What a limit of the charter adds up is not a number from 0 up in this call.",
  "limit/reached": "A limit of the charter is used up.",
  "order/not-yet": "The charter wants another action to have succeeded first.",
  "order/excluded": "An action that excludes this one has already run.",
  "mandate/outside": "The mandate of this session does not name the action.",
  "session/contained": "The session is contained: only actions marked `while_contained` run.",
  "session/unknown": "The call belongs to no session that the ledger knows.",
  "grant/expired": "The grant under which the session acts has expired.",
  "tool/not-pinned": "The tool is not pinned, so it does not exist for Interlock.",
  "tool/drifted": "The server now serves another definition of this tool than the pinned one.",
  "tool/gone": "The server no longer offers this tool.",
  "executor/absent": "The executor of this tool's server is not running.",
  "arguments/outside-schema": "The arguments do not fit the tool's pinned input schema.",
  "call/malformed": "The call is not one canonical JSON value of the form that a proposal has.",
  "call/out-of-reach": "The call names Interlock's own charter, pins, keys, ledger, sockets or processes, which no charter admits.",
  "call/heard-otherwise":
    "The agent was given something that the ledger does not hold, so nobody knows what its calls are to be judged by.",
  "call/same": "The same call is already parked, in doubt, or finished and not collected: its ticket counts.",
  "call/too-many-open": "The session has too many calls parked or in flight.",
  "asks/agent-full": "People of this role are asked by this agent as often as the charter lets it: they decide later, or not at all.",
  "asks/role-full": "People of this role are asked as often as the charter lets them be, by all agents together.",
  "asks/people-full": "Too few people of this role have room for one more question, counting what is asked of them in all their roles.",
  "state/too-uncertain": "Too many outcomes are unknown to decide over all of them.",
  "approval/scoped": "A person has approved this exact call for more than one time, and this is one of them.",
  "approval/rejected": "A person has rejected the call.",
  "approval/expired": "Nobody answered in time, and silence is deny.",
  "hold/discarded": "A reviewer has discarded the held call.",
  "hold/expired": "Nobody reviewed the held call in time.",
  "judges/differ": "The second judge derives another decision than the first: one of the two is wrong, so nothing is executed.",
  "judges/undecided": "The second judge cannot derive the decision from what is open to it, so nothing is executed.",
  "parked/changed": "What the approval rested on has changed: charter, pins or a severer verdict.",
} as const;

export type Reason = keyof typeof REASONS;
