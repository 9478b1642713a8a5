/** What a server might answer, in the words of its interface: a small bank's afternoon, with as many calls and sessions as asked for. */
import type {
  ApiAttention,
  ApiCharter,
  ApiHealth,
  ApiInboxDetail,
  ApiInboxItem,
  ApiJson,
  ApiMe,
  ApiSession,
  ApiSessionCourse,
  ApiStep,
} from "../../src/console-server/index.ts";
import type { Answers } from "./simulated-server.ts";

export interface Sample {
  readonly now: number;
  readonly waiting: number;
  readonly sessions: number;
  /** Arguments of the waiting calls, in their order; an invoice where there are fewer. */
  readonly calls?: readonly ApiJson[];
  /** JSON pointers into the arguments. */
  readonly secrets?: readonly string[];
  readonly critical?: readonly string[];
  /** Where the calls were proposed in other words. */
  readonly rewritten?: NonNullable<ApiInboxDetail["call"]>["rewritten"];
  /** What of the first call's details is otherwise. */
  readonly details?: Partial<ApiInboxDetail>;
  /** What of the charter is otherwise. */
  readonly charter?: Partial<ApiCharter>;
}

const ARGS: ApiJson = { amount: 700, recipient: "DE89370400440532013000", subject: "Invoice 2026-114" };

export function sampleAnswers(sample: Sample): Answers {
  const items = Array.from({ length: sample.waiting }, (_, index) => itemOf(sample, index));
  const sessions = Array.from({ length: sample.sessions }, (_, index) => sessionOf(sample, index));
  const fixed: { readonly [path: string]: object } = {
    "/me": meOf(sample),
    "/inbox": { items },
    "/charter": { ...CHARTER, ...sample.charter },
    "/health": healthOf(sample),
    "/attention": attentionOf(sample),
    "/reveal": { value: "hunter2-hunter2" },
    "/login": {},
    "/steps": { steps: sessions.slice(0, 1).flatMap((session) => courseOf(sample, session).steps) },
  };
  return (path, query) => {
    const [, list, id] = path.split("/");
    if (fixed[path] !== undefined) return fixed[path];
    if (list === "inbox") {
      const item = items.find(({ ticket }) => ticket === id);
      return item === undefined ? undefined : detailOf(sample, item);
    }
    if (path === "/sessions") return pageOf(sessions, query);
    const session = sessions.find((each) => each.id === id);
    return session === undefined ? undefined : courseOf(sample, session);
  };
}

function pageOf(sessions: readonly ApiSession[], query: URLSearchParams): object {
  const start = Number(query.get("after") ?? 0);
  const end = start + Number(query.get("limit") ?? 100);
  return { sessions: sessions.slice(start, end), total: sessions.length, ...(end < sessions.length ? { next: `${end}` } : {}) };
}

function meOf({ now }: Sample): ApiMe {
  const approvers = [{ id: "ab12cd34ef56ab78", person: "ann", roles: ["owner"], how: "passkey", isHere: true }] as const;
  return { csrf: "c", console: "console", charter: "bank-assistant 7", approvers, rpId: "localhost", origin: "http://localhost", now };
}

/** The first waiting call's number. */
const FIRST = 10;

function itemOf({ now }: Sample, index: number): ApiInboxItem {
  const isHeld = index % 5 === 3;
  return {
    ...{
      ticket: `t${index + FIRST}`,
      proposal: index + FIRST,
      decision: index + FIRST + 1,
      session: `s${index}`,
      agent: "assistant",
      user: "emma",
    },
    ...{ verdict: isHeld ? "quarantine" : "escalate", at: now - 30_000, until: now + 95_000 + index * 60_000 },
    ...{
      tool: index % 2 === 0 ? "bank/send_money" : "mail/send_email",
      answers: isHeld ? ["release", "discard"] : ["approval", "rejection"],
    },
    needs: { roles: [{ role: "owner", approvals: 1, given: [] }], renderers: index === 0 ? 2 : 1, givenRenderers: 0 },
    ...{ asked: index === 0 ? 3 : 1, isRehearsed: false, isHigh: index === 0 },
  };
}

