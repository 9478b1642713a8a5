/**
 * The last events of one HTTP client's streams, so that a client whose connection broke can go on where it was.
 * Bounded; the oldest are let go.
 */
import { randomBytes } from "node:crypto";
import type { EventStore, JSONRPCMessage } from "@modelcontextprotocol/server";
import { EVENTS_KEPT_MAX } from "../limits.ts";

export class KeptEvents implements EventStore {
  readonly #events = new Map<string, { readonly streamId: string; readonly message: JSONRPCMessage }>();

  async storeEvent(streamId: string, message: JSONRPCMessage): Promise<string> {
    const id = randomBytes(16).toString("hex");
    this.#events.set(id, { streamId, message });
    const [oldest] = this.#events.keys();
    if (this.#events.size > EVENTS_KEPT_MAX && oldest !== undefined) this.#events.delete(oldest);
    return id;
  }

  async getStreamIdForEventId(eventId: string): Promise<string | undefined> {
    return this.#events.get(eventId)?.streamId;
  }

  async replayEventsAfter(eventId: string, { send }: { send: (id: string, message: JSONRPCMessage) => Promise<void> }): Promise<string> {
    const streamId = this.#events.get(eventId)?.streamId ?? "";
    let isAfter = false;
    for (const [id, event] of [...this.#events]) {
      // A priming event has no message of its own.
      if (isAfter && event.streamId === streamId && "jsonrpc" in event.message) await send(id, event.message);
      isAfter ||= id === eventId;
    }
    return streamId;
  }
}
