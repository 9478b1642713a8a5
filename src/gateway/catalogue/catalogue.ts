/**
 * What the gateway offers an agent by itself: the pinned definitions of tools that some charter in force can ever
 * admit, and the capabilities that follow from the chartered methods. Nothing here was said by a running server, so no
 * server can change it behind anyone's back.
 */
import type { Json, JsonObject } from "../../crypto/index.ts";
import type { Lock } from "../../execution/index.ts";
import type { Era } from "../../mcp/index.ts";
import type { Names } from "./names.ts";

/** Marks, in a definition's `_meta`, whether some call of the tool is admissible in the present state. */
const ADMISSIBLE_NOW = "interlock/admissible";

export class Catalogue {
  readonly #lock: Lock;
  readonly #names: Names;
  readonly #chartered: ReadonlySet<string>;

  /** `chartered`: pinned names that the charter in force can admit in some state. */
  constructor(lock: Lock, names: Names, chartered: ReadonlySet<string>) {
    this.#lock = lock;
    this.#names = names;
    this.#chartered = chartered;
  }

  /** Servers for which a method is chartered, in order. */
  serversWith(method: string): readonly string[] {
    return this.#names.servers.filter((server) => this.isChartered(`${server}#${method}`));
  }

  isChartered(name: string): boolean {
    return this.#chartered.has(name);
  }

  /** Whether clients check structured content of this pinned tool against a schema. */
  hasOutputSchema(name: string): boolean {
    const [server = "", ...tool] = name.split("/");
    return this.#lock.servers[server]?.tools[tool.join("/")]?.definition["outputSchema"] !== undefined;
  }

  /** The definitions to list. `admissible`: pinned names admissible now; undefined where the decider has not said yet. */
  tools(admissible: ReadonlySet<string> | undefined): readonly JsonObject[] {
    return this.#names.servers.flatMap((server) =>
      Object.entries(this.#lock.servers[server]?.tools ?? {})
        .filter(([tool]) => this.isChartered(`${server}/${tool}`))
        .map(([tool, { definition }]) =>
          shownDefinition(definition, this.#names.shown(server, tool), admissible?.has(`${server}/${tool}`)),
        ),
    );
  }

  /** What the gateway says it can do: exactly what is chartered. */
  capabilities(era: Era): JsonObject {
    const offers = (...methods: readonly string[]): boolean => methods.some((method) => this.serversWith(method).length > 0);
    const resources = {
      ...(offers("resources/subscribe") ? { subscribe: true } : {}),
      ...(offers("notifications/resources/list_changed") ? { listChanged: true } : {}),
    };
    return {
      tools: { listChanged: true },
      ...(offers("resources/list", "resources/read", "resources/templates/list") ? { resources } : {}),
      ...(offers("prompts/list", "prompts/get")
        ? { prompts: offers("notifications/prompts/list_changed") ? { listChanged: true } : {} }
        : {}),
      ...(offers("completion/complete") ? { completions: {} } : {}),
      ...(offers(era === "handshake" ? "logging/setLevel" : "notifications/message") ? { logging: {} } : {}),
    };
  }

  /** Of a client's capabilities, what each server may be told: only what the server could use under the charter. */
  clientCapabilities(capabilities: JsonObject): JsonObject {
    const told: { [server: string]: Json } = {};
    for (const server of this.#names.servers) {
      const may = (method: string, capability: string): JsonObject => {
        const declared = capabilities[capability];
        return declared !== undefined && this.isChartered(`${server}#${method}`) ? { [capability]: declared } : {};
      };
      told[server] = {
        ...may("sampling/createMessage", "sampling"),
        ...may("elicitation/create", "elicitation"),
        ...may("roots/list", "roots"),
      };
    }
    return told;
  }
}

/** A pinned definition as it is shown: under the agent's name, without `execution` (calls as tasks are not offered). */
function shownDefinition(definition: JsonObject, name: string, admissible: boolean | undefined): JsonObject {
  const { execution, _meta, ...rest } = definition;
  const meta = typeof _meta === "object" && _meta !== null && !Array.isArray(_meta) ? (_meta as JsonObject) : {};
  if (admissible === undefined) return { ...rest, ...(_meta === undefined ? {} : { _meta }), name };
  return { ...rest, _meta: { ...meta, [ADMISSIBLE_NOW]: admissible }, name };
}
