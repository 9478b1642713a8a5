/** A person at the console without a browser: opens the link that is printed, reads what the page reads, and signs with passkeys. */
import type { ApiAnswerChallenge, ApiAnswerDraft, ApiInboxDetail, ApiMe } from "../../src/console-server/index.ts";
import { Terminal } from "../transcripts/terminal.ts";
import { eventually } from "../worlds/eventually.ts";
import { SoftPasskey } from "../worlds/soft-passkey.ts";
import type { Connection, Desk } from "./desk.ts";

export class PageVisitor {
  readonly origin: string;
  readonly #terminal: Terminal;
  #cookie = "";
  #csrf = "";

  private constructor(desk: Desk, origin: string) {
    this.origin = origin;
    this.#terminal = new Terminal("", desk.stage.folder);
  }

  /** Opens the console that was started with this connection (`--console 0`). */
  static async open(desk: Desk, { words }: Connection): Promise<PageVisitor> {
    const [, origin = "", link] = await eventually(
      (saw) => /console: (\S+)\/#link=(\S+)/.exec(saw(words).join("\n")) ?? undefined,
      "the link",
    );
    const visitor = new PageVisitor(desk, origin);
    const opened = await fetch(`${origin}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json", origin },
      body: JSON.stringify({ link }),
    });
    visitor.#cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
    visitor.#csrf = ((await opened.json()) as ApiMe).csrf;
    return visitor;
  }

  async get<T>(path: string): Promise<T> {
    return (await (await fetch(`${this.origin}/api${path}`, { headers: { cookie: this.#cookie } })).json()) as T;
  }

  async post<T>(path: string, body: object): Promise<T> {
    const headers = { cookie: this.#cookie, origin: this.origin, "content-type": "application/json", "x-interlock-csrf": this.#csrf };
    return (await (await fetch(`${this.origin}/api${path}`, { method: "POST", headers, body: JSON.stringify(body) })).json()) as T;
  }

  /** What waits under a ticket, when the console has it, and it is as asked. */
  async waiting(ticket: string, is: (detail: ApiInboxDetail) => boolean = () => true): Promise<ApiInboxDetail> {
    return await eventually(async (saw) => {
      const found = saw(await this.get<ApiInboxDetail>(`/inbox/${ticket}`));
      return found.ticket === ticket && is(found) ? found : undefined;
    }, `the item ${ticket}`);
  }

  /** Makes a passkey, which an author enrols as the owner's. */
  async enrol(person: string): Promise<SoftPasskey> {
    const key = new SoftPasskey(this.origin);
    const code = Buffer.from(JSON.stringify({ person, passkey: key.passkey })).toString("base64url");
    await this.#terminal.run(["trust", "--approver", code]);
    await eventually(
      async (saw) => saw(await this.get<ApiMe>("/me")).approvers.find((one) => one.person === person && one.isHere),
      `${person} answers`,
    );
    return key;
  }

  /** Signs an answer; gives what the console says to it. */
  async answer(key: SoftPasskey, draft: ApiAnswerDraft): Promise<unknown> {
    const challenge = await this.post<ApiAnswerChallenge>("/answers/challenge", draft);
    const { assertion, signature } = key.sign(Buffer.from(challenge.statement, "utf8"));
    return await this.post("/answers", {
      draft: challenge.draft,
      credential: base64url(key.passkey.credential),
      authenticatorData: base64url(assertion.authenticator),
      clientDataJSON: base64url(assertion.client),
      signature: base64url(signature),
    });
  }
}

function base64url(text: string): string {
  return Buffer.from(text, "base64").toString("base64url");
}
