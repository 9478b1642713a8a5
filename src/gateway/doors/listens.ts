/**
 * What clients of 2026-07-28 listen to: changes of lists, and updates of resources. A listen gets what it asked for and
 * what is chartered; each resource in it is subscribed to by a governed call of its own.
 */
import { isJsonArray, isJsonObject, type JsonObject } from "../../crypto/index.ts";
import { META, type RpcId, type RpcMessage } from "../../mcp/index.ts";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { LISTEN_URIS_MAX, LISTENS_MAX } from "../limits.ts";

export interface Listening {
  readonly id: RpcId;
  /** Notifications it gets, by method. */
  readonly methods: ReadonlySet<string>;
  readonly uris: ReadonlySet<string>;
  readonly send: (message: RpcMessage) => void;
}

const LIST_CHANGES: readonly { readonly flag: string; readonly method: string }[] = [
  { flag: "toolsListChanged", method: "notifications/tools/list_changed" },
  { flag: "promptsListChanged", method: "notifications/prompts/list_changed" },
  { flag: "resourcesListChanged", method: "notifications/resources/list_changed" },
];

export class Listens {
  readonly #listening = new Set<Listening>();

  get isFull(): boolean {
    return this.#listening.size >= LISTENS_MAX;
  }

  /**
   * Begins a listen: `subscribe` is asked for each resource, and those it refuses are not heard of. Acknowledges what is honoured.
   * Undefined where `wanted` is no filter.
   */
  async begin(
    id: RpcId,
    wanted: unknown,
    catalogue: Catalogue,
    subscribe: (uri: string) => Promise<boolean>,
    send: (message: RpcMessage) => void,
  ): Promise<Listening | undefined> {
    if (!isJsonObject(wanted as JsonObject)) return undefined;
    const filter = wanted as JsonObject;
    const offered = ({ method }: { readonly method: string }): boolean =>
      method === "notifications/tools/list_changed" || catalogue.serversWith(method).length > 0;
    const changes = LIST_CHANGES.filter((change) => filter[change.flag] === true && offered(change));
    const asked = isJsonArray(filter["resourceSubscriptions"])
      ? filter["resourceSubscriptions"].filter((uri) => typeof uri === "string")
      : [];
    const uris = new Set<string>();
    for (const uri of asked.slice(0, LISTEN_URIS_MAX)) if (await subscribe(uri)) uris.add(uri);
    const methods = new Set([...changes.map(({ method }) => method), ...(uris.size > 0 ? ["notifications/resources/updated"] : [])]);
    const listening: Listening = { id, methods, uris, send };
    const honoured = {
      ...Object.fromEntries(changes.map(({ flag }) => [flag, true])),
      ...(uris.size > 0 ? { resourceSubscriptions: [...uris] } : {}),
    };
    this.#listening.add(listening);
    send(stamped(id, "notifications/subscriptions/acknowledged", { notifications: honoured }));
    return listening;
  }

  end(listening: Listening): void {
    this.#listening.delete(listening);
  }

  /** Tells everyone who listens to it. */
  tell(method: string, params: JsonObject): void {
    for (const listening of this.#listening) {
      const { uri } = params;
      if (!listening.methods.has(method) || (method === "notifications/resources/updated" && !listening.uris.has(String(uri)))) continue;
      listening.send(stamped(listening.id, method, params));
    }
  }
}

function stamped(id: RpcId, method: string, params: JsonObject): RpcMessage {
  return { is: "notification", method, params: { ...params, _meta: { [META.subscriptionId]: id } } };
}
