/**
 * MCP over standard input and output: one client, newline-delimited frames. Each request goes to the door of the era
 * that it claims; what is no message is answered with an error and its code, and the connection goes on.
 */
import type { Readable, Writable } from "node:stream";
import type { Fault } from "../../fault/index.ts";
import {
  AGENT_FRAME_BYTES_MAX,
  AGENT_FRAME_LIMITS,
  claimsEnvelope,
  FrameReader,
  messageToFrame,
  parseMessage,
  RPC,
  type RpcId,
  type RpcMessage,
} from "../../mcp/index.ts";
import { type Answer, answerFault } from "../client/answers.ts";
import { EnvelopeDoor } from "../doors/envelope-door.ts";
import { HandshakeDoor } from "../doors/handshake-door.ts";
import type { House } from "../house.ts";
import { DRAIN_MS } from "../limits.ts";

/** Serves the one client at `input` and `output` until its input ends and its requests are answered, or `DRAIN_MS` have passed. */
export async function serveStdio(house: House, input: Readable, output: Writable): Promise<void> {
  const send = (message: RpcMessage): void => void output.write(messageToFrame(message));
  const client = new StdioClient(house, send);
  const frames = new FrameReader(AGENT_FRAME_BYTES_MAX, {
    onFrame: (frame) => {
      const message = parseMessage(frame, AGENT_FRAME_LIMITS);
      if (message.ok) client.receive(message.value);
      else client.refuse(message.fault);
    },
    onFault: (fault) => client.refuse(fault),
  });
  await new Promise<void>((resolve) => {
    input.on("data", (chunk: Buffer) => frames.push(chunk));
    input.on("end", resolve);
    input.on("close", resolve);
    input.on("error", () => resolve());
    output.on("error", () => resolve());
  });
  await client.close();
}

class StdioClient {
  readonly #house: House;
  readonly #send: (message: RpcMessage) => void;
  readonly #handshake: HandshakeDoor;
  readonly #envelope: EnvelopeDoor;
  /** Requests of the era of envelopes that are not answered yet. */
  readonly #open = new Map<RpcId, AbortController>();

  constructor(house: House, send: (message: RpcMessage) => void) {
    this.#house = house;
    this.#send = send;
    this.#handshake = new HandshakeDoor(house, send);
    this.#envelope = new EnvelopeDoor(house);
  }

  receive(message: RpcMessage): void {
    if (message.is === "request" && (claimsEnvelope(message.params) || message.method === "server/discover")) {
      return void this.#request(message.id, message.method, message.params);
    }
    if (message.is === "notification" && message.method === "notifications/cancelled") {
      const { requestId } = message.params;
      const open = typeof requestId === "string" || typeof requestId === "number" ? this.#open.get(requestId) : undefined;
      if (open !== undefined) return open.abort();
    }
    this.#handshake.receive(message);
  }

  /** Answers a frame that is no message. */
  refuse(fault: Fault): void {
    const answer = answerFault(
      fault,
      fault.code === "mcp/message-malformed" || fault.code === "mcp/batch-refused" ? RPC.invalidRequest : RPC.parseError,
    );
    if ("error" in answer) this.#send({ is: "error", id: undefined, error: answer.error });
  }

  async close(): Promise<void> {
    const deadline = this.#house.ledger.now() + DRAIN_MS;
    while (this.#handshake.answersOwed > 0 && this.#house.ledger.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const open of this.#open.values()) open.abort();
    await Promise.all([this.#handshake.close(), this.#envelope.close()]);
  }

  async #request(id: RpcId, method: string, params: Parameters<EnvelopeDoor["request"]>[2]): Promise<void> {
    const controller = new AbortController();
    if (this.#open.has(id))
      return this.#answer(id, { error: { code: RPC.invalidRequest, message: "a request with this id is open already" } });
    this.#open.set(id, controller);
    const answer = await this.#envelope.request(id, method, params, this.#send, controller.signal);
    this.#open.delete(id);
    if (!controller.signal.aborted || method === "subscriptions/listen") this.#answer(id, answer);
  }

  #answer(id: RpcId, answer: Answer): void {
    this.#send("error" in answer ? { is: "error", id, error: answer.error } : { is: "result", id, result: answer.result });
  }
}
