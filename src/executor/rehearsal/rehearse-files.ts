/**
 * Rehearses a call of a tool server that works on files: the same server in a box, with copies in the place of its folders, is sent the one
 * call, and ended; what differs between the copies before and after is what the call would do. The folders themselves are only read.
 */
import { join } from "node:path";
import { canonicalize, isJsonArray, isJsonObject, type Json } from "../../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../../fault/index.ts";
import type { FileChange, Rehearsal, SealedResult } from "../../ledger/index.ts";
import type { ExecutorCode } from "../faults.ts";
import {
  BOXED_ANSWER_MAX,
  BOXED_CALL_MS,
  BOXED_HANDSHAKE_MS,
  CHANGES_SHOWN_MAX,
  COPIED_BYTES_MAX,
  COPIED_ENTRIES_MAX,
  DIFF_LINES_MAX,
} from "../limits.ts";
import { refusal } from "../reply.ts";
import { ToolServer } from "../tool-server.ts";
import { type Boxed, inBox } from "./box.ts";
import { fileChanges, type Rehearsed } from "./file-changes.ts";
import { type FolderImage, imageOf, type Room } from "./folder-image.ts";

export interface FilesToRehearse extends Omit<Boxed, "copies"> {
  /** What is copied: folders that exist, as the disk knows them, none inside another. */
  readonly folders: readonly string[];
  /** The folder that the server starts in. */
  readonly startFolder: string;
}

/** A call of a tool, and the session's version of the protocol. */
export interface ToolCall {
  readonly name: string;
  readonly args: Json;
  readonly protocol: string;
}

interface Copied {
  readonly folder: string;
  readonly copy: string;
  readonly before: FolderImage;
}

/** Rehearses in `place`, an empty folder. Codes: `executor/rehearsal-too-large`, `executor/rehearsal-failed`. */
export async function rehearseFiles(call: ToolCall, files: FilesToRehearse, place: string): Promise<Result<Rehearsal, ExecutorCode>> {
  const room = freshRoom();
  const copied: Copied[] = [];
  for (const [number, folder] of files.folders.entries()) {
    const copy = join(place, String(number));
    const before = await imageOf(folder, room, { copyTo: copy, passOver: files.walls.hidden });
    if (!before.ok) return before;
    copied.push({ folder, copy, before: before.value });
  }
  const answer = await callInBox(call, files, copied);
  if (!answer.ok) return answer;
  const changes: FileChange[] = [];
  let changesLeft = 0;
  const roomAfter = freshRoom();
  for (const one of copied) {
    const after = await imageOf(one.copy, roomAfter);
    if (!after.ok) return after;
    const rehearsed: Rehearsed = { ...one, after: after.value };
    const found = await fileChanges(rehearsed, CHANGES_SHOWN_MAX - changes.length);
    changes.push(...found.changes);
    changesLeft += found.all - found.changes.length;
  }
  return ok({ is: "files", answer: answer.value, changes: withinLines(changes), changesLeft });
}

/** As many lines of all changes together as are shown of one. */
function withinLines(changes: readonly FileChange[]): readonly FileChange[] {
  let room = DIFF_LINES_MAX;
  return changes.map((change) => {
    const lines = change.lines.slice(0, room);
    room -= lines.length;
    return { ...change, lines, linesLeft: change.linesLeft + change.lines.length - lines.length };
  });
}

function freshRoom(): Room {
  return { bytes: COPIED_BYTES_MAX, entries: COPIED_ENTRIES_MAX };
}

type Answer = Extract<Rehearsal, { readonly is: "files" }>["answer"];

/** Starts the server, sends it the call, and waits until nothing of it runs any more. */
async function callInBox(call: ToolCall, files: FilesToRehearse, copies: readonly Copied[]): Promise<Result<Answer, ExecutorCode>> {
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  const started = await ToolServer.start(
    {
      launch: inBox({ ...files, copies }),
      folder: files.startFolder,
      capabilities: {},
      version: call.protocol,
      callMs: BOXED_CALL_MS,
      handshakeMs: BOXED_HANDSHAKE_MS,
    },
    {
      onAsk: async () => refusal("this is a rehearsal: nobody is asked"),
      onNotice: () => undefined,
      onLate: () => undefined,
      onEnd: () => resolve(),
      onWords: () => undefined,
    },
  );
  if (!started.ok) {
    await gone;
    return failed("the server does not start in the box", started.fault);
  }
  const params = isJsonObject(call.args) ? call.args : {};
  const reply = await started.value.request(-1, "tools/call", { name: call.name, arguments: params }, { progress: false });
  started.value.close();
  await gone;
  return reply.is === "fault" ? failed("the server did not answer in the box", reply.fault) : ok(answerOf(reply.answer));
}

function failed(message: string, cause: Fault): Result<never, ExecutorCode> {
  return fail("executor/rehearsal-failed", `${message}: ${cause.message}`, { cause });
}

/** What the server said, as text: it may be wrong about what it did, and an agent would read it. */
function answerOf(answer: SealedResult): Answer {
  const isError = "error" in answer || (isJsonObject(answer.result) && answer.result["isError"] === true);
  const text = ("error" in answer ? answer.error.message : textOf(answer.result)).toWellFormed();
  return { isError, text: text.slice(0, BOXED_ANSWER_MAX).toWellFormed(), cut: Math.max(0, text.length - BOXED_ANSWER_MAX) };
}

function textOf(result: Json): string {
  const content = isJsonObject(result) ? (result["content"] ?? null) : null;
  if (!isJsonArray(content)) return canonicalize(result);
  return content.map((item) => (isJsonObject(item) && typeof item["text"] === "string" ? item["text"] : canonicalize(item))).join("\n");
}
