/** Asks the server for a secret in what is sealed beside an entry: it records that somebody looks before it answers. */
import type { ApiJson } from "../../console-server/api.ts";
import type { Server } from "../frame/ask-server.ts";

/** `below`: where the shown value is in the sealed content. */
export function revealIn(server: Server, entry: number, below = ""): (pointer: string) => Promise<ApiJson | undefined> {
  return async (pointer) => {
    const shown = await server.tell<{ readonly value: ApiJson }>("/api/reveal", { entry, at: `${below}${pointer}` });
    return shown.ok ? shown.value.value : undefined;
  };
}
