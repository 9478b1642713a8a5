/** What the decider reads in sealed contents: the call of a proposal, and of a result what the machine can speak about. */
import type { Json } from "../../crypto/index.ts";
import { isObject } from "../lock.ts";
import type { Words } from "../state/origins.ts";

/** A proposal's call. `isWhole` is false where the content cannot be opened, or is not of the form `{tool, args}`. */
export function readCall(opened: Json | undefined): SealedContent {
  const { tool, args, salt } = isObject(opened) ? opened : {};
  const isWhole = typeof tool === "string" && args !== undefined;
  return { tool: typeof tool === "string" ? tool : "", args: args ?? null, salt: typeof salt === "string" ? salt : "", isWhole };
}

interface SealedContent {
  readonly tool: string;
  readonly args: Json;
  readonly salt: string;
  readonly isWhole: boolean;
}

/** Whether a result is an error, as `result.…` its structured content, and all that the agent gets. What cannot be read is an error. */
export function readResult(opened: Json | undefined): {
  readonly isError: boolean;
  readonly value: Json | undefined;
  readonly content: Json | undefined;
} {
  const result = isObject(opened) ? opened["result"] : undefined;
  if (!isObject(result)) return { isError: true, value: undefined, content: isObject(opened) ? opened["error"] : undefined };
  return { isError: result["isError"] === true, value: result["structuredContent"], content: result };
}

/** What a grant says in its user's words; nothing where it cannot be opened. */
export function readWords(opened: Json | undefined): Words {
  const { task, messages } = isObject(opened) ? opened : {};
  const said = Array.isArray(messages) ? (messages as readonly Json[]) : [];
  return { task: typeof task === "string" ? task : "", messages: said.filter((text) => typeof text === "string") };
}
