/**
 * Newline-delimited frames, as MCP sends them over stdio: bytes in, whole frames out, each within a limit. A frame that
 * is too long is reported once and skipped, so one bad frame neither fills the memory nor ends the connection. It never looks inside.
 */
import { type Fault, fail } from "../fault/index.ts";
import type { McpCode } from "./faults.ts";

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export interface FrameSink {
  /** One frame without its line end. The bytes are valid during the call only. */
  readonly onFrame: (frame: Uint8Array) => void;
  /** Codes: `mcp/frame-too-long`, `mcp/frame-cut`. */
  readonly onFault: (fault: Fault<McpCode>) => void;
}

export class FrameReader {
  readonly #bytesMax: number;
  readonly #sink: FrameSink;
  #parts: Uint8Array[] = [];
  #size = 0;
  #skipping = false;

  constructor(bytesMax: number, sink: FrameSink) {
    this.#bytesMax = bytesMax;
    this.#sink = sink;
  }

  /** Takes the next bytes and hands over every frame that they complete. Empty lines are no frames. */
  push(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#add(chunk.subarray(start, end));
      this.#finish();
      start = end + 1;
    }
    if (start < chunk.length) this.#add(chunk.subarray(start));
  }

  /** Says that no more bytes come. */
  end(): void {
    if (this.#size > 0 || this.#skipping) this.#sink.onFault(fail("mcp/frame-cut", "the input ended inside a frame").fault);
    this.#parts = [];
    this.#size = 0;
    this.#skipping = false;
  }

  #add(part: Uint8Array): void {
    if (this.#skipping || part.length === 0) return;
    this.#size += part.length;
    if (this.#size <= this.#bytesMax) {
      this.#parts.push(part);
      return;
    }
    this.#parts = [];
    this.#size = 0;
    this.#skipping = true;
    this.#sink.onFault(fail("mcp/frame-too-long", `a frame has more than ${this.#bytesMax} bytes`).fault);
  }

  #finish(): void {
    const [only] = this.#parts;
    const frame = only === undefined || this.#parts.length > 1 ? Buffer.concat(this.#parts) : only;
    this.#parts = [];
    this.#size = 0;
    this.#skipping = false;
    const trimmed = frame.at(-1) === CARRIAGE_RETURN ? frame.subarray(0, -1) : frame;
    if (trimmed.length > 0) this.#sink.onFrame(trimmed);
  }
}