function detailOf(
  { calls = [], secrets = [], rewritten = [], critical = ["/recipient", "/amount"], details = {} }: Sample,
  item: ApiInboxItem,
): ApiInboxDetail {
  const args = calls[item.proposal - FIRST] ?? ARGS;
  return {
    ...item,
    call: {
      tool: item.tool,
      args,
      canonical: JSON.stringify(args),
      rewritten,
      digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    },
    meanings: [{ at: "/recipient", interpreter: "iban", record: { valid: true, country: "DE", opaque: false } }],
    origins: critical.map((at, index) => ({
      at,
      charter: "bank-assistant",
      places:
        index === 0
          ? [{ sources: ["notes"], where: "bank/read_file", field: "[0].text", quote: "please send 700 to DE89370400440532013000" }]
          : [],
    })),
    clauses: [
      {
        ...{ name: "pay.escalate", verdict: "escalate", condition: "big || !known", at: "bank-assistant.yaml:14:15" },
        source: {
          first: 12,
          line: 14,
          lines: ["    tool: [bank/send_money]", "    allow: args.amount <= 5000", "    escalate: big || !known"],
        },
      },
    ],
    codes: ["clause/escalate"],
    state: {
      now: [{ variable: "seen_notes", scope: "session", values: [true] }],
      then: [{ variable: "payments", scope: "agent", before: [1], values: [2], when: "decision" }],
      contained: item.verdict === "quarantine",
    },
    since: { state: [], files: [] },
    irreversible: ["money that was sent does not come back by itself"],
    explanation: "",
    task: "Pay the invoice that came this morning, please.",
    given: [],
    secrets,
    ...details,
  };
}

function sessionOf({ now }: Sample, index: number): ApiSession {
  return {
    ...{ id: `s${index}`, agent: "assistant", user: `user-${index}`, role: "owner", opened: now - index * 60_000, isOpen: index < 3 },
    ...{
      contained: index === 1,
      proposals: 4,
      verdicts: { allow: 2, escalate: 1, quarantine: 0, deny: 1 },
      ends: { expired: 1, rejected: 0, discarded: 0 },
      waiting: index === 0 ? 1 : 0,
      inDoubt: 0,
    },
  };
}

function courseOf({ now }: Sample, session: ApiSession): ApiSessionCourse {
  const step = (index: number, verdict: "allow" | "escalate" | "deny", payments: number): ApiStep => ({
    ...{ proposal: index * 4, session: session.id, agent: "assistant", at: now - (5 - index) * 20_000, tool: "bank/send_money" },
    args: `{"amount":${index * 100},"recipient":"DE89370400440532013000"}`,
    decisions: [
      { entry: index * 4 + 1, at: now, verdict, codes: verdict === "allow" ? [] : ["clause/escalate"], clauses: [], actions: ["pay"] },
    ],
    ...(verdict === "allow" ? { outcome: { entry: index * 4 + 3, result: "returned", durationMs: 140 }, second: "agrees" } : {}),
    answers: [],
    state: payments === 0 ? [] : [{ variable: "payments", scope: "agent", values: [payments] }],
  });
  return {
    session,
    task: "Pay the invoice that came this morning, please.",
    steps: [step(1, "allow", 1), step(2, "allow", 2), step(3, "deny", 2), step(4, "escalate", 2)],
    admissible: ["bank/get_balance", "bank/read_file"],
    state: [{ variable: "payments", scope: "agent", values: [2] }],
  };
}

function healthOf({ now }: Sample): ApiHealth {
  const part = (name: string, starts: number): ApiHealth["parts"][number] => ({
    ...{
      name,
      part: name.split(":")[0] ?? name,
      started: now - 3_600_000,
      starts,
      grade: "embedded",
      code: "5feceb66ffc86f38d952786c6d696c79",
    },
    ...(name.includes(":") ? { server: name.split(":")[1] ?? "" } : {}),
  });
  return {
    ready: false,
    reasons: [{ code: "ledger/countersigner-missing", message: "the second judge of `bank` is gone", remedy: "it returns by itself" }],
    parts: [part("ledger", 1), part("decider", 1), part("executor:bank", 3), part("countersigner:bank", 1), part("gateway", 1)],
    inDoubt: [{ ticket: "t8", tool: "bank/send_money", since: now - 240_000 }],
    people: attentionOf({ now, waiting: 0, sessions: 0 }).people,
    reveals: [{ at: now - 60_000, viewer: "link", entry: 10, place: "/args/password" }],
  };
}

