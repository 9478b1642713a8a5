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

  override anew(owner: Parameters<LiveJudge["anew"]>[0]): ReturnType<LiveJudge["anew"]> {
    const { judge, writer } = super.anew(owner);
    const take = judge.take.bind(judge);
    judge.take = (...entry) => counted(take(...entry));
    return { judge, writer };
  }
}

/** A countersigner's link: from each answer until it says something again, or follows, it verifies signatures beside the main thread. */
export function countedStart(link: Link): Link {
  let spoken: (() => void) | undefined;
  let isFollowing = false;
  const speak = (): void => {
    spoken?.();
    spoken = undefined;
  };
  link.onClose(speak);
  return {
    ...link,
    onMessage: (handler) =>
      link.onMessage((message) => {
        const { say } = message as { readonly say?: Json };
        if (!isFollowing && (say === "status" || say === "read")) {
          const { promise, resolve } = Promise.withResolvers<void>();
          spoken = resolve;
          void counted(promise);
        }
        handler(message);
      }),
    send: (message, urgency) => {
      isFollowing ||= (message as { readonly do?: Json }).do === "follow";
      speak();
      link.send(message, urgency);
    },
  };
}
