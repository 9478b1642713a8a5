/** Every session of every agent, the newest first, and the course of the one that is chosen. */
import { type ReactNode, useCallback, useState } from "react";
import type { ApiSession } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";
import { useNow } from "../frame/console-context.tsx";
import { linkTo, type Route } from "../frame/route.ts";
import { Empty, Failed, Loading } from "../frame/states.tsx";
import { EndPill } from "../frame/verdict-pill.tsx";
import { VirtualList } from "../frame/virtual-list.tsx";
import { countText, timeText } from "../frame/words.ts";
import { LiveFeed } from "./live-feed.tsx";
import { SessionCourse } from "./session-course.tsx";
import { useSessionList } from "./session-list.ts";
import "./sessions.css";

const ROW_HEIGHT = 64;
/** In a session's place: all of them at once. No session is called so. */
const LIVE = "live";
const ENDS = ["rejected", "discarded", "expired"] as const;

export function Sessions({ route }: { readonly route: Route }): ReactNode {
  const [find, setFind] = useState("");
  const { sessions, total, fault, more } = useSessionList(find);
  const now = useNow(10_000);
  const draw = useCallback((session: ApiSession) => <SessionRow session={session} now={now} />, [now]);
  return (
    <div className="split">
      <section className="list" aria-label="Sessions">
        <header className="pane stack">
          <div className="row spread">
            <h1>Sessions</h1>
            <a href={linkTo("sessions", LIVE)} aria-current={route.id === undefined || route.id === LIVE ? "page" : undefined}>
              Live
            </a>
            <span className="quiet">{total === undefined ? "" : countText(total)}</span>
          </div>
          <input
            type="search"
            className="field"
            placeholder="Agent, user or session"
            aria-label="Search sessions"
            value={find}
            onChange={(event) => setFind(event.target.value)}
          />
        </header>
        {fault === undefined ? null : <Failed fault={fault} />}
        {sessions === undefined && fault === undefined ? <Loading what="sessions" /> : null}
        {sessions?.length === 0 ? (
          <Empty title={find === "" ? "No agent has connected yet" : "No session fits"}>
            {find === "" ? <p>Start one: interlock run charter.yaml -- SERVER …</p> : null}
          </Empty>
        ) : null}
        {sessions === undefined || sessions.length === 0 ? null : (
          <VirtualList
            label="Sessions, the newest first"
            rows={sessions}
            rowHeight={ROW_HEIGHT}
            keyOf={({ id }) => id}
            linkOf={({ id }) => linkTo("sessions", id)}
            chosen={route.id}
            draw={draw}
            more={more}
          />
        )}
      </section>
      <section className="detail" aria-label="The session">
        {route.id === undefined || route.id === LIVE ? <LiveFeed /> : <SessionCourse key={route.id} id={route.id} />}
      </section>
    </div>
  );
}

function SessionRow({ session, now }: { readonly session: ApiSession; readonly now: number }): ReactNode {
  const { verdicts, ends } = session;
  const denied = verdicts.deny - ends.expired - ends.rejected - ends.discarded;
  return (
    <div className="inbox-row">
      <div className="row spread">
        <strong className="clipped">
          <ExactText text={`${session.agent} for ${session.user}`} />
        </strong>
        <span className="quiet number">{timeText(session.opened, now)}</span>
      </div>
      <div className="row">
        <span className={session.isOpen ? "pill is-allow" : "pill"}>{session.isOpen ? "open" : "ended"}</span>
        {session.contained ? <span className="pill is-quarantine">contained</span> : null}
        {session.waiting > 0 ? <span className="pill is-escalate">{session.waiting} waiting</span> : null}
        {session.inDoubt > 0 ? <span className="pill is-escalate">{session.inDoubt} in doubt</span> : null}
        {ENDS.map((end) => (ends[end] > 0 ? <EndPill key={end} end={end} count={ends[end]} /> : null))}
        <span className="quiet clipped">
          {countText(session.proposals)} {session.proposals === 1 ? "proposal" : "proposals"}, {countText(verdicts.allow)} allowed,{" "}
          {countText(denied)} denied
        </span>
      </div>
    </div>
  );
}
