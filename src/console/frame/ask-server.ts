/**
 * The page's one way to its server: JSON over HTTP, with the header that only this page can know. Every answer is a value or a
 * fault; nothing throws.
 */
import type { ApiFault } from "../../console-server/api.ts";
import type { ConsoleCode } from "../faults.ts";

export type Asked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: ApiFault };

export interface Server {
  readonly ask: <T>(path: string) => Promise<Asked<T>>;
  readonly tell: <T>(path: string, body: object) => Promise<Asked<T>>;
  /** From `ApiMe`: sent with everything that changes something. */
  readonly setCsrf: (csrf: string) => void;
}

const GONE: ApiFault = {
  code: "console/server-silent" satisfies ConsoleCode,
  message: "the console's server does not answer",
  remedy: "is `interlock` still running?",
};
const GARBLED: ApiFault = {
  code: "console/answer-garbled" satisfies ConsoleCode,
  message: "the server's answer is not what this page understands",
  remedy: "reload the page",
};

/** Speaks to the server that the page came from. */
export function connectToServer(send: typeof fetch): Server {
  let csrf = "";
  const exchange = async <T>(path: string, init: RequestInit): Promise<Asked<T>> => {
    let response: Response;
    try {
      response = await send(path, { ...init, credentials: "same-origin", cache: "no-store", redirect: "error" });
    } catch {
      return { ok: false, fault: GONE };
    }
    const body = await bodyOf(response);
    if (body === undefined) return { ok: false, fault: GARBLED };
    return response.ok ? { ok: true, value: body as T } : { ok: false, fault: body as ApiFault };
  };
  return {
    ask: (path) => exchange(path, { headers: { accept: "application/json" } }),
    tell: (path, body) => {
      const headers = { accept: "application/json", "content-type": "application/json", "x-interlock-csrf": csrf };
      return exchange(path, { method: "POST", headers, body: JSON.stringify(body) });
    },
    setCsrf: (value) => {
      csrf = value;
    },
  };
}

async function bodyOf(response: Response): Promise<object | undefined> {
  try {
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null ? body : undefined;
  } catch {
    return undefined;
  }
}
