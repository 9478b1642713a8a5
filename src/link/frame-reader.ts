/**
 * Frames on their way in: takes the chunks a stream is cut into and gives back whole frames, one at a time, so that the
 * limit can change between two of them. A frame that spans chunks is gathered in one buffer: every byte is copied at most
 * once, and memory is bounded by the limit. Knows nothing of sockets and of JSON.
 */
import { fail, ok, type Result } from "../fault/index.ts";
import type { LinkCode } from "./faults.ts";

const HEADER_BYTES = 4;
const EMPTY = Buffer.alloc(0);

export class FrameReader {
  /** Largest frame that is taken from now on. */
  frameBytesMax: number;
  #chunk: Buffer = EMPTY;
  #at = 0;
  /** A frame that spans chunks, and how much of it is there. */
  #gathered: Buffer | undefined;
  #filled = 0;

  constructor(frameBytesMax: number) {
    this.frameBytesMax = frameBytesMax;
  }

  /** Adds what came in. */
  push(chunk: Buffer): void {
    const rest = this.#chunk.subarray(this.#at);
    this.#chunk = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    this.#at = 0;
    if (this.#gathered !== undefined) this.#gather(this.#gathered);
  }

  /** The next whole frame, valid until the next `push`, or undefined. Fault: `link/frame-too-large`, before any of it is stored. */
  next(): Result<Buffer | undefined, LinkCode> {
    if (this.#gathered !== undefined) return ok(this.#takeGathered(this.#gathered));
    const available = this.#chunk.length - this.#at;
    if (available < HEADER_BYTES) return ok(undefined);
    const length = this.#chunk.readUInt32BE(this.#at);
    if (length > this.frameBytesMax) {
      return fail("link/frame-too-large", `a frame of ${length} bytes is announced, ${this.frameBytesMax} are allowed`);
    }
    this.#at += HEADER_BYTES;
    if (available >= HEADER_BYTES + length) {
      const frame = this.#chunk.subarray(this.#at, this.#at + length);
      this.#at += length;
      return ok(frame);
    }
    this.#gathered = Buffer.allocUnsafeSlow(length);
    this.#gather(this.#gathered);
    return ok(undefined);
  }

  #gather(frame: Buffer): void {
    const copied = this.#chunk.copy(frame, this.#filled, this.#at);
    this.#filled += copied;
    this.#at += copied;
  }

  #takeGathered(frame: Buffer): Buffer | undefined {
    if (this.#filled < frame.length) return undefined;
    this.#gathered = undefined;
    this.#filled = 0;
    return frame;
  }
}
