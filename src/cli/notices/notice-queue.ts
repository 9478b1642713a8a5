/**
 * What goes to one channel, in the channel's time: what comes together goes together, at most one message in an interval, and what does
 * not fit is counted. A message that fails is tried again a few times, later each time, while the rest gathers; nobody waits for it.
 */
import type { Fault, Result } from "../../fault/index.ts";
import type { Clock } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { GATHER_MS, NOTICES_KEPT_MAX, RETRIES_MS, SEND_INTERVAL_MS } from "../limits.ts";
import { composeMessage, type Message, type Notice } from "./notice.ts";

/** A place where people already are. */
export interface Channel {
  /** Tries once. Code: `cli/notice-undelivered`. */
  send(message: Message): Promise<Result<void, CliCode>>;
}

export interface QueueOptions {
  readonly channel: Channel;
  readonly clock: Clock;
  /** Where the console is. */
  readonly page: string | undefined;
  /** Hears of each message that was given up. */
  readonly onGivenUp: (fault: Fault<CliCode>) => void;
}

export class NoticeQueue {
  readonly #options: QueueOptions;
  #waiting: Notice[] = [];
  /** Counted, and never shown. */
  #more = 0;
  #isBusy = false;
  #cancel: () => void = () => undefined;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Returns at once. */
  push(notice: Notice): void {
    if (this.#waiting.length < NOTICES_KEPT_MAX) this.#waiting.push(notice);
    else this.#more += 1;
    if (this.#isBusy) return;
    this.#isBusy = true;
    void this.#drain();
  }

  /** Lets go of what was not sent. */
  close(): void {
    this.#cancel();
    this.#waiting = [];
  }

  async #drain(): Promise<void> {
    await this.#pause(GATHER_MS);
    while (this.#waiting.length > 0) {
      const notices = this.#waiting.splice(0);
      const count = notices.length + this.#more;
      const message = composeMessage(notices, this.#more, this.#options.page);
      this.#more = 0;
      const sent = await this.#send(message);
      if (!sent.ok) {
        // The next message says how many nobody has seen.
        this.#more += count;
        this.#options.onGivenUp(sent.fault);
      }
      await this.#pause(SEND_INTERVAL_MS);
    }
    this.#isBusy = false;
  }

  async #send(message: Message): Promise<Result<void, CliCode>> {
    const { channel } = this.#options;
    let sent = await channel.send(message);
    for (const delayMs of RETRIES_MS) {
      if (sent.ok) break;
      await this.#pause(delayMs);
      sent = await channel.send(message);
    }
    return sent;
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#cancel = this.#options.clock.after(delayMs, resolve);
    });
  }
}
