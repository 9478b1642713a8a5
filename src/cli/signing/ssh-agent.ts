/**
 * Keys that an SSH agent holds: it lists them and signs with them, and may ask its holder first; no key ever leaves it. The protocol is
 * draft-ietf-sshm-ssh-agent, of which two messages are needed; only Ed25519 keys count.
 */
import { connect } from "node:net";
import { toBase64 } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";

export interface AgentKey {
  /** Raw Ed25519 key, base64. */
  readonly signKey: string;
  readonly comment: string;
  /** Signs bytes; base64. It may take as long as a person takes. Code: `cli/agent-unreachable`. */
  sign(message: Uint8Array): Promise<Result<string, CliCode>>;
}

const LIST = 11;
const LISTED = 12;
const SIGN = 13;
const SIGNED = 14;
const ALGORITHM = Buffer.from("ssh-ed25519");
/** An answer with many keys is far below. */
const ANSWER_BYTES_MAX = 262_144;

/** The Ed25519 keys of the agent at a socket. Code: `cli/agent-unreachable`. */
export async function readAgentKeys(socket: string): Promise<Result<readonly AgentKey[], CliCode>> {
  const listed = await ask(socket, Buffer.of(LIST), LISTED);
  if (!listed.ok) return listed;
  const reader = new Reader(listed.value);
  const keys: AgentKey[] = [];
  for (let left = reader.number(); left > 0; left -= 1) {
    const [blob, comment] = [reader.text(), reader.text()];
    const inner = new Reader(blob);
    const [algorithm, raw] = [inner.text(), inner.text()];
    if (!algorithm.equals(ALGORITHM) || raw.length !== 32) continue;
    keys.push({ signKey: toBase64(raw), comment: comment.toString("utf8"), sign: (message) => signWith(socket, blob, message) });
  }
  return ok(keys);
}

async function signWith(socket: string, blob: Buffer, message: Uint8Array): Promise<Result<string, CliCode>> {
  const signed = await ask(socket, Buffer.concat([Buffer.of(SIGN), text(blob), text(message), Buffer.alloc(4)]), SIGNED);
  if (!signed.ok) return signed;
  const inner = new Reader(new Reader(signed.value).text());
  const [algorithm, signature] = [inner.text(), inner.text()];
  return algorithm.equals(ALGORITHM) && signature.length === 64
    ? ok(toBase64(signature))
    : unreachable("it signs otherwise than with Ed25519");
}

/** One question, one answer of the expected kind, without its first byte. */
function ask(socket: string, question: Buffer, kind: number): Promise<Result<Buffer, CliCode>> {
  return new Promise((resolve) => {
    let answer: Buffer = Buffer.alloc(0);
    const link = connect(socket, () => link.write(text(question)));
    const end = (result: Result<Buffer, CliCode>): void => {
      resolve(result);
      link.destroy();
    };
    link.on("error", (error) => end(unreachable(error.message)));
    link.on("close", () => end(unreachable("it ends the connection")));
    link.on("data", (bytes: Buffer) => {
      answer = Buffer.concat([answer, bytes]);
      const size = answer.length < 4 ? Number.POSITIVE_INFINITY : answer.readUInt32BE(0);
      if (size !== Number.POSITIVE_INFINITY && size > ANSWER_BYTES_MAX) return end(unreachable("its answer is too long"));
      if (answer.length < 4 + size) return;
      end(answer[4] === kind ? ok(answer.subarray(5, 4 + size)) : unreachable("it refuses"));
    });
  });
}

function text(bytes: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
}

/** Numbers and texts one after the other; what is not there is zero or empty. */
class Reader {
  #rest: Buffer;

  constructor(bytes: Buffer) {
    this.#rest = bytes;
  }

  number(): number {
    const value = this.#rest.length < 4 ? 0 : this.#rest.readUInt32BE(0);
    this.#rest = this.#rest.subarray(4);
    return value;
  }

  text(): Buffer {
    const size = this.number();
    const bytes = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    return bytes;
  }
}

function unreachable(message: string): Result<never, CliCode> {
  return fail("cli/agent-unreachable", `the SSH agent does not sign: ${message}`, {
    remedy: "start it (`ssh-agent`), add the key (`ssh-add`)",
  });
}
