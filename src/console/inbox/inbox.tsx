/** What waits for people, the most urgent first, and the screen of the one that is chosen. There is no way to answer several at once. */
import type { ReactNode } from "react";
import type { ApiInboxDetail, ApiInboxItem } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";
import { FoldsOf } from "../exact/folds.tsx";
import { useLive, useNow, useReading } from "../frame/console-context.tsx";
import { useKeys } from "../frame/keys.ts";
import { goTo, linkTo, type Route } from "../frame/route.ts";
import { Empty, Loading, WhenRead } from "../frame/states.tsx";
import { VerdictPill } from "../frame/verdict-pill.tsx";
import { VirtualList } from "../frame/virtual-list.tsx";
import { countText, spanText } from "../frame/words.ts";
import { AnswerBar } from "./answer-bar.tsx";
import { CallScreen } from "./call-screen.tsx";
import { EnrolPasskey } from "./enrol-passkey.tsx";
import "./inbox.css";

const ROW_HEIGHT = 68;

export function Inbox({ route }: { readonly route: Route }): ReactNode {
  const { inbox, me } = useLive();
  const now = useNow();
  const chosen = inbox?.find(({ ticket }) => ticket === route.id);
  const mayAnswer = me?.approvers.some(({ isHere }) => isHere) ?? true;
  useKeys({ Enter: () => document.querySelector<HTMLElement>(".screen")?.focus() });
  return (
    <div className="split">
      <section className="list" aria-label="Waiting calls">
        <header className="pane row spread">
          <h1>Inbox</h1>
          <span className="quiet">{inbox === undefined ? "" : `${countText(inbox.length)} waiting`}</span>
        </header>
        {inbox === undefined ? <Loading what="the inbox" /> : null}
        {inbox?.length === 0 ? (
          <Empty title="Nothing waits for you">
            <p>What an agent may not do alone appears here by itself.</p>
          </Empty>
        ) : null}
        {inbox === undefined || inbox.length === 0 ? null : (
          <VirtualList
            label="Waiting calls, the most urgent first"
            rows={inbox}
            rowHeight={ROW_HEIGHT}
            keyOf={({ ticket }) => ticket}
            linkOf={({ ticket }) => linkTo("inbox", ticket)}
            chosen={route.id}
            draw={(item) => <InboxRow item={item} now={now} />}
          />
        )}
      </section>
      <section className="detail" aria-label="The call">
        {mayAnswer ? null : (
          <div className="pane">
            <EnrolPasskey />
          </div>
        )}
        {route.id === undefined ? (
          <Empty title={(inbox?.length ?? 0) > 0 ? "Choose a call" : "All quiet"}>
            <p>
              <kbd>j</kbd> <kbd>k</kbd> move, <kbd>?</kbd> shows every key
            </p>
          </Empty>
        ) : (
          <ChosenCall key={route.id} ticket={route.id} item={chosen} />
        )}
      </section>
    </div>
  );
}

function InboxRow({ item, now }: { readonly item: ApiInboxItem; readonly now: number }): ReactNode {
  const left = item.until === undefined ? undefined : item.until - now;
  return (
    <div className="inbox-row">
      <div className="row spread">
        <strong className="clipped">
          <ExactText text={item.tool} />
        </strong>
        <span className={left !== undefined && left < 120_000 ? "number pill is-deny" : "number quiet"}>
          {left === undefined ? "no deadline" : left <= 0 ? "expired" : spanText(left)}
        </span>
      </div>
      <div className="row">
        <VerdictPill verdict={item.verdict} words={item.verdict === "allow" ? "in doubt" : undefined} />
        {item.isHigh ? <span className="pill is-deny">high</span> : null}
        {item.asked > 1 ? <span className="pill">asked {countText(item.asked)}×</span> : null}
        <span className="quiet clipped">
          <ExactText text={`${item.agent} for ${item.user}`} />
        </span>
      </div>
    </div>
  );
}

function ChosenCall({ ticket, item }: { readonly ticket: string; readonly item: ApiInboxItem | undefined }): ReactNode {
  // It is read again when it is known what the call would do.
  const again = item?.isRehearsed === true ? "?rehearsed" : "";
  const reading = useReading<ApiInboxDetail>(`/api/inbox/${encodeURIComponent(ticket)}${again}`);
  if (reading.value === undefined && reading.fault !== undefined && item === undefined) {
    return (
      <Empty title="This call does not wait any more">
        <p>It was answered, it expired, or the agent's session ended.</p>
        <a href={linkTo("ledger", undefined, { find: ticket })}>See what became of it in the ledger</a>
        <button type="button" className="button" onClick={() => goTo(linkTo("inbox"))}>
          Back to the inbox
        </button>
      </Empty>
    );
  }
  return (
    <WhenRead reading={reading} what="the call">
      {(detail) => (
        <FoldsOf>
          {(closed, openAll) => (
            <>
              <CallScreen detail={{ ...detail, ...item }} />
              <AnswerBar detail={{ ...detail, ...item }} closed={closed} openAll={openAll} />
            </>
          )}
        </FoldsOf>
      )}
    </WhenRead>
  );
}
