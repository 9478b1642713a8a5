/**
 * A socket that carries frames of JSON: what handshake and link have in common. Messages are pulled one by one (during the
 * handshake) or delivered to a handler (afterwards); while nobody takes them, the socket is not read, so the peer is held
 * back by the kernel. Knows nothing of keys.
 */
import type { Socket } from "node:net";
import { type Json, parseJson } from "../crypto/index.ts";
import { assert, type Fault, fail, ok, type Result } from "../fault/index.ts";
import type { LinkCode } from "./faults.ts";
import { FrameReader } from "./frame-reader.ts";
import { FrameWriter } from "./frame-writer.ts";
import { CHUNK_BYTES, HANDSHAKE_FRAME_BYTES_MAX, LINK_JSON_LIMITS, type LinkLimits } from "./limits.ts";

type Receiver = (message: Result<Json, LinkCode>) => void;

/** Bytes after which a burst is passed to the socket without waiting for the burst's end. */
const BURST_BYTES = 4 * CHUNK_BYTES;

/** `soon`: with everything else of this turn of the event loop. `patient`: with the next message that is `soon`, or `patienceMs` later. */
export type Urgency = "soon" | "patient";

export class Wire {
  readonly #socket: Socket;
  readonly #limits: LinkLimits;
  readonly #reader = new FrameReader(HANDSHAKE_FRAME_BYTES_MAX);
  readonly #writer: FrameWriter;
  #flushing = false;
  #patience: NodeJS.Timeout | undefined;
  #handler: ((message: Json) => void) | undefined;
  #receiver: Receiver | undefined;
  #closeHandlers: ((fault: Fault<LinkCode> | undefined) => void)[] = [];
  /** Set once, by whatever ended the wire first; without a fault if that was `close`. */
  #end: { readonly fault: Fault<LinkCode> | undefined } | undefined;
  #closed = false;

  constructor(socket: Socket, limits: LinkLimits) {
    this.#socket = socket;
    this.#limits = limits;
    this.#writer = new FrameWriter(limits.frameBytesMax);
    socket.pause();
    socket.on("data", (chunk: Buffer) => {
      if (this.#end !== undefined) return;
      this.#reader.push(chunk);
      this.#deliver();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => this.#endWith(gone(error.code)));
    socket.on("close", () => this.#finish());
  }

  /** Bytes that wait for the peer. */
  get backlogBytes(): number {
    return this.#writer.bytes + this.#socket.writableLength;
  }

  /** Lifts the limit of the handshake. */
  admit(): void {
    this.#reader.frameBytesMax = this.#limits.frameBytesMax;
  }

  /** Sends one canonical text. After the end of the wire, nothing. */
  send(text: string, urgency: Urgency = "soon"): void {
    if (this.#end !== undefined) return;
    this.#writer.add(text);
    if (this.backlogBytes > this.#limits.backlogBytesMax) {
      this.fail({ code: "link/peer-too-slow", message: `more than ${this.#limits.backlogBytesMax} bytes wait for the peer` });
    } else if (this.#writer.bytes >= BURST_BYTES) {
      this.#flush();
    } else if (urgency === "patient") {
      this.#patience ??= setTimeout(() => this.#flush(), this.#limits.patienceMs);
    } else if (!this.#flushing) {
      // The whole burst of this turn of the event loop goes out in one write.
      this.#flushing = true;
      setImmediate(() => {
        this.#flushing = false;
        this.#flush();
      });
    }
  }

  /** Resolves when the socket takes more, or is closed. */
  drained(): Promise<void> {
    this.#flush();
    if (this.#closed || !this.#socket.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#socket.off("drain", done).off("close", done);
        resolve();
      };
      this.#socket.on("drain", done).on("close", done);
    });
  }

  /** The next message, for one caller at a time. Faults: those that end a wire. */
  receive(): Promise<Result<Json, LinkCode>> {
    assert(this.#receiver === undefined && this.#handler === undefined, "one taker of messages at a time");
    return new Promise((resolve) => {
      this.#receiver = resolve;
      if (this.#closed) this.#finish();
      else this.#deliver();
    });
  }

  /** Delivers every message from now on, the first not before the caller has returned. */
  onMessage(handler: (message: Json) => void): void {
    assert(this.#receiver === undefined && this.#handler === undefined, "one taker of messages at a time");
    this.#handler = handler;
    process.nextTick(() => this.#deliver());
  }

  /** Calls each handler once, when the wire has ended: with the fault, or without one where `close` was first. */
  onClose(handler: (fault: Fault<LinkCode> | undefined) => void): void {
    this.#closeHandlers.push(handler);
    if (this.#closed) process.nextTick(() => this.#finish());
  }

  /** Ends the wire after what was sent has gone out, or `closeMs` later. */
  close(): void {
    if (this.#end !== undefined) return;
    this.#flush();
    this.#end = { fault: undefined };
    this.#socket.end(() => this.#socket.destroy());
    setTimeout(() => this.#socket.destroy(), this.#limits.closeMs).unref();
  }

  /** Ends the wire at once. */
  fail(fault: Fault<LinkCode>): void {
    this.#endWith(fault);
    this.#socket.destroy();
  }

  #deliver(): void {
    while (this.#end === undefined && (this.#handler !== undefined || this.#receiver !== undefined)) {
      const message = this.#nextMessage();
      if (!message.ok) return this.fail(message.fault);
      if (message.value === undefined) {
        this.#socket.resume();
        return;
      }
      const receiver = this.#receiver;
      this.#receiver = undefined;
      if (receiver !== undefined) receiver(ok(message.value));
      else this.#handler?.(message.value);
    }
    if (this.#end === undefined) this.#socket.pause();
  }

  #nextMessage(): Result<Json | undefined, LinkCode> {
    const frame = this.#reader.next();
    if (!frame.ok || frame.value === undefined) return frame as Result<undefined, LinkCode>;
    const message = parseJson(frame.value, LINK_JSON_LIMITS);
    return message.ok ? message : fail("link/frame-malformed", "a frame is not one JSON value within limits", { cause: message.fault });
  }

  #flush(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    if (this.#end !== undefined || this.#writer.bytes === 0) return;
    const buffers = this.#writer.take();
    if (buffers.length > 1) this.#socket.cork();
    for (const buffer of buffers) this.#socket.write(buffer);
    if (buffers.length > 1) this.#socket.uncork();
  }

  #endWith(fault: Fault<LinkCode>): void {
    this.#end ??= { fault };
  }

  #finish(): void {
    this.#closed = true;
    this.#endWith(gone());
    const receiver = this.#receiver;
    this.#receiver = undefined;
    receiver?.({ ok: false, fault: this.#end?.fault ?? gone() });
    for (const handler of this.#closeHandlers.splice(0)) handler(this.#end?.fault);
  }
}

function gone(reason?: string): Fault<LinkCode> {
  return { code: "link/peer-gone", message: reason === undefined ? "the peer has closed the link" : `the link has broken: ${reason}` };
}
