/** A console over a running ledger, and a browser that behaves, or not: requests go to the console's own handler, without a port. */
import { randomBytes } from "node:crypto";
import type { ApiMe } from "../../src/console-server/index.ts";
import { Console, makeWebApp, type PageFile, WebSessions } from "../../src/console-server/index.ts";
import { type Json, passkeyId } from "../../src/crypto/index.ts";
import type { LedgerClient, Rehearsal } from "../../src/ledger/index.ts";
import { HubWorld, type PlainDecider, type PlainExecutor } from "./hub-world.ts";
import { SESSION } from "./ledger-world.ts";
import { SoftPasskey } from "./soft-passkey.ts";

export const ORIGIN = "http://localhost:7325";

const PAGE: PageFile = {
  bytes: new Uint8Array(Buffer.from("<!doctype html>")),
  type: "text/html; charset=utf-8",
  etag: '"page"',
  isForever: false,
};

/** What a browser sends besides its body. */
type Headers = { readonly [name: string]: string | undefined };

export interface Answered {
  readonly status: number;
  readonly headers: globalThis.Headers;
  /** The body as JSON; null where it is none. */
  readonly body: unknown;
  /** The body of an event stream, to be read. */
  readonly stream?: ReadableStream<Uint8Array>;
}

/** One browser with its cookie. */
export class Browser {
  readonly #fetch: (request: Request) => Response | Promise<Response>;
  cookie = "";
  csrf = "";

  constructor(fetch: (request: Request) => Response | Promise<Response>) {
    this.#fetch = fetch;
  }

  async get(path: string, headers: Headers = {}): Promise<Answered> {
    return await this.send("GET", path, undefined, headers);
  }

  /** A change as the console's own page makes it, changed as told. */
  async post(path: string, body: unknown, headers: Headers = {}): Promise<Answered> {
    const own = { origin: ORIGIN, "sec-fetch-site": "same-origin", "content-type": "application/json", "x-interlock-csrf": this.csrf };
    return await this.send("POST", path, typeof body === "string" ? body : JSON.stringify(body), { ...own, ...headers });
  }

  async send(method: string, path: string, body: string | undefined, headers: Headers): Promise<Answered> {
    const sent = Object.entries({ host: "localhost:7325", cookie: this.cookie, ...headers }).filter(([, value]) => value !== undefined);
    const request = new Request(`${ORIGIN}${path}`, {
      method,
      headers: sent as [string, string][],
      ...(body === undefined ? {} : { body }),
    });
    const response = await this.#fetch(request);
    const set = response.headers.get("set-cookie");
    if (set !== null) this.cookie = set.split(";")[0] ?? "";
    const isStream = response.headers.get("content-type") === "text/event-stream";
    const text = isStream ? "" : await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    const stream = isStream && response.body !== null ? { stream: response.body } : {};
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : null, ...stream };
  }
}

export class ConsoleWorld {
  readonly hub: HubWorld;
  readonly console: Console;
  readonly sessions: WebSessions;
  readonly decider: PlainDecider;
  readonly executor: PlainExecutor;
  readonly executorClient: LedgerClient;
  readonly gateway: LedgerClient;
  readonly author: LedgerClient;
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** What is added to the clock of sessions and drafts. */
  readonly time: { lateMs: number };

  private constructor(given: Omit<ConsoleWorld, "at" | "browser" | "stranger" | "enrol" | "close" | "propose" | "rehearse">) {
    this.hub = given.hub;
    this.console = given.console;
    this.sessions = given.sessions;
    this.decider = given.decider;
    this.executor = given.executor;
    this.executorClient = given.executorClient;
    this.gateway = given.gateway;
    this.author = given.author;
    this.fetch = given.fetch;
    this.time = given.time;
  }

  static async open(): Promise<ConsoleWorld> {
    const hub = await new HubWorld().start();
    const { decider, executor, executorClient, gateway } = await hub.begin();
    decider.verdict = "escalate";
    decider.waitMs = 60_000;
    const time = { lateMs: 0 };
    const world = { now: () => Date.now() + time.lateMs, random: (size: number) => randomBytes(size) };
    const { ring } = hub.people;
    const client = await hub.attach("console");
    const identity = hub.people.get("console");
    const one = new Console({ ...world, client, identity, ring, origin: ORIGIN, rpId: "localhost", witnessed: () => undefined });
    const started = await one.start();
    if (!started.ok) throw new Error(started.fault.message);
    const sessions = new WebSessions(world);
    const app = makeWebApp({ console: one, sessions, files: new Map([["/index.html", PAGE]]) });
    const author = await hub.attach("author");
    return new ConsoleWorld({
      hub,
      console: one,
      sessions,
      decider,
      executor,
      executorClient,
      gateway,
      author,
      time,
      fetch: (request) => app.fetch(request),
    });
  }

  /** The same console at another place, with sessions of its own. */
  at(origin: string): { readonly app: Pick<ReturnType<typeof makeWebApp>, "fetch">; readonly sessions: WebSessions } {
    const one = new Console({ ...this.console.world, origin });
    const sessions = new WebSessions(one.world);
    return { app: makeWebApp({ console: one, sessions, files: new Map() }), sessions };
  }

  /** A browser without a session. */
  stranger(): Browser {
    return new Browser(this.fetch);
  }

  /** A browser that has opened a link. */
  async browser(): Promise<Browser> {
    const browser = this.stranger();
    const { body } = await browser.post("/api/session", { link: this.sessions.issueLink() });
    browser.csrf = (body as ApiMe).csrf;
    return browser;
  }

  /** A passkey that an author has enrolled. */
  async enrol(person: string, origin: string = ORIGIN): Promise<SoftPasskey> {
    const key = new SoftPasskey(origin);
    const { passkey } = key;
    const entry = {
      kind: "approver",
      approver: passkeyId(passkey),
      version: 1,
      person,
      roles: ["owner"],
      key: { is: "passkey", passkey },
    } as const;
    const enrolled = await this.author.append({ entry });
    if (!enrolled.ok) throw new Error(enrolled.fault.message);
    await this.console.chronicle.reached(enrolled.value.index + 1);
    return key;
  }

  /** Proposes a call; gives its ticket when the console has read the decision on it. */
  async propose(args: Json = {}): Promise<string> {
    const proposal = await this.hub.propose(this.gateway, undefined, args);
    await this.console.chronicle.reached(proposal + 2);
    return `t${proposal}`;
  }

  /** Records what a parked call was found to do, as its executor; gives the entry when the console has read it. */
  async rehearse(ticket: string, found: Rehearsal): Promise<number> {
    const proposal = Number(ticket.slice(1));
    const entry = { kind: "rehearsal", server: "files", proposal, decision: proposal + 1 } as const;
    const { by: _, signature: __, ...draft } = this.hub.people.sign("executor:files", entry, SESSION, found as unknown as Json);
    const recorded = await this.executorClient.append(draft);
    if (!recorded.ok) throw new Error(recorded.fault.message);
    await this.console.chronicle.reached(recorded.value.index + 1);
    return recorded.value.index;
  }

  async close(): Promise<void> {
    this.console.stop();
    await this.hub.close();
  }
}
