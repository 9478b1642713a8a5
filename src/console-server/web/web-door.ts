/**
 * The console's door: what every request from a browser passes before anything looks at it. Its host is the console's own name, so no
 * rebound name reaches it; a change comes from the console's own page, with its secret, within a size and a rate; nothing answers in a
 * frame or runs a script that is not ours. GET changes nothing, because no GET reaches what changes; the one that ends a sign-in counts
 * only where this browser began it.
 */
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { isJsonObject, type Json, parseJson } from "../../crypto/index.ts";
import type { Fault } from "../../fault/index.ts";
import type { ConsoleServerCode } from "../faults.ts";
import { BODY_BYTES_MAX, SESSION_LIFETIME_MS } from "../limits.ts";
import type { WebSession, WebSessions } from "./web-sessions.ts";

/** What passes through the door to a handler. */
export interface Admitted {
  readonly Variables: { readonly session: WebSession; readonly body: { readonly [member: string]: Json } };
}

/**
 * A cookie's name at one console. Browsers send cookies to every port of a host, so each console's has its port in it; behind TLS it is
 * no other host's either (RFC 6265bis, `__Host-`), where it is for the whole path.
 */
export function cookieAt(origin: string, name: "interlock_console" | "interlock_login"): string {
  const { protocol, port } = new URL(origin);
  const isTls = protocol === "https:";
  return `${isTls && name === "interlock_console" ? "__Host-" : ""}${name}_${port === "" ? (isTls ? 443 : 80) : port}`;
}

/** Scripts, styles and connections of our own only; nobody frames us; nothing is guessed, kept or told to others. */
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
} as const;

const STATUS: { readonly [code in ConsoleServerCode]?: 401 | 403 | 404 | 409 | 413 | 429 | 503 } = {
  "console-server/wrong-host": 403,
  "console-server/wrong-origin": 403,
  "console-server/wrong-csrf": 403,
  "console-server/provider-unreachable": 503,
  "console-server/no-session": 401,
  "console-server/too-often": 429,
  "console-server/too-large": 413,
  "console-server/not-found": 404,
  "console-server/not-waiting": 409,
  "console-server/nobody-answers": 403,
  "console-server/draft-gone": 409,
  "console-server/refused": 409,
  "console-server/behind": 503,
};

/** A refusal as the page gets it. */
export function refuse(context: Context, { code, message, remedy, cause }: Fault<ConsoleServerCode>): Response {
  const because = cause === undefined ? message : `${message}: ${cause.message} (${cause.code})`;
  return context.json({ code, message: because, ...(remedy === undefined ? {} : { remedy }) }, STATUS[code] ?? 400);
}

/** Sets what every answer carries, and lets in only who asks for `origin`'s own host. */
export function admitHost(origin: string): MiddlewareHandler {
  const { host } = new URL(origin);
  return async (context, next) => {
    if (context.req.header("host") === host) await next();
    else context.res = refuse(context, { code: "console-server/wrong-host", message: `this is \`${host}\`` });
    for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value);
    if (context.req.path.startsWith("/api/")) context.res.headers.set("cache-control", "no-store");
  };
}

/** Lets in who looks: a session's cookie, within its rate. */
export function admitReader(origin: string, sessions: WebSessions): MiddlewareHandler<Admitted> {
  const cookie = cookieAt(origin, "interlock_console");
  return async (context, next) => {
    const session = sessions.find(getCookie(context, cookie));
    if (session === undefined) return refuse(context, NO_SESSION);
    if (!session.reads.take()) return refuse(context, TOO_OFTEN);
    context.set("session", session);
    return await next();
  };
}

/** Lets in a change: from our own page, in JSON, with the page's secret. `rate`: whether the session may change something now. */
export function admitChange(origin: string, sessions: WebSessions): MiddlewareHandler<Admitted> {
  const cookie = cookieAt(origin, "interlock_console");
  return async (context, next) => {
    const foreign = foreignTo(origin, context);
    if (foreign !== undefined) return refuse(context, foreign);
    const session = sessions.find(getCookie(context, cookie));
    if (session === undefined) return refuse(context, NO_SESSION);
    if (context.req.header("x-interlock-csrf") !== session.csrf)
      return refuse(context, { code: "console-server/wrong-csrf", message: "the page's secret is missing", remedy: "load the page again" });
    if (!session.changes.take()) return refuse(context, TOO_OFTEN);
    const body = await readBody(context);
    if ("code" in body) return refuse(context, body);
    context.set("session", session);
    context.set("body", body.members);
    return await next();
  };
}

/** Why something that changes is not from our own page. `Origin` is always sent with a POST; another site can't leave it out. */
export function foreignTo(origin: string, { req }: Context): Fault<ConsoleServerCode> | undefined {
  const site = req.header("sec-fetch-site");
  if (req.header("origin") === origin && (site === undefined || site === "same-origin")) return undefined;
  return { code: "console-server/wrong-origin", message: `only the page at ${origin} may change anything` };
}

/** Gives the browser a session's secret, which no script can read and no other site can send. */
export function setSessionCookie(context: Context, origin: string, secret: string): void {
  const maxAge = SESSION_LIFETIME_MS / 1_000;
  const attributes = { httpOnly: true, sameSite: "Strict", path: "/", maxAge, secure: origin.startsWith("https:") } as const;
  setCookie(context, cookieAt(origin, "interlock_console"), secret, attributes);
}

/** A body, within its limit, read strictly. */
export async function readBody({
  req,
}: Context): Promise<{ readonly members: { readonly [member: string]: Json } } | Fault<ConsoleServerCode>> {
  const tooLarge = { code: "console-server/too-large", message: `a body has at most ${BODY_BYTES_MAX} bytes` } as const;
  if (req.header("content-type")?.split(";")[0] !== "application/json") return malformed("a body is `application/json`");
  if (Number(req.header("content-length") ?? 0) > BODY_BYTES_MAX) return tooLarge;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of req.raw.body ?? []) {
    size += part.length;
    if (size > BODY_BYTES_MAX) return tooLarge;
    parts.push(part);
  }
  const parsed = parseJson(Buffer.concat(parts), { bytesMax: BODY_BYTES_MAX });
  return parsed.ok && isJsonObject(parsed.value) ? { members: parsed.value } : malformed("the body is no JSON object");
}

export function malformed(message: string): Fault<ConsoleServerCode> {
  return { code: "console-server/malformed", message };
}

export const NO_SESSION: Fault<ConsoleServerCode> = {
  code: "console-server/no-session",
  message: "nobody is let in without the link in the terminal",
  remedy: "open the link that `interlock console` prints",
};
export const TOO_OFTEN: Fault<ConsoleServerCode> = { code: "console-server/too-often", message: "more than a person asks in a minute" };
