/**
 * The forty clauses of `forty-clauses.ts` as a careful person would write them in TypeScript: one case for each tool, sets for
 * long lists, and, as in the charter, an argument that is missing or has another type is denied.
 */
import { LISTS } from "./forty-clauses.ts";

type Args = { readonly [field: string]: unknown };

const FOLDERS = new Set<unknown>(LISTS.folders);
const SECRETS = new Set<unknown>(LISTS.secrets);
const DOMAINS = new Set<unknown>(LISTS.domains);
const PAYEES = new Set<unknown>(LISTS.payees);
const HOSTS = new Set<unknown>(LISTS.hosts);
const SCHEMAS = new Set<unknown>(LISTS.schemas);
const CHANNELS = new Set<unknown>(LISTS.channels);

/** Whether a call is allowed. */
export function decideByHand(tool: string, args: Args): boolean {
  switch (tool) {
    case "filesystem/read_text_file":
      return atMost(args["bytes"], 1_000_000) && FOLDERS.has(args["folder"]);
    case "filesystem/list_directory":
    case "calendar/list_events":
    case "bank/get_balance":
    case "git/git_status":
      return true;
    case "filesystem/write_file":
      return args["folder"] === "work" && atMost(args["bytes"], 100_000) && args["hidden"] === false && otherThan(SECRETS, args["kind"]);
    case "filesystem/move_file":
      return args["folder"] === "work" && args["target"] === "work";
    case "filesystem/delete_file":
      return args["folder"] === "work" && args["trash"] === true && atMost(args["count"], 10);
    case "gmail/read_message":
      return args["box"] === "inbox" || args["box"] === "sent";
    case "gmail/search_messages":
      return atMost(args["limit"], 100);
    case "gmail/send_message":
      return maySend(args);
    case "gmail/trash_message":
      return args["box"] === "spam";
    case "calendar/create_event":
      return (
        atMost(args["guests"], args["external"] === false ? 20 : 5) && typeof args["external"] === "boolean" && atMost(args["minutes"], 240)
      );
    case "calendar/delete_event":
      return args["owner"] === true;
    case "bank/get_most_recent_transactions":
      return atMost(args["days"], 90);
    case "bank/send_money":
      return mayPay(args);
    case "bank/schedule_transaction":
      return atMost(args["amount"], 200) && atMost(args["days"], 31);
    case "fetch/fetch_url":
      return args["scheme"] === "https" && HOSTS.has(args["host"]) && atMost(args["port"], 1024);
    case "brave/web_search":
      return args["safe"] === true && atMost(args["results"], 50);
    case "git/git_commit":
      return atMost(args["files"], 200) && isText(args["branch"]) && args["branch"] !== "main" && args["branch"] !== "release";
    case "git/git_push":
      return args["force"] === false && (args["branch"] === "feature" || args["branch"] === "fix" || args["branch"] === "docs");
    case "postgres/run_query":
      return atMost(args["rows"], 10_000) && atMost(args["seconds"], 30) && SCHEMAS.has(args["schema"]);
    case "postgres/update_rows":
      return args["filtered"] === true && atMost(args["rows"], 10) && args["schema"] === "stock";
    case "slack/post_message":
      return atMost(args["length"], 4_000) && CHANNELS.has(args["channel"]);
    case "linear/create_issue":
      return args["overdue"] === false && atMost(args["priority"], 3);
    default:
      return false;
  }
}

function maySend({ recipients, attachments, domain, label }: Args): boolean {
  if (!atMost(recipients, 5) || !atMost(attachments, 3)) return false;
  return DOMAINS.has(domain) && isText(label) && label !== "confidential";
}

function mayPay({ amount, urgent, payee }: Args): boolean {
  if (typeof urgent !== "boolean" || !atMost(amount, urgent ? 100 : 500)) return false;
  return amount > 0 && PAYEES.has(payee);
}

function atMost(value: unknown, limit: number): value is number {
  return typeof value === "number" && value <= limit;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function otherThan(words: ReadonlySet<unknown>, value: unknown): boolean {
  return typeof value === "string" && !words.has(value);
}
