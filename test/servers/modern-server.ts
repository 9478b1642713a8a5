/**
 * A tool server that speaks only 2026-07-28, made with the official SDK: a tool that answers, one that asks first, one
 * that reports, one that changes.
 */
import { inputRequired, McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import * as z from "zod";

serveStdio(
  () => {
    const server = new McpServer(
      { name: "modern-server", version: "1.0.0" },
      { capabilities: { tools: { listChanged: true }, logging: {} } },
    );
    const text = (value: string): { content: { type: "text"; text: string }[] } => ({ content: [{ type: "text", text: value }] });
    server.registerTool("echo", { description: "Says it again", inputSchema: z.object({ message: z.string() }) }, async ({ message }) =>
      text(`Echo: ${message}`),
    );
    server.registerTool("ask", { description: "Asks the user first", inputSchema: z.object({}) }, async (_, context) => {
      const answer = context.mcpReq.inputResponses?.["name"] as { content?: { name?: string } } | undefined;
      if (answer !== undefined) return text(`Hello ${answer.content?.name ?? "nobody"}`);
      return inputRequired({
        inputRequests: {
          name: {
            method: "elicitation/create",
            params: { mode: "form", message: "Your name?", requestedSchema: { type: "object", properties: { name: { type: "string" } } } },
          },
        },
        requestState: "asked",
      });
    });
    server.registerTool("report", { description: "Reports progress", inputSchema: z.object({}) }, async (_, context) => {
      const progressToken = context.mcpReq._meta?.progressToken;
      for (const progress of [1, 2]) {
        if (progressToken !== undefined)
          await context.mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress, total: 2 } });
      }
      // The SDK's own client drops progress that arrives together with the answer.
      await new Promise((resolve) => setTimeout(resolve, 50));
      return text("reported");
    });
    const later = server.registerTool("later", { description: "Before", inputSchema: z.object({}) }, async () => text("later"));
    server.registerTool("change", { description: "Changes the tool `later`", inputSchema: z.object({}) }, async () => {
      later.update({ description: "After" });
      return text("changed");
    });
    return server;
  },
  { legacy: "reject" },
);
