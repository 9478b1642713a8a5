/**
 * The grammar of a charter, key by key. Reading, the JSON Schema for editors and the reference in the documentation all
 * follow from it. What only meaning can tell (does this name exist, do the types fit) is not here.
 */

import { ASKED_AN_HOUR_MAX } from "../../vocabulary/index.ts";
import { APPROVALS_MAX, ENTROPY_BITS_MAX, FAILURES_MAX, RECORDS_MAX, REMEMBERED_MAX } from "../limits.ts";
import { PATTERN, SOURCE_PATTERN } from "../patterns.ts";
import type {
  ActionText,
  AnswerText,
  AskLimitText,
  BoundsText,
  BoundText,
  CharterText,
  ClauseText,
  LimitText,
  RecordText,
  RoleText,
  ShortEntry,
  StateText,
} from "./charter-text.ts";
import { type ConditionText, conditionText } from "./condition-text.ts";
import {
  also,
  amount,
  boolean,
  byKind,
  condition,
  integer,
  listOf,
  mapOf,
  number,
  oneOfWords,
  prose,
  record,
  type Shape,
  scalar,
  variants,
  word,
} from "./shape.ts";

/** Names that are quoted where they are used. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Names that conditions use as they are. */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

const nameShape = word(NAME, "a name: letters, digits, `_` and `-`, a letter first");
const pattern = word(PATTERN, "a tool pattern: `server/tool`, with `*` in the tool part, or `server#method`");
const sourcePattern = word(SOURCE_PATTERN, "a tool pattern: `server/tool`, with `*` in the tool part");
/** An action is called by its name, or by its tool where the short form made it. */
const actionName = word(/^[A-Za-z][A-Za-z0-9_.*/#-]{0,199}$/, "the name of an action");
const duration = word(/^[1-9][0-9]{0,5}(s|m|h|d)$/, "a duration: `30s`, `15m`, `2h` or `1d`");
const scope = oneOfWords("session", "agent", "organisation");

const clause: Shape<ClauseText> = record(
  "a clause",
  {
    name: [nameShape, "What the clause is called in verdicts and in the ledger."],
    when: [condition(), "The condition under which the clause holds."],
    to: [nameShape, "The role of the people who answer. Default: owner."],
    approvals: [integer(1, APPROVALS_MAX), "How many different people have to answer yes. Default: 1."],
    within: [duration, "How long they have: silence is deny. Default: 15m."],
    severity: [oneOfWords("high"), "High: what one page shows is not enough, so yes must come from two different renderers."],
  },
  ["when"],
);

const askLimit: Shape<AskLimitText> = record(
  "a limit on asking",
  {
    waiting: [integer(1, ASKED_AN_HOUR_MAX), "How many of its calls wait for an answer at once."],
    an_hour: [integer(1, ASKED_AN_HOUR_MAX), "How many calls it is asked about within an hour."],
  },
  [],
);

const role: Shape<RoleText> = record(
  "a role",
  {
    at_most: [askLimit, "How often its people are asked, by everybody together. Beyond, what would escalate is denied."],
    of_one_agent: [askLimit, "How often by one agent, so that the others still can."],
    of_one_person: [
      askLimit,
      "How often each of its people, in all their roles. Beyond, a person has no room; too few with room, and it is denied.",
    ],
  },
  [],
);

/** A clause of which only the condition is written. */
const bareClause = also(condition(), (when): ClauseText => ({ when, span: when.span }));

const verdict = byKind(
  { scalar: condition(), list: listOf(byKind({ scalar: bareClause, map: clause }, "a condition, or a clause")) },
  "a condition, or a list of clauses",
);

const effects = mapOf(IDENTIFIER, "the name of a state variable", scalar());

const action: Shape<ActionText> = record(
  "an action",
  {
    tool: [
      byKind({ scalar: pattern, list: listOf(pattern) }, "a tool pattern, or a list of them"),
      "The tools whose calls may be this action.",
    ],
    when: [condition(), "Which calls of these tools are this action. Default: all."],
    allow: [
      verdict,
      "Where this does not hold, the action is denied. Default: what the action's own escalate and quarantine conditions cover.",
    ],
    escalate: [verdict, "Where this holds, people are asked first."],
    quarantine: [verdict, "Where this holds, the call is held and the session contained."],
    deny: [verdict, "Where this holds, the action is denied, whatever else holds."],
    while_contained: [boolean(), "Whether the action is admissible while the session is contained. Default: false."],
    then: [effects, "How the state changes with the decision to allow."],
    outcome: [
      record(
        "an outcome",
        {
          ok: [effects, "Where the result is a success."],
          error: [effects, "Where it is not."],
          unknown: [effects, "Where nobody knows. Default: either of the two may have happened."],
        },
        [],
      ),
      "How the state changes with the result.",
    ],
    succeeds: [condition(), "What a success is, over `result`. Default: any result that is not an error."],
  },
  ["tool"],
);

const shortEntry: Shape<readonly ShortEntry[]> = byKind(
  {
    scalar: also(pattern, (value) => [{ pattern: value }]),
    map: also(
      mapOf(
        PATTERN,
        "a tool pattern: `server/tool`, with `*` in the tool part, or `server#method`",
        byKind({ scalar: bareClause, map: clause }, "a condition, or a clause"),
      ),
      (entries) => entries.map(({ nameSpan, name, value }): ShortEntry => ({ pattern: { value: name, span: nameSpan }, clause: value })),
    ),
  },
  "a tool pattern, or `pattern: condition`",
);

const shortList = also(listOf(shortEntry), (lists) => lists.flat());

const state: Shape<StateText> = record(
  "a state variable",
  {
    enum: [listOf(word(NAME, "a name"), 2), "The values, the initial one first."],
    range: [listOf(integer(-(2 ** 31), 2 ** 31), 2), "The least and the greatest whole number; the least is the initial one."],
    bool: [boolean(), "The initial value."],
    scope: [scope, "Whose state it is. Default: session."],
    resets: [oneOfWords("hour", "day"), "When it returns to its initial value."],
  },
  [],
);

const limit: Shape<LimitText> = variants(
  [
    "at_most",
    record(
      "a limit",
      {
        action: [actionName, "The action that is counted."],
        at_most: [amount(), "How often it may be executed, up to 64; with `of`, what that argument may come to in all."],
        of: [condition(), "The numeric argument that is added up, as in `args.amount`. Default: executions are counted."],
        per: [oneOfWords("session", "hour", "day"), "When the count or sum starts anew. Default: never."],
        scope: [scope, "Whose executions are taken together. Default: session."],
        over: [oneOfWords("deny", "escalate"), "What happens beyond. Default: deny."],
      },
      ["action", "at_most"],
    ),
  ],
  [
    "first",
    record(
      "an order",
      {
        first: [actionName, "The action that has to succeed."],
        before: [actionName, "The action that is denied until then."],
        undone_by: [listOf(actionName), "Actions after which it has to succeed again."],
      },
      ["first", "before"],
    ),
  ],
  ["excludes", record("an exclusion", { excludes: [listOf(actionName, 2), "Whichever is executed first bars the others."] }, ["excludes"])],
);

const bareBound = also(condition(), (when): BoundText => ({ when, span: when.span }));

const bound: Shape<BoundText> = record(
  "a bound",
  {
    name: [nameShape, "What the bound is called where it is proved or broken."],
    when: [condition(), "A condition over the state, or over a call that is executed."],
  },
  ["when"],
);

const answer: Shape<AnswerText> = record(
  "a bound",
  {
    name: [nameShape, "What the bound is called where it is proved or broken."],
    every: [actionName, "After each of these,"],
    answered_by: [actionName, "a success of this one must stay possible."],
  },
  ["every", "answered_by"],
);

const bounds: Shape<BoundsText> = record(
  "the bounds",
  {
    never: [
      listOf(byKind({ scalar: bareBound, map: bound }, "a condition, or `{ name, when }`")),
      "What no reachable state and no executed call may be.",
    ],
    always_possible: [
      listOf(
        byKind(
          { scalar: bareBound, map: variants(["every", answer], ["when", bound]) },
          "a condition, `{ name, when }`, or `{ every, answered_by }`",
        ),
      ),
      "What must stay possible from every reachable state.",
    ],
    grade: [
      oneOfWords("possible", "assured"),
      "Whether the world may co-operate in what must stay possible, or does its worst. Default: possible.",
    ],
    assume: [
      record(
        "an assumption",
        {
          human: [oneOfWords("live"), "People answer: progress may count on it."],
          failures: [integer(0, FAILURES_MAX), "Of assured goals: no kind of call fails more often in a row."],
        },
        [],
      ),
      "What progress may count on. What must never be never counts on anything.",
    ],
    entropy_bits_max: [number(0, ENTROPY_BITS_MAX), "The most bits a step that the agent's behaviour may have."],
  },
  [],
);

const tableOrCondition = byKind(
  {
    scalar: expressionText(),
    list: listOf(scalar()),
    map: mapOf(/^[\s\S]{1,200}$/, "a key", scalar()),
  },
  "a condition, a list, or a map of constants",
);

/** Conditions, and plain numbers. */
function expressionText(): Shape<ConditionText> {
  const text = condition();
  return {
    schema: { type: ["boolean", "number", "string"] },
    read: (node, reporter) =>
      node.kind === "scalar" && typeof node.value === "number" ? conditionText(String(node.value), node.span) : text.read(node, reporter),
  };
}

const learned: Shape<RecordText> = record(
  "a record",
  {
    from: [listOf(pattern), "The tools whose results it is learned from."],
    each: [condition(), "The list in `result` of which each item, called `item`, is a record. Default: the result is one."],
    key: [condition(), "What it is known by, as in `result.id`."],
    keep: [mapOf(IDENTIFIER, "the name of a field", expressionText()), "Its fields, computed from `result` when that comes in."],
    max: [integer(1, RECORDS_MAX), "How many a session keeps; what no longer fits is unknown. Default: 64."],
    max_age: [duration, "How long it is known after the result. Default: as long as the session."],
  },
  ["from", "key", "keep"],
);

export const CHARTER: Shape<CharterText> = record(
  "a charter",
  {
    charter: [nameShape, "The charter's name."],
    version: [integer(1, 2 ** 31), "Exactly one more than the charter it replaces. Default: 1."],
    describes: [prose(), "What the charter is for, for people."],
    expires: [
      word(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/, "a date (`2027-01-31`) or a time with its zone"),
      "After this nothing is admissible until the charter is renewed.",
    ],
    running_sessions: [
      oneOfWords("in_force", "pinned", "stricter"),
      "What judges sessions opened under an older charter: this one, their own, or both, the severer verdict winning. Default: in_force.",
    ],
    zone: [prose(), "IANA time zone of hours and days. Default: UTC."],
    otherwise: [
      oneOfWords("deny", "allow"),
      "The verdict where no action matches. `allow` makes an overlay, which needs a charter beside it that denies. Default: deny.",
    ],
    roots: [mapOf(NAME, "a name", prose()), 'Folders that `path(x).in("name")` speaks of.'],
    sources: [
      mapOf(
        NAME,
        "a name",
        record(
          "a source",
          {
            trusted: [boolean(), "Whether its words are as good as the user's. Default: false."],
            results: [listOf(sourcePattern), "The tools whose results this source wrote. The most specific pattern wins."],
          },
          ["results"],
        ),
      ),
      "Who wrote what tools return.",
    ],
    remembers: [
      integer(1_000, REMEMBERED_MAX),
      "How much of a session is kept to tell on whose word values come, in characters; with more, such conditions deny. Default: 4194304.",
    ],
    define: [
      mapOf(IDENTIFIER, "a name that conditions can use", tableOrCondition),
      "Names for conditions, parts of conditions, and tables of constants.",
    ],
    records: [mapOf(IDENTIFIER, "a name that conditions can use", learned), "What is learned from results, by key: `name[key].field`."],
    parts: [
      mapOf(PATTERN, "a tool pattern: `server/tool`, with `*` in the tool part", condition()),
      "The lists that calls are made of: each element is judged as `part`.",
    ],
    state: [mapOf(IDENTIFIER, "a name that conditions can use", state), "What is remembered from call to call."],
    roles: [mapOf(NAME, "a role", role), "How often the people of a role are asked. Default: without a limit."],
    allow: [shortList, "Calls that are allowed: tool patterns, with or without a condition."],
    escalate: [shortList, "Calls about which people are asked first."],
    quarantine: [shortList, "Calls that are held, and contain the session."],
    deny: [shortList, "Calls that are denied."],
    actions: [mapOf(NAME, "a name", action), "Actions in the long form, by name."],
    limits: [listOf(limit), "Counts, sums, orders and exclusions."],
    bounds: [bounds, "What is proved before anything runs. Bounds change no verdict."],
    mandates: [mapOf(NAME, "a name", listOf(actionName, 0)), "The actions that one task needs, by the name the session's grant chooses."],
  },
  ["charter"],
);
