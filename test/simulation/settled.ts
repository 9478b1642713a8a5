/** Knowing when everything that needs no time has come to rest: what waits for the thread pool is counted, all else is one turn. */
import { type Judged, LiveJudge } from "../../src/auditor/index.ts";
import type { Json } from "../../src/crypto/index.ts";
import type { Link } from "../../src/link/index.ts";

let underWay = 0;

/** Counts work that ends by itself, in real time, while simulated time stands still. */
export async function counted<T>(work: Promise<T>): Promise<T> {
  underWay += 1;
  try {
    return await work;
  } finally {
    underWay -= 1;
  }
}

/** Resolves when nothing is left to do at this instant of simulated time. */
export async function settled(): Promise<void> {
  do {
    await new Promise((resolve) => setImmediate(resolve));
  } while (underWay > 0);
}

/** The auditor's live judge, whose signatures are verified beside the main thread. */
export class CountedJudge extends LiveJudge {
  override take(...entry: Parameters<LiveJudge["take"]>): Promise<Judged> {
    return counted(super.take(...entry));
  }
}

/** A countersigner's link: from the answer to its first question until it follows, it verifies a signature beside the main thread. */
export function countedStart(link: Link): Link {
  const { promise, resolve } = Promise.withResolvers<void>();
  link.onClose(() => resolve());
  return {
    ...link,
    onMessage: (handler) =>
      link.onMessage((message) => {
        if ((message as { readonly say?: Json }).say === "status") void counted(promise);
        handler(message);
      }),
    send: (message, urgency) => {
      if ((message as { readonly do?: Json }).do === "follow") resolve();
      link.send(message, urgency);
    },
  };
}
