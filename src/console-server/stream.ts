/**
 * What happens, to every page that is open: one event stream each, with what changed since the last turn, never faster than it is read,
 * and nothing once its session is over.
 */
import type { ApiEvent } from "./api.ts";

/** Events that wait for a page that reads slowly; then it is told to read everything again, by being let go. */
const WAITING_MAX = 512;
const ALIVE_MS = 20_000;

/** Whoever a stream is for. */
export interface StreamReader {
  /** Asked before everything that is said. */
  readonly mayRead: () => boolean;
  /** Ends the stream at once. */
  readonly over: AbortSignal;
  /** Told once, when nobody reads the stream any more. */
  readonly onEnd: () => void;
}

interface Listener {
  readonly push: (event: ApiEvent) => void;
  readonly end: () => void;
}

export class EventStreams {
  readonly #listeners = new Set<Listener>();

  get size(): number {
    return this.#listeners.size;
  }

  send(event: ApiEvent): void {
    for (const { push } of this.#listeners) push(event);
  }

  close(): void {
    for (const { end } of [...this.#listeners]) end();
  }

  /** A new stream, as the body of an answer. It ends by itself where its reader does not read, or may not any more. */
  open(hello: ApiEvent, { mayRead, over, onEnd }: StreamReader): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    let leave = (): boolean => false;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const end = (): void => {
            if (leave()) controller.close();
          };
          const write = (text: string): void => {
            if (!mayRead() || (controller.desiredSize ?? 0) < -WAITING_MAX) end();
            else controller.enqueue(encoder.encode(text));
          };
          const listener: Listener = { push: (event) => write(`data: ${JSON.stringify(event)}\n\n`), end };
          const alive = setInterval(() => write(": alive\n\n"), ALIVE_MS);
          alive.unref();
          // Whoever comes first, the page or we: the stream ends once.
          leave = () => {
            if (!this.#listeners.delete(listener)) return false;
            clearInterval(alive);
            over.removeEventListener("abort", end);
            onEnd();
            return true;
          };
          this.#listeners.add(listener);
          over.addEventListener("abort", end);
          listener.push(hello);
        },
        cancel: () => void leave(),
      },
      { highWaterMark: 1 },
    );
  }
}
