/**
 * The console over HTTP: which page asks for what. GET reads; what changes anything is a POST behind the door for changes. Everything
 * but the page's own files and the opening of a session needs a session.
 */
import { type Context, Hono } from "hono";
import { holdersOf, type Json } from "../../crypto/index.ts";
import { parseTicket } from "../../execution/index.ts";
import { leafText } from "../../ledger/index.ts";
import type { ApiMe } from "../api.ts";
import { approverOf } from "../approver-list.ts";
import { attentionOf } from "../attention.ts";
import type { Console } from "../console.ts";
import { healthOf } from "../health-view.ts";
import { detailOf } from "../inbox.ts";
import { CHANGES_PER_MINUTE, LIST_LENGTH_MAX, READS_PER_MINUTE, STREAMS_MAX } from "../limits.ts";
import { type Asked, courseOf, entriesOf, feedOf, sessionsOf } from "../record-view.ts";
import { secretsBeside } from "../reveals.ts";
import { maskSecrets } from "../secrets.ts";
import { loginRoutes } from "./login-routes.ts";
import type { OidcLogins } from "./oidc-logins.ts";
import type { PageFile } from "./page-files.ts";
import { readAnswerDraft, readAnswerProof, readPasskeyProof, textIn } from "./page-words.ts";
import {
  type Admitted,
  admitChange,
  admitHost,
  admitReader,
  foreignTo,
  malformed,
  NO_SESSION,
  readBody,
  refuse,
  setSessionCookie,
  TOO_OFTEN,
} from "./web-door.ts";
import type { WebSession, WebSessions } from "./web-sessions.ts";

export interface WebApp {
  readonly console: Console;
  readonly sessions: WebSessions;
  readonly files: ReadonlyMap<string, PageFile>;
  /** Absent: only links let people in. */
  readonly logins?: OidcLogins;
}

type Door = Hono<Admitted>;

/** Everything that the console answers. */
export function makeWebApp({ console: one, sessions, files, logins }: WebApp): Door {
  const { origin } = one.world;
  const app: Door = new Hono<Admitted>();
  app.use("*", admitHost(origin));
  openSession(app, one, sessions);
  loginRoutes(app, origin, sessions, logins);
  app.on(["POST"], "/api/*", admitChange(origin, sessions));
  app.on(["GET"], "/api/*", admitReader(origin, sessions));
  readRoutes(app, one, sessions);
  ledgerRoutes(app, one);
  changeRoutes(app, one, sessions);
  app.get("*", (context) => servePage(context, files));
  app.all("*", (context) => refuse(context, NOT_FOUND));
  app.onError((_, context) => refuse(context, malformed("the console can't answer this")));
  return app;
}

/** Who looks, as entries name them: `link` for whoever opened the one-time link. */
function lookerOf({ viewer }: WebSession): string {
  return viewer?.email ?? viewer?.subject ?? "link";
}

const NOT_FOUND = { code: "console-server/not-found", message: "there is nothing of that name" } as const;

function openSession(app: Door, one: Console, sessions: WebSessions): void {
  const { origin } = one.world;
  app.post("/api/session", async (context) => {
    const foreign = foreignTo(origin, context);
    if (foreign !== undefined) return refuse(context, foreign);
    const body = await readBody(context);
    if ("code" in body) return refuse(context, body);
    const opened = sessions.open(textIn(body.members, "link", 256) ?? "", { reads: READS_PER_MINUTE, changes: CHANGES_PER_MINUTE });
    if (opened === "too often") return refuse(context, TOO_OFTEN);
    if (opened === undefined) return refuse(context, NO_SESSION);
    const [session, secret] = opened;
    setSessionCookie(context, origin, secret);
    return context.json(meOf(one, session));
  });
}

function readRoutes(app: Door, one: Console, sessions: WebSessions): void {
  const { chronicle } = one;
  app.get("/api/me", (context) => context.json(meOf(one, context.get("session"))));
  app.get("/api/inbox", (context) => context.json({ items: one.inbox() }));
  app.get("/api/inbox/:ticket", async (context) => {
    const call = chronicle.calls.get(parseTicket(context.req.param("ticket")) ?? -1);
    const detail =
      call === undefined || !one.inbox().some(({ ticket }) => ticket === call.ticket) ? undefined : await detailOf(chronicle, call);
    return detail === undefined ? refuse(context, NOT_FOUND) : context.json(detail);
  });
  app.get("/api/sessions", (context) => context.json(sessionsOf(chronicle, askedOf(context), context.req.query("after"))));
  app.get("/api/steps", (context) => context.json(feedOf(chronicle, askedOf(context).limit)));
  app.get("/api/sessions/:id", (context) => {
    const record = chronicle.sessions.get(context.req.param("id"));
    return record === undefined ? refuse(context, NOT_FOUND) : context.json(courseOf(chronicle, record));
  });
  app.get("/api/charter", async (context) => {
    const status = await one.world.client.status();
    const authors = status.ok ? status.value.inForce.authors : { threshold: 1, keys: [] };
    const charter = one.charters.now(authors);
    return charter === undefined ? refuse(context, NOT_FOUND) : context.json(maskSecrets(charter as unknown as Json) as object);
  });
  app.get("/api/charter/diff", (context) => {
    const [from, to] = [context.req.query("from"), context.req.query("to")].map(Number);
    const difference = one.charters.difference(from ?? 0, to ?? 0);
    return difference === undefined ? refuse(context, NOT_FOUND) : context.json(maskSecrets(difference as unknown as Json) as object);
  });
  app.get("/api/health", (context) => context.json(healthOf(chronicle, one.readiness, one.world.now())));
  app.get("/api/attention", (context) => context.json(attentionOf(chronicle, one.world.now())));
  app.get("/api/stream", (context) => {
    const session = context.get("session");
    if (session.streams >= STREAMS_MAX) return refuse(context, TOO_OFTEN);
    session.streams += 1;
    const body = one.streams.open(one.hello(), {
      mayRead: () => sessions.isOpen(session),
      over: session.over.signal,
      onEnd: () => (session.streams -= 1),
    });
    return context.body(body, 200, { "content-type": "text/event-stream", "x-accel-buffering": "no" });
  });
}

