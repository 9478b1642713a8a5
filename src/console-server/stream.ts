/** What happens, to every page that is open: one event stream each, with what changed since the last turn, never faster than it is read. */
import type { ApiEvent } from "./api.ts";

/** Events that wait for a page that reads slowly; then it is told to read everything again, by being let go. */
const WAITING_MAX = 512;
const ALIVE_MS = 20_000;

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

  /** A new stream, as the body of an answer; `onEnd` is told once when nobody reads it any more. */
  open(hello: ApiEvent, onEnd: () => void): ReadableStream<Uint8Array> {
    const listeners = this.#listeners;
    const encoder = new TextEncoder();
    let finish = (): void => undefined;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const write = (text: string): void => {
            if ((controller.desiredSize ?? 0) < -WAITING_MAX) finish();
            else controller.enqueue(encoder.encode(text));
          };
          const alive = setInterval(() => write(": alive\n\n"), ALIVE_MS);
          alive.unref();
          const listener: Listener = { push: (event) => write(`data: ${JSON.stringify(event)}\n\n`), end: () => finish() };
          finish = () => {
            finish = () => undefined;
            clearInterval(alive);
            listeners.delete(listener);
            onEnd();
            controller.close();
          };
          listeners.add(listener);
          listener.push(hello);
        },
        cancel: () => {
          const isOpen = finish;
          finish = () => undefined;
          isOpen();
        },
      },
      { highWaterMark: 1 },
    );
  }
}
