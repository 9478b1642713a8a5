/**
 * The names an agent sees, and the pinned names behind them. One server: a tool has its own name. Several: `server__name`, for tools,
 * prompts and resources alike, so that no server can take another's name. What cannot be told apart is refused, never guessed.
 */
import { fail, ok, type Result } from "../../fault/index.ts";
import type { GatewayCode } from "../faults.ts";

const SEPARATOR = "__";

export class Names {
  readonly #servers: readonly string[];

  /** Code: `gateway/config-malformed` where two servers' names could be confused. */
  static of(servers: readonly string[]): Result<Names, GatewayCode> {
    const confused = servers.find((server) => servers.some((other) => other !== server && other.startsWith(`${server}${SEPARATOR}`)));
    if (confused === undefined && servers.length > 0) return ok(new Names(servers));
    const why =
      confused === undefined
        ? "no server is governed"
        : `\`${confused}\` and another server could be confused: one begins with the other and \`__\``;
    return fail("gateway/config-malformed", why, { remedy: "name the servers differently" });
  }

  private constructor(servers: readonly string[]) {
    this.#servers = servers;
  }

  get servers(): readonly string[] {
    return this.#servers;
  }

  /** How the agent sees a name of `server`. */
  shown(server: string, name: string): string {
    return this.#servers.length === 1 ? name : `${server}${SEPARATOR}${name}`;
  }

  /** The server and its own name that the agent's name means; undefined where it names no server. */
  meant(shown: string): { readonly server: string; readonly name: string } | undefined {
    const [only, second] = this.#servers;
    if (only !== undefined && second === undefined) return { server: only, name: shown };
    const server = this.#servers.find((candidate) => shown.startsWith(`${candidate}${SEPARATOR}`));
    return server === undefined ? undefined : { server, name: shown.slice(server.length + SEPARATOR.length) };
  }

  /** The pinned name of a tool; where no server is named, the name as it stands, which is pinned nowhere. */
  pinnedTool(shown: string): string {
    const meant = this.meant(shown);
    return meant === undefined ? shown : `${meant.server}/${meant.name}`;
  }
}
