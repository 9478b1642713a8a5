/** Whether it works: parts, reasons for NOT READY, calls in doubt, who can answer, and who looked at secrets. */
import { type ReactNode, useCallback } from "react";
import type { ApiHealth } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";
import { useEvents, useNow, useReading } from "../frame/console-context.tsx";
import { linkTo } from "../frame/route.ts";
import { Failed, WhenRead } from "../frame/states.tsx";
import { countText, spanText, timeText } from "../frame/words.ts";
import { Approvers } from "./approvers.tsx";

export function Health(): ReactNode {
  const reading = useReading<ApiHealth>("/api/health");
  const { again } = reading;
  useEvents(
    useCallback(
      (event) => {
        if (event.event === "health" || event.event === "inbox") again();
      },
      [again],
    ),
  );
  return (
    <WhenRead reading={reading} what="health">
      {(health) => (
        <div className="page stack">
          <header className="row">
            <h1>Health</h1>
            <span className={health.ready ? "pill is-allow" : "pill is-deny"}>{health.ready ? "READY" : "NOT READY"}</span>
          </header>
          {health.reasons.map((reason) => (
            <Failed key={`${reason.code} ${reason.message}`} fault={reason} />
          ))}
          <InDoubt health={health} />
          <Approvers people={health.people} />
          <Parts health={health} />
          <Reveals health={health} />
        </div>
      )}
    </WhenRead>
  );
}

function InDoubt({ health }: { readonly health: ApiHealth }): ReactNode {
  const now = useNow(10_000);
  if (health.inDoubt.length === 0) return null;
  return (
    <section className="card stack">
      <h2>In doubt: allowed, and nobody knows whether it ran</h2>
      <ul className="stack">
        {health.inDoubt.map(({ ticket, tool, since }) => (
          <li key={ticket} className="row spread">
            <a href={linkTo("inbox", ticket)}>
              {ticket} <code>{tool}</code>
            </a>
            <span className="quiet">for {spanText(now - since)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Parts({ health }: { readonly health: ApiHealth }): ReactNode {
  const now = useNow(10_000);
  return (
    <section className="card scrolls">
      <h2>Parts</h2>
      <table>
        <thead>
          <tr>
            <th>Part</th>
            <th>Running</th>
            <th>Starts</th>
            <th>Grade</th>
            <th>Program</th>
          </tr>
        </thead>
        <tbody>
          {health.parts.map(({ name, part, server, started, starts, grade, code }) => (
            <tr key={name}>
              <td>
                <strong>{part}</strong> <span className="quiet">{server ?? ""}</span>
              </td>
              <td className="number">{spanText(now - started)}</td>
              <td className="number">{starts > 1 ? <span className="pill is-escalate">{countText(starts)}</span> : starts}</td>
              <td>{grade}</td>
              <td>
                <code title={code}>{code.slice(0, 12)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Reveals({ health }: { readonly health: ApiHealth }): ReactNode {
  const now = useNow(10_000);
  if (health.reveals.length === 0) return null;
  return (
    <section className="card stack">
      <h2>Secrets that somebody looked at</h2>
      <ul>
        {health.reveals.map(({ at, viewer, entry, place }) => (
          <li key={`${at} ${entry} ${place}`}>
            <span className="quiet number">{timeText(at, now)}</span> <ExactText text={viewer} />: <ExactText text={place} /> in{" "}
            <a href={linkTo("ledger", entry)}>entry {entry}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
