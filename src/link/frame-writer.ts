/**
 * Frames on their way out: four bytes of length, big-endian, and the text in UTF-8. Small frames are written side by side
 * into one chunk, so that a burst of messages is one write to the socket. Knows nothing of sockets.
 */
import { assert } from "../fault/index.ts";
import { CHUNK_BYTES } from "./limits.ts";

const HEADER_BYTES = 4;
/** UTF-8 has at most three bytes for each UTF-16 code unit. */
const BYTES_PER_UNIT_MAX = 3;

export class FrameWriter {
  readonly #frameBytesMax: number;
  #chunk: Buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #start = 0;
  #end = 0;
  #ready: Buffer[] = [];
  #readyBytes = 0;

  constructor(frameBytesMax: number) {
    this.#frameBytesMax = frameBytesMax;
  }

  /** Bytes that wait to be taken. */
  get bytes(): number {
    return this.#readyBytes + this.#end - this.#start;
  }

  /** Adds one frame. A text over the limit is a bug of the caller, who knows `frameBytesMax`. */
  add(text: string): void {
    const fitsSurely = this.#end + HEADER_BYTES + text.length * BYTES_PER_UNIT_MAX <= CHUNK_BYTES;
    const bytes = fitsSurely ? 0 : Buffer.byteLength(text, "utf8");
    assert(bytes <= this.#frameBytesMax, "a message fits into one frame");
    if (HEADER_BYTES + bytes > CHUNK_BYTES) return this.#addLarge(text, bytes);
    if (!fitsSurely && this.#end + HEADER_BYTES + bytes > CHUNK_BYTES) this.#renewChunk();
    const written = this.#chunk.write(text, this.#end + HEADER_BYTES, "utf8");
    assert(written <= this.#frameBytesMax, "a message fits into one frame");
    this.#chunk.writeUInt32BE(written, this.#end);
    this.#end += HEADER_BYTES + written;
  }

  /** Hands out everything that was added since, in order. The bytes are the taker's. */
  take(): readonly Buffer[] {
    this.#closeRegion();
    const ready = this.#ready;
    this.#ready = [];
    this.#readyBytes = 0;
    return ready;
  }

  #addLarge(text: string, bytes: number): void {
    this.#closeRegion();
    const frame = Buffer.allocUnsafeSlow(HEADER_BYTES + bytes);
    frame.writeUInt32BE(bytes, 0);
    frame.write(text, HEADER_BYTES, "utf8");
    this.#ready.push(frame);
    this.#readyBytes += frame.length;
  }

  /** What was handed out is never written to again: the chunk goes on behind it. */
  #closeRegion(): void {
    if (this.#end === this.#start) return;
    this.#ready.push(this.#chunk.subarray(this.#start, this.#end));
    this.#readyBytes += this.#end - this.#start;
    this.#start = this.#end;
  }

  #renewChunk(): void {
    this.#closeRegion();
    this.#chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    this.#start = 0;
    this.#end = 0;
  }
}
