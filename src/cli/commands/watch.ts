/**
 * `interlock watch`: follows the ledger as the console does, and says on this terminal, and where people already are, which calls begin
 * to wait and how each wait ended. It answers nothing. What still waits is said again after a start: rather twice than never.
 */
import { restedChronicle } from "../../console-server/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { Clock } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { type Attached, attach } from "../ledger/attach.ts";
import { openDesktop } from "../notices/desktop.ts";
import { openMail } from "../notices/mail.ts";
import { isWaiting, type Notice, noticeLine } from "../notices/notice.ts";
import { type Channel, NoticeQueue } from "../notices/notice-queue.ts";
import { parseConsolePage } from "../notices/notice-target.ts";
import { WaitingBoard } from "../notices/waiting-board.ts";
import { openWebhook } from "../notices/webhook.ts";
import { findStateFolder } from "../state-folder/state-folder.ts";
import { type Command, type Declared, declare, type StateOptions, withState } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import { type Output, paint } from "../terminal/output.ts";

interface WatchOptions extends StateOptions {
  readonly desktop?: boolean;
  readonly webhook?: string;
  readonly webhookSecret?: string;
  readonly mail?: string;
  readonly console?: string;
}

const CLOCK: Clock = {
  now: () => Date.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};

const watchWaiting: Command<WatchOptions> = async ({ out }, options) => {
  const state = findStateFolder(options.state);
  if (!state.ok) return state;
  const page = options.console === undefined ? ok(undefined) : parseConsolePage(options.console);
  if (!page.ok) return page;
  const channels = await openChannels(out, options);
  if (!channels.ok) return channels;
  const attached = await attach(state.value, "console", 0);
  if (!attached.ok) return attached;
  const queues = channels.value.map((channel) => new NoticeQueue({ channel, clock: CLOCK, page: page.value, onGivenUp: out.fault }));
  const interrupted = new Promise<Result<void, CliCode>>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve(ok(undefined)));
  });
  const ended = attached.value.closed.then(() => fail("cli/not-running", "the ledger has ended: nobody says any more what waits"));
  const followed = await follow(attached.value, out, (notice) => {
    show(out, notice);
    for (const queue of queues) queue.push(notice);
  });
  const last = followed.ok ? await Promise.race([interrupted, ended]) : followed;
  for (const queue of queues) queue.close();
  attached.value.close();
  return last.ok ? ok(EXIT.ok) : last;
};

/** Every channel that was asked for. A desktop that is not there is said and left out; whatever was written wrong ends the command. */
async function openChannels(out: Output, { desktop, webhook, webhookSecret, mail }: WatchOptions): Promise<Result<readonly Channel[]>> {
  const channels: Channel[] = [];
  if (webhook !== undefined) {
    const opened = openWebhook(webhook, webhookSecret, CLOCK.now);
    if (!opened.ok) return opened;
    channels.push(opened.value);
  }
  if (mail !== undefined) {
    const opened = openMail(mail);
    if (!opened.ok) return opened;
    channels.push(opened.value);
  }
  if (desktop === true) {
    const opened = await openDesktop("notify-send");
    if (opened.ok) channels.push(opened.value);
    else out.fault(opened.fault);
  }
  return ok(channels);
}

/** Reads what was recorded, says what of it waits, then every turn as it comes. Code: `cli/not-running`. */
async function follow(
  { client, identity, ring, closed }: Attached,
  out: Output,
  say: (notice: Notice) => void,
): Promise<Result<void, CliCode>> {
  const status = await client.status();
  if (!status.ok) return fail("cli/not-running", "the ledger does not say how far it is", { cause: status.fault });
  const recorded = Number(status.value.checkpoint.split("\n")[1] ?? 0);
  const rested = await restedChronicle({ client, identity, ring }, status.value.erased);
  if (!rested.ok) return fail("cli/not-running", "what is erased of the ledger can't be made up for", { cause: rested.fault });
  const chronicle = rested.value;
  const board = new WaitingBoard(chronicle);
  let isLive = recorded === 0;
  let isTroubled = false;
  client.follow(0, { what: "durable" }, (entry) => {
    const turns = board.take(entry);
    if (chronicle.trouble !== undefined && !isTroubled) out.fault(chronicle.trouble);
    isTroubled = chronicle.trouble !== undefined;
    for (const turn of isLive ? turns : chronicle.size >= recorded ? board.waiting() : []) say(turn);
    isLive = chronicle.size >= recorded;
  });
  await Promise.race([chronicle.reached(recorded), closed]);
  out.note(`watching: ${board.waiting().length} wait now; end with Ctrl-C`);
  return ok(undefined);
}

function show(out: Output, notice: Notice): void {
  out.value({ notice });
  const line = noticeLine(notice);
  out.line(`${paint("dim", new Date(notice.at).toISOString())}  ${isWaiting(notice.turn) ? paint("bold", line) : line}`);
}

export const watch: Declared = declare({
  name: "watch",
  description: "say which calls begin to wait for people, and how each wait ended",
  shape: (to) =>
    withState(to)
      .option("--desktop", "say it on this desktop too (notify-send)")
      .option("--webhook <url>", "post it, signed, as JSON with a `text`, such as Slack takes")
      .option("--webhook-secret <file>", "the secret that it is signed with")
      .option("--mail <file>", "mail it, as this JSON file says")
      .option("--console <url>", "where the console is: notices lead there"),
  read: (from) => from.opts<WatchOptions>(),
  work: watchWaiting,
});
