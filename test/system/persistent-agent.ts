/**
 * An agent that calls without pause, on several calls at once, through a gateway that may be killed: it connects again and goes on. No two
 * of its calls say the same and it never repeats one, so an effect that is there twice is not its doing.
 */
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { eventually } from "../worlds/eventually.ts";

const AT_ONCE = 4;
/** What a call may take, and how long to wait after one that was not answered by the tool. */
const CALL_MS = 40_000;
const PAUSE_MS = 50;

export class PersistentAgent {
  /** Calls that the tool has answered, as the counting server writes them. */
  readonly answered: string[] = [];
  readonly #command: readonly [command: string, ...args: string[]];
  #client: Client | undefined;
  #gateway = 0;
  #calls = 0;
  #isOver = false;
  #work: Promise<unknown> = Promise.resolve();

  private constructor(command: readonly [command: string, ...args: string[]]) {
    this.#command = command;
  }

  /** `command` starts a gateway. */
  static async start(command: readonly [command: string, ...args: string[]]): Promise<PersistentAgent> {
    const agent = new PersistentAgent(command);
    await agent.connect();
    agent.#work = Promise.all(Array.from({ length: AT_ONCE }, () => agent.#callOn()));
    return agent;
  }

  /** The process id of its gateway. */
  get gateway(): number {
    return this.#gateway;
  }

  get calls(): number {
    return this.#calls;
  }

  /** Starts a gateway of its own, in place of one that is gone. */
  async connect(): Promise<void> {
    await this.#client?.close();
    this.#client = await eventually(() => this.#tryToConnect(), "a gateway");
  }

  /** Ends when every call has an answer. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await this.#work;
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }

  async #tryToConnect(): Promise<Client | undefined> {
    const [command, ...args] = this.#command;
    const transport = new StdioClientTransport({ command, args, stderr: "ignore" });
    const client = new Client({ name: "persistent", version: "1" });
    try {
      await client.connect(transport, { timeout: CALL_MS });
    } catch {
      await client.close();
      return undefined;
    }
    if (transport.pid === null) return undefined;
    this.#gateway = transport.pid;
    return client;
  }

  async #callOn(): Promise<void> {
    while (!this.#isOver) {
      this.#calls += 1;
      // One call in four is inadmissible: a payment that is too large.
      const [tool, amount] = this.#calls % 4 === 0 ? ["pay", 1_000 + this.#calls] : ["look", this.#calls];
      if (await this.#isAnswered(tool, amount)) this.answered.push(`${tool} ${amount}`);
      else await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async #isAnswered(name: string, amount: number): Promise<boolean> {
    try {
      const answer = await this.#client?.callTool({ name, arguments: { amount } }, { timeout: CALL_MS });
      return answer !== undefined && answer.isError !== true;
    } catch {
      return false;
    }
  }
}
