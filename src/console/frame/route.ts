/** Where a person is, in the URL's fragment: `#/inbox/t12`, `#/ledger/40?find=pay`. Nothing secret is ever in it. */
import { useSyncExternalStore } from "react";

export const VIEWS = ["inbox", "sessions", "charter", "ledger", "attention", "health"] as const;
export type View = (typeof VIEWS)[number];

export interface Route {
  readonly view: View;
  readonly id?: string;
  readonly query: URLSearchParams;
}

/** Whatever cannot be read leads to the inbox. */
export function parseRoute(fragment: string): Route {
  const [path = "", query = ""] = fragment.replace(/^#\/?/, "").split("?", 2);
  const [name, id] = path.split("/", 2);
  const view = VIEWS.find((each) => each === name) ?? "inbox";
  return { view, query: new URLSearchParams(query), ...(id === undefined || id === "" ? {} : { id: decoded(id) }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function linkTo(view: View, id?: string | number, query?: { readonly [name: string]: string }): string {
  const search = query === undefined ? "" : `?${new URLSearchParams(query)}`;
  return `#/${view}${id === undefined ? "" : `/${encodeURIComponent(id)}`}${search}`;
}

/** Goes there; `replace` leaves no trace in the history, for moving through a list. */
export function goTo(link: string, how: "push" | "replace" = "push"): void {
  if (how === "push") location.hash = link;
  else location.replace(link);
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(watchFragment, () => location.hash));
}

function watchFragment(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}
