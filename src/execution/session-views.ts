/** What open sessions may do now, told only where it changed since it was told last. */
import { canonicalize, type Json } from "../crypto/index.ts";
import type { SessionView } from "../ledger/index.ts";

export class SessionViews {
  #told: ReadonlyMap<string, string> = new Map();

  /** Of the views of all open sessions, those that are new. */
  news(views: readonly SessionView[]): readonly SessionView[] {
    const texts = new Map(views.map((view) => [view.session, canonicalize(view as unknown as Json)]));
    const before = this.#told;
    this.#told = texts;
    return views.filter(({ session }) => before.get(session) !== texts.get(session));
  }
}
