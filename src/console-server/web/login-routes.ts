/**
 * Signing in over HTTP, where the console has an identity provider. The page begins it with a POST; the browser comes back by the one GET
 * that changes anything, which only counts for what this browser began. All of it lets somebody look, and nothing more.
 */
import type { Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { ApiLogin, ApiLoginBegun } from "../api.ts";
import { CHANGES_PER_MINUTE, LOGIN_LIFETIME_MS, READS_PER_MINUTE } from "../limits.ts";
import { CALLBACK_PATH, type OidcLogins } from "./oidc-logins.ts";
import { type Admitted, cookieAt, foreignTo, NO_SESSION, refuse, setSessionCookie, TOO_OFTEN } from "./web-door.ts";
import type { WebSessions } from "./web-sessions.ts";

export function loginRoutes(app: Hono<Admitted>, origin: string, sessions: WebSessions, logins: OidcLogins | undefined): void {
  const name = cookieAt(origin, "interlock_login");
  // `Lax`: the browser comes back from another site, and must bring it.
  const cookie = { httpOnly: true, sameSite: "Lax", path: "/login", secure: origin.startsWith("https:") } as const;
  app.get("/api/login", (context) => context.json({ ...(logins === undefined ? {} : { issuer: logins.issuer }) } satisfies ApiLogin));
  app.post("/api/login", async (context) => {
    const foreign = foreignTo(origin, context);
    if (foreign !== undefined) return refuse(context, foreign);
    if (logins === undefined) return refuse(context, NO_SESSION);
    if (!sessions.mayOpen()) return refuse(context, TOO_OFTEN);
    const begun = await logins.begin();
    if (!begun.ok) return refuse(context, begun.fault);
    setCookie(context, name, begun.value.cookie, { ...cookie, maxAge: LOGIN_LIFETIME_MS / 1_000 });
    return context.json({ url: begun.value.url } satisfies ApiLoginBegun);
  });
  app.get(CALLBACK_PATH, async (context) => {
    if (logins === undefined) return refuse(context, NO_SESSION);
    const came = await logins.finish(new URL(context.req.url).searchParams, getCookie(context, name));
    deleteCookie(context, name, cookie);
    // The page says why; the query, with the code in it, leaves the address bar either way.
    if (!came.ok) return context.redirect(`/#refused=${came.fault.code}`, 303);
    const opened = sessions.admit(came.value, { reads: READS_PER_MINUTE, changes: CHANGES_PER_MINUTE });
    setSessionCookie(context, origin, opened[1]);
    return context.redirect("/#/inbox", 303);
  });
}
