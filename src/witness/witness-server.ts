/** A witness over HTTP, as c2sp.org/tlog-witness has it: `POST /add-checkpoint` and its status codes. Anything else is not found. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { fail, ok, type Result, unreachable } from "../fault/index.ts";
import type { WitnessCode } from "./faults.ts";
import { BODY_BYTES_MAX, BODY_MS } from "./limits.ts";
import type { Refusal, Witness } from "./witness.ts";

/** Serves until the server is closed. Fault: `witness/cannot-listen`. */
export async function serveWitness(witness: Witness, host: string, port: number): Promise<Result<Server, WitnessCode>> {
  const server = createServer((request, response) => void answer(witness, request, response));
  server.requestTimeout = BODY_MS;
  return await new Promise((resolve) => {
    server.once("error", ({ message }) => resolve(fail("witness/cannot-listen", `cannot listen on ${host}:${port}: ${message}`)));
    server.listen(port, host, () => resolve(ok(server)));
  });
}

async function answer(witness: Witness, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const say = (status: number, text: string, type = "text/plain; charset=utf-8"): void => {
    response.writeHead(status, { "content-type": type }).end(text);
  };
  if (request.url !== "/add-checkpoint") return say(404, "not found\n");
  if (request.method !== "POST") return say(405, "use POST\n");
  const body = await bodyOf(request);
  if (body === undefined) return say(413, "the request is too large or no text\n");
  const answered = await witness.addCheckpoint(body);
  if ("line" in answered) return say(200, answered.line);
  const { code, message, size } = answered.refusal;
  if (size !== undefined) return say(409, `${size}\n`, "text/x.tlog.size");
  return say(statusOf(code), `${message} [${code}]\n`);
}

function statusOf(code: Refusal["code"]): number {
  switch (code) {
    case "witness/request-malformed":
      return 400;
    case "witness/not-signed":
      return 403;
    case "witness/origin-unknown":
      return 404;
    case "witness/size-differs":
    case "witness/root-differs":
      return 409;
    case "witness/not-consistent":
      return 422;
    case "witness/store-failed":
    case "witness/policy-malformed":
    case "witness/config-malformed":
    case "witness/cannot-listen":
      return 503;
    default:
      return unreachable(code);
  }
}

/** The text of a request; undefined where it is too long, cut off, or not UTF-8. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      length += (chunk as Buffer).length;
      if (length > BODY_BYTES_MAX) return undefined;
      chunks.push(chunk as Buffer);
    }
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}