function attentionOf({ now }: Sample): ApiAttention {
  const counts = { asked: 34, yes: 29, no: 4, expired: 1, superseded: 0, waiting: 0, medianMs: 41_000 };
  return {
    all: counts,
    hours: Array.from({ length: 24 }, (_, hour) => (hour < 9 ? 0 : (hour * 5) % 7)),
    people: [
      {
        ...{ person: "ann", roles: ["desk", "owner"], waiting: 4, lastHour: 12, limit: { waiting: 5, anHour: 12 } },
        ...{ answered: 31, yes: 27, no: 4, expired: 3, medianMs: 41_000 },
      },
      { person: "bea", roles: ["owner"], waiting: 4, lastHour: 6, limit: {}, answered: 2, yes: 2, no: 0, expired: 3 },
    ],
    roles: [{ role: "owner", ...counts }],
    clauses: [
      {
        ...{ clause: "pay.escalate", at: "charter.yaml:12:15", asked: 29, yes: 29, no: 0, expired: 0, superseded: 0, waiting: 0 },
        suggestion:
          'all 29 were approved, each with args.recipient == "DE89370400440532013000": its condition at charter.yaml:12:15 could say',
        narrower: '(args.amount > 500) && !(has(args.recipient) && args.recipient == "DE89370400440532013000")',
      },
      { clause: "mail.escalate", asked: 4, yes: 0, no: 4, expired: 0, superseded: 0, waiting: 0 },
    ],
    refused: [{ code: "asks/agent-full", agent: "assistant", count: 14, last: now - 30_000 }],
  };
}

const CHARTER: ApiCharter = {
  ...{
    name: "bank-assistant",
    version: 7,
    machine: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    recorded: 1_800_000_000_000,
  },
  signedBy: [{ id: "ab12", name: "author" }],
  authors: { threshold: 1, names: ["author"] },
  sources: [{ file: "bank-assistant.yaml", text: "charter: bank-assistant\nversion: 7\n" }],
  actions: [
    {
      ...{ name: "pay", charter: "bank-assistant", tools: ["bank/send_money"], whileContained: false },
      rows: [
        {
          verdict: "deny",
          code: "clause/allow-failed",
          clause: "pay.allow",
          decides: "unless",
          condition: "args.amount <= 5000",
          at: "bank-assistant.yaml:13:12",
        },
        {
          ...{
            verdict: "escalate",
            clause: "pay.escalate",
            decides: "if",
            condition: "big || !known",
            obligation: { role: "owner", approvals: 1, withinMs: 900_000 },
          },
          example: { tool: "bank/send_money", args: { amount: 501, recipient: "DE1" }, state: {} },
        },
        { verdict: "allow", decides: "otherwise", condition: "" },
      ],
    },
  ],
  variables: [{ name: "payments", scope: "agent", values: [0, 1, 2, 3] }],
  graph: {
    nodes: [0, 1, 2, 3].map((payments) => ({
      ...{ id: payments, states: 4, standing: "safe" },
      values: payments === 0 ? [] : [{ variable: "payments", value: payments }],
    })),
    edges: [0, 1, 2].map((from) => ({ from, to: from + 1, kind: from === 2 ? "escalate" : "allow", labels: ["pay"] })),
    ...{ states: 16, shown: ["payments"], hidden: ["contained"] },
  },
  bounds: [{ name: "strangers-are-asked-about", kind: "never", text: 'does("pay") && !known && !asked()', status: "proved" }],
  entropy: {
    isExact: true,
    low: 2.31,
    high: 2.34,
    actions: [
      { action: "pay", bits: 0.8 },
      { action: "get_*", bits: 1.5 },
    ],
  },
  versions: [],
};
