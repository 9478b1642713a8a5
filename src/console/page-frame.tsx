/** The frame around every view: where one can go, whether the system is ready, and which keys there are. */
import { lazy, type ReactNode, Suspense, useRef } from "react";
import { useLive } from "./frame/console-context.tsx";
import { useKeys } from "./frame/keys.ts";
import { KeysDialog } from "./frame/keys-dialog.tsx";
import { NoAnswer, NoEntry } from "./frame/no-entry.tsx";
import { goTo, linkTo, type Route, useRoute, VIEWS, type View } from "./frame/route.ts";
import { Loading } from "./frame/states.tsx";
import { countText } from "./frame/words.ts";
import { Inbox } from "./inbox/inbox.tsx";

// The inbox is what a person on call opens; the others come when they are asked for.
const Sessions = lazy(() => import("./sessions/sessions.tsx").then(({ Sessions: view }) => ({ default: view })));
const Charter = lazy(() => import("./charter/charter.tsx").then(({ Charter: view }) => ({ default: view })));
const Ledger = lazy(() => import("./ledger/ledger.tsx").then(({ Ledger: view }) => ({ default: view })));
const Attention = lazy(() => import("./attention/attention.tsx").then(({ Attention: view }) => ({ default: view })));
const Health = lazy(() => import("./health/health.tsx").then(({ Health: view }) => ({ default: view })));

const TITLES: { readonly [view in View]: string } = {
  inbox: "Inbox",
  sessions: "Sessions",
  charter: "Charter",
  ledger: "Ledger",
  attention: "Attention",
  health: "Health",
};

export function PageFrame(): ReactNode {
  const route = useRoute();
  const live = useLive();
  const help = useRef<HTMLDialogElement>(null);
  useKeys({
    ...Object.fromEntries(VIEWS.map((view, index) => [`${index + 1}`, () => goTo(linkTo(view))])),
    "?": () => help.current?.showModal(),
    "/": () => document.querySelector<HTMLInputElement>("input[type=search]")?.focus(),
    Escape: () => (route.id === undefined ? undefined : goTo(linkTo(route.view))),
  });
  if (live.refused !== undefined) return <NoEntry fault={live.refused} />;
  if (live.me === undefined && live.connection === "lost") return <NoAnswer />;
  return (
    <div className="frame" data-view={route.view} data-detail={route.id === undefined ? "none" : "open"}>
      <title>{titleOf(route.view, live.inbox?.length ?? 0)}</title>
      <Rail route={route} showKeys={() => help.current?.showModal()} />
      <main>
        {live.ready === false ? (
          <a className="banner is-deny" href={linkTo("health")}>
            <strong>NOT READY</strong> {live.reasons[0]?.message ?? "nothing runs until this is mended"}
          </a>
        ) : null}
        {live.connection === "lost" ? (
          <div className="banner is-escalate">Connection lost: what you see may be old, and nothing can be answered. Trying again …</div>
        ) : null}
        <Suspense fallback={<Loading what={TITLES[route.view]} />}>
          <ViewOf route={route} />
        </Suspense>
      </main>
      <KeysDialog ref={help} />
    </div>
  );
}

function ViewOf({ route }: { readonly route: Route }): ReactNode {
  if (route.view === "sessions") return <Sessions route={route} />;
  if (route.view === "charter") return <Charter route={route} />;
  if (route.view === "ledger") return <Ledger route={route} />;
  if (route.view === "attention") return <Attention />;
  return route.view === "health" ? <Health /> : <Inbox route={route} />;
}

function Rail({ route, showKeys }: { readonly route: Route; readonly showKeys: () => void }): ReactNode {
  const { me, inbox, ready } = useLive();
  return (
    <nav className="rail" aria-label="Views">
      <div className="brand">
        <strong>Interlock</strong>
        <span className="quiet">{me?.charter ?? ""}</span>
      </div>
      <ul>
        {VIEWS.map((view) => (
          <li key={view}>
            <a href={linkTo(view)} aria-current={view === route.view ? "page" : undefined}>
              <span>{TITLES[view]}</span>
              {view === "inbox" && (inbox?.length ?? 0) > 0 ? (
                <span className="pill is-escalate">{countText(inbox?.length ?? 0)}</span>
              ) : null}
              {view === "health" && ready === false ? <span className="pill is-deny">!</span> : null}
            </a>
          </li>
        ))}
      </ul>
      <div className="rail-end">
        {ready === undefined ? null : <span className={ready ? "pill is-allow" : "pill is-deny"}>{ready ? "READY" : "NOT READY"}</span>}
        <button type="button" className="button plain" onClick={showKeys}>
          Keys <kbd>?</kbd>
        </button>
      </div>
    </nav>
  );
}

function titleOf(view: View, waiting: number): string {
  return `${waiting > 0 ? `(${countText(waiting)}) ` : ""}${TITLES[view]} · Interlock`;
}
