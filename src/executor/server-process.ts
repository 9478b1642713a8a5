/**
 * One tool server's process: strict messages in and out over its pipes, its error output passed on in printable lines, its
 * end reported once. It knows no method; what it cannot read it reports and drops.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { type Fault, fail } from "../fault/index.ts";
import { FrameReader, messageToFrame, parseMessage, type RpcMessage, SERVER_FRAME_BYTES_MAX, SERVER_FRAME_LIMITS } from "../mcp/index.ts";
import type { ExecutorCode } from "./faults.ts";
import { FAREWELL_MS, STDERR_LINE_MAX, STDERR_LINES_MAX } from "./limits.ts";
import type { Launch } from "./sandbox.ts";

export interface ServerEvents {
  readonly onMessage: (message: RpcMessage) => void;
  /** Something that is no strict message, with the id it seems to answer; the process goes on. Code: `executor/answer-refused`. */
  readonly onUnreadable: (fault: Fault<ExecutorCode>, answers: number | undefined) => void;
  /** The process has ended or could not be started. Codes: `executor/server-gone`, `executor/server-not-started`. */
  readonly onEnd: (fault: Fault<ExecutorCode>) => void;
  /** A printable line of its error output. */
  readonly onWords: (line: string) => void;
}

export class ServerProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #events: ServerEvents;
  #ended = false;

  constructor(launch: Launch, folder: string, events: ServerEvents) {
    this.#events = events;
    this.#child = spawn(launch.command, [...launch.args], { cwd: folder, env: { ...launch.env }, stdio: ["pipe", "pipe", "pipe"] });
    this.#child.on("error", (error) => this.#end(fail("executor/server-not-started", `\`${launch.command}\`: ${error.message}`).fault));
    this.#child.on("close", (code, signal) => {
      this.#end(fail("executor/server-gone", `the server has ended with ${signal ?? `code ${code ?? "unknown"}`}`).fault);
    });
    this.#child.stdin.on("error", () => undefined); // A closed pipe shows as the end of the process.
    const unreadable = (cause: Fault, frame?: Uint8Array): void =>
      events.onUnreadable(
        fail("executor/answer-refused", cause.message, { cause, ...(cause.at === undefined ? {} : { at: cause.at }) }).fault,
        frame === undefined ? undefined : seemingId(frame),
      );
    const frames = new FrameReader(SERVER_FRAME_BYTES_MAX, {
      onFrame: (frame) => {
        const message = parseMessage(frame, SERVER_FRAME_LIMITS);
        if (message.ok) events.onMessage(message.value);
        else unreadable(message.fault, frame);
      },
      onFault: unreadable,
    });
    this.#child.stdout.on("data", (chunk: Buffer) => frames.push(chunk));
    this.#child.stdout.on("end", () => frames.end());
    this.#passOnWords(this.#child.stderr);
  }

  get ended(): boolean {
    return this.#ended;
  }

  send(message: RpcMessage): void {
    if (!this.#ended) this.#child.stdin.write(messageToFrame(message));
  }

  /** Closes the server's input, and ends the process if it does not end by itself. */
  close(): void {
    if (this.#ended) return;
    this.#child.stdin.end();
    setTimeout(() => this.#child.kill("SIGTERM"), FAREWELL_MS).unref();
    setTimeout(() => this.#child.kill("SIGKILL"), 2 * FAREWELL_MS).unref();
  }

  #end(fault: Fault<ExecutorCode>): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#events.onEnd(fault);
  }

  #passOnWords(stream: Readable): void {
    let lines = 0;
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      const parts = (rest + chunk).split("\n");
      rest = (parts.pop() ?? "").slice(0, STDERR_LINE_MAX);
      for (const part of parts) {
        lines += 1;
        if (lines <= STDERR_LINES_MAX) this.#events.onWords(printableLine(part));
      }
    });
  }
}

/** The id of a frame that was refused, so that the call it answers need not wait; nothing else of it is used. */
function seemingId(frame: Uint8Array): number | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(frame.buffer, frame.byteOffset, frame.length).toString("utf8"));
    const id = typeof value === "object" && value !== null && "id" in value && !("method" in value) ? value.id : undefined;
    return typeof id === "number" ? id : undefined;
  } catch {
    return undefined;
  }
}

/** A line without the characters that move a terminal's cursor or hide text. */
function printableLine(line: string): string {
  return line
    .slice(0, STDERR_LINE_MAX)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ")
    .trimEnd();
}
