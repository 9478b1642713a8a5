/** Forty clauses over 25 tools, as a team might write them for an office agent. `hand-written.ts` says the same by hand. */
import type { BenchClause, Condition } from "./clause.ts";

/** Lists as long as such lists are. */
export const LISTS = {
  folders: ["work", "docs", "public", "templates", "reports"],
  secrets: ["key", "certificate", "password", "keystore", "environment"],
  domains: ["example.com", "example.org", "example.net", "partner.example", "supplier.example", "bank.example"],
  payees: ["landlord", "electricity", "water", "insurance", "gym", "internet", "telephone", "bakery", "library", "club"],
  hosts: [
    "api.example.com",
    "docs.example.com",
    "status.example.com",
    "mirror.example.org",
    "npmjs.com",
    "pypi.org",
    "debian.org",
    "wikipedia.org",
  ],
  schemas: ["sales", "stock", "shipping", "catalogue", "reviews", "support"],
  channels: ["team", "random", "help", "releases", "lunch", "support"],
} as const;

const allow = (tool: string, ...when: readonly Condition[]): BenchClause => ({ verdict: "allow", tool, when });
const deny = (tool: string, ...when: readonly Condition[]): BenchClause => ({ verdict: "deny", tool, when });

export const FORTY_CLAUSES: readonly BenchClause[] = [
  allow("filesystem/read_text_file", ["folder", "in", LISTS.folders]),
  deny("filesystem/read_text_file", ["bytes", ">", 1_000_000]),
  allow("filesystem/list_directory"),
  allow("filesystem/write_file", ["folder", "==", "work"], ["bytes", "<=", 100_000]),
  deny("filesystem/write_file", ["hidden", "==", true]),
  deny("filesystem/write_file", ["kind", "in", LISTS.secrets]),
  allow("filesystem/move_file", ["folder", "==", "work"], ["target", "==", "work"]),
  allow("filesystem/delete_file", ["folder", "==", "work"], ["trash", "==", true]),
  deny("filesystem/delete_file", ["count", ">", 10]),
  allow("gmail/read_message", ["box", "in", ["inbox", "sent"]]),
  allow("gmail/search_messages", ["limit", "<=", 100]),
  allow("gmail/send_message", ["domain", "in", LISTS.domains], ["recipients", "<=", 5]),
  deny("gmail/send_message", ["attachments", ">", 3]),
  deny("gmail/send_message", ["label", "==", "confidential"]),
  allow("gmail/trash_message", ["box", "==", "spam"]),
  allow("calendar/list_events"),
  allow("calendar/create_event", ["guests", "<=", 20], ["minutes", "<=", 240]),
  deny("calendar/create_event", ["external", "==", true], ["guests", ">", 5]),
  allow("calendar/delete_event", ["owner", "==", true]),
  allow("bank/get_balance"),
  allow("bank/get_most_recent_transactions", ["days", "<=", 90]),
  allow("bank/send_money", ["amount", "<=", 500], ["payee", "in", LISTS.payees]),
  deny("bank/send_money", ["amount", "<=", 0]),
  deny("bank/send_money", ["urgent", "==", true], ["amount", ">", 100]),
  allow("bank/schedule_transaction", ["amount", "<=", 200], ["days", "<=", 31]),
  allow("fetch/fetch_url", ["scheme", "==", "https"], ["host", "in", LISTS.hosts]),
  deny("fetch/fetch_url", ["port", ">", 1024]),
  allow("brave/web_search", ["results", "<=", 50]),
  deny("brave/web_search", ["safe", "==", false]),
  allow("git/git_status"),
  allow("git/git_commit", ["files", "<=", 200]),
  deny("git/git_commit", ["branch", "in", ["main", "release"]]),
  allow("git/git_push", ["branch", "in", ["feature", "fix", "docs"]], ["force", "==", false]),
  allow("postgres/run_query", ["rows", "<=", 10_000], ["schema", "in", LISTS.schemas]),
  deny("postgres/run_query", ["seconds", ">", 30]),
  allow("postgres/update_rows", ["rows", "<=", 10], ["schema", "==", "stock"]),
  deny("postgres/update_rows", ["filtered", "==", false]),
  allow("slack/post_message", ["channel", "in", LISTS.channels], ["length", "<=", 4_000]),
  allow("linear/create_issue", ["priority", "<=", 3]),
  deny("linear/create_issue", ["overdue", "==", true]),
];
