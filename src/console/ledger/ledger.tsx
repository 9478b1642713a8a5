/** Everything that happened, the newest first, with a proof of each entry that this browser checks by itself. */
import { type ReactNode, useState } from "react";
import type { ApiEntryLine } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";
import { useNow } from "../frame/console-context.tsx";
import { linkTo, type Route } from "../frame/route.ts";
import { Empty, Failed, Loading } from "../frame/states.tsx";
import { VirtualList } from "../frame/virtual-list.tsx";
import { countText, timeText } from "../frame/words.ts";
import { Checkpoints } from "./checkpoints.tsx";
import { ENTRY_KINDS } from "./entry-kinds.ts";
import { useEntryList } from "./entry-list.ts";
import { EntryScreen } from "./entry-screen.tsx";
import "./ledger.css";

const ROW_HEIGHT = 64;

export function Ledger({ route }: { readonly route: Route }): ReactNode {
  const [find, setFind] = useState(route.query.get("find") ?? "");
  const [kind, setKind] = useState(route.query.get("kind") ?? "");
  const { entries, size, fault, more } = useEntryList(find, kind);
  const now = useNow(10_000);
  return (
    <div className="split">
      <section className="list" aria-label="Entries">
        <header className="pane stack">
          <div className="row spread">
            <h1>Ledger</h1>
            <span className="quiet">{size === undefined ? "" : `${countText(size)} entries`}</span>
          </div>
          <div className="row search">
            <input
              type="search"
              className="field"
              placeholder="Search"
              aria-label="Search entries"
              value={find}
              onChange={(event) => setFind(event.target.value)}
            />
            <select className="field" aria-label="Kind of entry" value={kind} onChange={(event) => setKind(event.target.value)}>
              <option value="">all kinds</option>
              {ENTRY_KINDS.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </div>
        </header>
        {fault === undefined ? null : <Failed fault={fault} />}
        {entries === undefined && fault === undefined ? <Loading what="entries" /> : null}
        {entries?.length === 0 ? <Empty title="No entry fits" /> : null}
        {entries === undefined || entries.length === 0 ? null : (
          <VirtualList
            label="Entries, the newest first"
            rows={entries}
            rowHeight={ROW_HEIGHT}
            keyOf={({ index }) => `${index}`}
            linkOf={({ index }) => linkTo("ledger", index)}
            chosen={route.id}
            draw={(entry) => <EntryRow entry={entry} now={now} />}
            more={more}
          />
        )}
      </section>
      <section className="detail" aria-label="The entry">
        {route.id === undefined ? <Checkpoints /> : <EntryScreen key={route.id} index={route.id} />}
      </section>
    </div>
  );
}

function EntryRow({ entry, now }: { readonly entry: ApiEntryLine; readonly now: number }): ReactNode {
  return (
    <div className="inbox-row">
      <div className="row spread">
        <strong className="clipped">
          {entry.index} {entry.kind}
        </strong>
        <span className="quiet number">{timeText(entry.at, now)}</span>
      </div>
      <span className="quiet clipped">
        <ExactText text={entry.summary === "" ? entry.byName : entry.summary} />
      </span>
    </div>
  );
}
