/** What people's attention goes into, over the last day: how often they were asked, what they answered, and what nobody was asked about. */
import { type ReactNode, useCallback } from "react";
import type { ApiAttention } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";
import { useEvents, useNow, useReading } from "../frame/console-context.tsx";
import { linkTo } from "../frame/route.ts";
import { Empty, WhenRead } from "../frame/states.tsx";
import { countText, spanText, timeText } from "../frame/words.ts";
import { AskingClauses } from "./asking-clauses.tsx";
import "./attention.css";
import { AskedPeople, AskedRoles } from "./asked-people.tsx";

export function Attention(): ReactNode {
  const reading = useReading<ApiAttention>("/api/attention");
  const { again } = reading;
  useEvents(
    useCallback(
      (event) => {
        if (event.event === "inbox") again();
      },
      [again],
    ),
  );
  return (
    <WhenRead reading={reading} what="attention">
      {(attention) => (
        <div className="page stack">
          <header className="row">
            <h1>Attention</h1>
            <span className="quiet">over the last day</span>
          </header>
          {attention.all.asked + attention.refused.length === 0 ? (
            <Empty title="Nobody was asked anything">
              <p className="quiet">What the charter escalates or holds is counted here, with what people answered.</p>
            </Empty>
          ) : (
            <>
              <Answered attention={attention} />
              <Refused attention={attention} />
              <AskingClauses clauses={attention.clauses} />
            </>
          )}
          <AskedPeople people={attention.people} />
          <AskedRoles roles={attention.roles} />
        </div>
      )}
    </WhenRead>
  );
}

/** Every fate by itself: expired is not rejected. */
function Answered({ attention: { all, hours } }: { readonly attention: ApiAttention }): ReactNode {
  const figures = [
    ["asked", all.asked, ""],
    ["approved", all.yes, "is-allow"],
    ["rejected", all.no, "is-deny"],
    ["expired", all.expired, "is-escalate"],
    ["superseded", all.superseded, ""],
    ["waiting now", all.waiting, ""],
  ] as const;
  return (
    <section className="card stack">
      <h2>What became of the questions</h2>
      <dl className="figures">
        {figures.map(([what, count, kind]) => (
          <div key={what} className={count > 0 ? kind : ""}>
            <dt>{what}</dt>
            <dd className="number">{countText(count)}</dd>
          </div>
        ))}
        <div>
          <dt>to an answer</dt>
          <dd className="number">{all.medianMs === undefined ? "–" : spanText(all.medianMs)}</dd>
        </div>
      </dl>
      <Hours hours={hours} />
    </section>
  );
}

/** When people were asked: a bar for each hour, the last one last. */
function Hours({ hours }: { readonly hours: readonly number[] }): ReactNode {
  const most = Math.max(...hours, 1);
  const busiest = hours.indexOf(most);
  const words = busiest < 0 ? "nothing was asked" : `the most, ${most}, ${agoText(hours.length - 1 - busiest)}`;
  return (
    <figure className="hours">
      <div role="img" aria-label={`Questions by hour: ${words}`}>
        {hours.map((count, place) => {
          const ago = hours.length - 1 - place;
          return <span key={ago} title={`${count} ${agoText(ago)}`} style={{ height: `${(100 * count) / most}%` }} />;
        })}
      </div>
      <figcaption className="row spread quiet">
        <span>{agoText(hours.length - 1)}</span>
        <span>{words}</span>
        <span>this hour</span>
      </figcaption>
    </figure>
  );
}

function agoText(hours: number): string {
  return hours === 0 ? "within this hour" : `${hours} h ago`;
}

const LIMITS: { readonly [code: string]: string } = {
  "asks/agent-full": "this agent asks as often as it may",
  "asks/role-full": "the role is asked as often as it may be",
  "asks/people-full": "too few people have room",
};

function Refused({ attention: { refused } }: { readonly attention: ApiAttention }): ReactNode {
  const now = useNow(60_000);
  if (refused.length === 0) return null;
  return (
    <section className="card stack scrolls">
      <h2>Denied without asking</h2>
      <p className="quiet">
        The <a href={linkTo("charter")}>charter</a> limits how often people are asked (<code>roles</code>). What is beyond is denied at
        once; what others ask is untouched.
      </p>
      <table>
        <thead>
          <tr>
            <th>Agent</th>
            <th>Because</th>
            <th>Calls</th>
            <th>Last</th>
          </tr>
        </thead>
        <tbody>
          {refused.map(({ code, agent, count, last }) => (
            <tr key={`${code} ${agent}`}>
              <td>
                <ExactText text={agent} />
              </td>
              <td>
                {LIMITS[code] ?? ""} <code className="quiet">{code}</code>
              </td>
              <td className="number">{countText(count)}</td>
              <td className="number">{timeText(last, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