function ledgerRoutes(app: Door, one: Console): void {
  const { chronicle, proofs } = one;
  app.get("/api/ledger", (context) => {
    const { before, kind, session } = context.req.query();
    const end = before === undefined || before === "" ? chronicle.size : Number(before);
    return context.json(entriesOf(chronicle, askedOf(context), { before: Number.isFinite(end) ? end : 0, kind, session }));
  });
  app.get("/api/ledger/:index", async (context) => {
    const index = Number(context.req.param("index"));
    const line = chronicle.lines[index];
    const proof = line === undefined ? undefined : proofs.inclusion(index);
    const read = proof === undefined ? undefined : await one.world.client.read(index, index + 1);
    const [followed] = read?.ok === true ? read.value : [];
    if (line === undefined || proof === undefined || followed === undefined) return refuse(context, NOT_FOUND);
    const sealed = chronicle.open(followed);
    const { entry } = followed.leaf;
    const secrets = sealed === undefined ? [] : await secretsBeside({ chronicle, client: one.world.client }, entry, sealed);
    const about = "proposal" in entry ? [entry.proposal] : [];
    const related = [...about, ...("decision" in entry && typeof entry.decision === "number" ? [entry.decision] : [])];
    return context.json({
      ...line,
      leaf: Buffer.from(leafText(followed.leaf), "utf8").toString("base64"),
      entry,
      ...(sealed === undefined ? {} : { sealed: maskSecrets(sealed, secrets), secrets }),
      proof,
      related,
    });
  });
  app.get("/api/checkpoints", (context) => context.json(proofs.checkpoints()));
}

function changeRoutes(app: Door, one: Console, sessions: WebSessions): void {
  app.post("/api/session/end", (context) => {
    sessions.end(context.get("session"));
    return context.json({});
  });
  app.post("/api/answers/challenge", (context) => {
    const asked = readAnswerDraft(context.get("body"));
    if (asked === undefined) return refuse(context, malformed("this is no answer"));
    const drafted = one.answers.draft(context.get("session").name, asked);
    return drafted.ok ? context.json(drafted.value) : refuse(context, drafted.fault);
  });
  app.post("/api/answers", async (context) => {
    const proof = readAnswerProof(context.get("body"));
    if (proof === undefined) return refuse(context, malformed("this is no assertion"));
    const given = await one.answers.give(context.get("session").name, proof);
    return given.ok ? context.json(given.value) : refuse(context, given.fault);
  });
  app.post("/api/passkeys/challenge", (context) => {
    const person = textIn(context.get("body"), "person", 64);
    if (person === undefined || !/^[\x21-\x7e]+$/.test(person)) return refuse(context, malformed("this is no person's name"));
    return context.json(one.passkeys.draft(context.get("session").name, person));
  });
  app.post("/api/passkeys", (context) => {
    const proof = readPasskeyProof(context.get("body"));
    if (proof === undefined) return refuse(context, malformed("this is no passkey"));
    const made = one.passkeys.make(context.get("session").name, proof);
    return made.ok ? context.json(made.value) : refuse(context, made.fault);
  });
  app.post("/api/reveal", async (context) => {
    const { entry } = context.get("body");
    const at = textIn(context.get("body"), "at", 1_024);
    if (typeof entry !== "number" || !Number.isSafeInteger(entry) || entry < 0 || at === undefined)
      return refuse(context, malformed("this names no value"));
    const shown = await one.reveals.show(lookerOf(context.get("session")), entry, at);
    return shown.ok ? context.json({ value: shown.value }) : refuse(context, shown.fault);
  });
}

function meOf({ world, chronicle }: Console, session: WebSession): ApiMe {
  const { origin, rpId, identity, ring, now } = world;
  return {
    csrf: session.csrf,
    console: `${identity.name} of ${holdersOf(ring, "ledger")[0]?.id ?? "?"}`,
    charter: chronicle.charters.at(-1)?.entry.name ?? "",
    approvers: chronicle.approvers.all().map((approver) => approverOf(approver, origin)),
    rpId,
    origin,
    ...(session.viewer === undefined ? {} : { viewer: lookerOf(session) }),
    now: now(),
  };
}

function askedOf({ req }: Context): Asked {
  const limit = Number(req.query("limit") ?? 50);
  return { limit: Number.isSafeInteger(limit) && limit > 0 ? limit : LIST_LENGTH_MAX, find: (req.query("find") ?? "").slice(0, 256) };
}

function servePage(context: Context, files: ReadonlyMap<string, PageFile>): Response {
  const path = context.req.path === "/" ? "/index.html" : context.req.path;
  const file = files.get(path);
  if (file === undefined) return refuse(context, NOT_FOUND);
  const { bytes, type, etag, isForever } = file;
  const headers = { etag, "cache-control": isForever ? "public, max-age=31536000, immutable" : "no-cache" };
  if (context.req.header("if-none-match") === etag) return context.body(null, 304, headers);
  return context.body(bytes, 200, { ...headers, "content-type": type });
}
