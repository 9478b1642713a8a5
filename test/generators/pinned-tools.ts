/** Pinned tools as a person would have them: a file server, mail, a bank, a shell; with schemas, as far as real servers have them. */
import type { PinnedTool } from "../../src/charter/index.ts";
import type { Json } from "../../src/kernel/index.ts";

const TEXT = { type: "string" };

function tool(name: string, properties: { readonly [name: string]: Json }): PinnedTool {
  return { name, inputSchema: { type: "object", properties, additionalProperties: false } };
}

export const PINNED_TOOLS: readonly PinnedTool[] = [
  tool("files/read_text_file", { path: TEXT, head: { type: "number" } }),
  tool("files/read_multiple_files", { paths: { type: "array", items: TEXT } }),
  tool("files/write_file", { path: TEXT, content: TEXT }),
  tool("files/delete_file", { path: TEXT }),
  tool("files/delete_folder", { path: TEXT }),
  { name: "files#resources/read", inputSchema: { type: "object", properties: { uri: TEXT } } },
  tool("mail/read", { folder: TEXT }),
  tool("mail/send", {
    to: { type: "array", items: TEXT },
    subject: TEXT,
    body: TEXT,
    options: { type: "object", properties: { urgent: { type: "boolean" } } },
  }),
  tool("bank/get_balance", {}),
  tool("bank/pay", { recipient: TEXT, amount: { type: "number" }, currency: { enum: ["EUR", "USD"] } }),
  tool("bank/update_password", { password: TEXT }),
  tool("web/fetch", { url: TEXT }),
  tool("db/query", { query: TEXT }),
  tool("shell/run", { command: TEXT }),
  tool("airline/get_reservation_details", { reservation_id: TEXT }),
  tool("airline/cancel_reservation", { reservation_id: TEXT }),
  tool("airline/update_reservation_flights", { reservation_id: TEXT, flights: { type: "array", items: { type: "object" } } }),
  { name: "lab/anything" },
  { name: "lab/other" },
];
