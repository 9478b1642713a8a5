/** The charter in force: what each action comes to, what is proved of it, and what changed between its versions. */
import { lazy, type ReactNode, Suspense } from "react";
import type { ApiCharter } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";
import { useNow, useReading } from "../frame/console-context.tsx";
import { linkTo, type Route } from "../frame/route.ts";
import { Empty, Loading, WhenRead } from "../frame/states.tsx";
import { countText, digestText, timeText } from "../frame/words.ts";
import { ActionTable } from "./action-table.tsx";
import { CharterDiff } from "./charter-diff.tsx";
import "./charter.css";

/** More tables than this start closed. */
const OPEN_MAX = 6;

const StateGraph = lazy(() => import("./state-graph.tsx").then(({ StateGraph: view }) => ({ default: view })));

export function Charter({ route }: { readonly route: Route }): ReactNode {
  const reading = useReading<ApiCharter>("/api/charter");
  if (reading.fault !== undefined && reading.value === undefined && reading.fault.code === "console-server/not-found") {
    return (
      <Empty title="No charter is in force">
        <p>{reading.fault.message}</p>
      </Empty>
    );
  }
  return (
    <WhenRead reading={reading} what="the charter">
      {(charter) => (
        <div className="page stack">
          <Head charter={charter} />
          <Bounds charter={charter} />
          <section className="stack">
            <h2>Decision tables: the first row that holds decides</h2>
            {charter.actions.map((action) => (
              <ActionTable key={`${action.charter} ${action.name}`} action={action} isOpen={charter.actions.length <= OPEN_MAX} />
            ))}
          </section>
          <Graph charter={charter} />
          <Entropy charter={charter} />
          <CharterDiff charter={charter} route={route} />
          <Texts charter={charter} />
        </div>
      )}
    </WhenRead>
  );
}

function Head({ charter }: { readonly charter: ApiCharter }): ReactNode {
  const now = useNow(10_000);
  return (
    <header className="stack">
      <div className="row">
        <h1>
          <ExactText text={charter.name} />
        </h1>
        <span className="pill">version {charter.version}</span>
        {charter.certificate === undefined ? null : <span className="pill is-allow">certified</span>}
      </div>
      <dl className="facts card">
        <dt>Machine</dt>
        <dd>
          <code>{digestText(charter.machine)}</code>
        </dd>
        {charter.certificate === undefined ? null : (
          <>
            <dt>Certificate</dt>
            <dd>
              <code>{digestText(charter.certificate)}</code>
            </dd>
          </>
        )}
        <dt>In force</dt>
        <dd>
          since {timeText(charter.recorded, now)}
          {charter.expires === undefined ? "" : `, until ${timeText(charter.expires, now)}`}
        </dd>
        <dt>Signed by</dt>
        <dd>{charter.signedBy.map(({ name }) => name).join(", ")}</dd>
        <dt>Next signed by</dt>
        <dd>
          {charter.authors.threshold} of {charter.authors.names.join(", ")}
        </dd>
      </dl>
    </header>
  );
}

const STATUS = { proved: "is-allow", broken: "is-deny", undecided: "is-escalate" } as const;

function Bounds({ charter }: { readonly charter: ApiCharter }): ReactNode {
  return (
    <section className="card stack">
      <h2>Bounds</h2>
      {charter.bounds.length === 0 ? (
        <p className="quiet">It promises nothing beyond its clauses: write `bounds` to have them proved.</p>
      ) : null}
      <ul className="stack">
        {charter.bounds.map((bound) => (
          <li key={`${bound.kind} ${bound.name}`} className="row spread">
            <span>
              <strong>
                <ExactText text={bound.name} />
              </strong>{" "}
              <span className="quiet">{bound.kind.replace("_", " ")}</span> <ExactText text={bound.text} />
            </span>
            <span className={`pill ${STATUS[bound.status]}`}>{bound.status}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Graph({ charter }: { readonly charter: ApiCharter }): ReactNode {
  if (charter.graph === undefined) {
    return (
      <section className="card stack">
        <h2>States</h2>
        <p className="quiet">
          {charter.undrawn === "unread" ? UNREAD : "Not drawn: it has more states than this page lists."} <code>interlock graph</code> draws
          them.
        </p>
      </section>
    );
  }
  return (
    <section className="stack">
      <h2>
        States: {countText(charter.graph.states)}
        {charter.graph.hidden.length === 0 ? "" : `, without ${charter.graph.hidden.join(", ")}`}
      </h2>
      <figure className="card graph-frame">
        <Suspense fallback={<Loading what="the states" />}>
          <StateGraph graph={charter.graph} />
        </Suspense>
      </figure>
    </section>
  );
}

const UNREAD = "Not explored: the charter's texts cannot be read by this console.";
const UNCOUNTED: { readonly [why in NonNullable<ApiCharter["uncounted"]>]: string } = {
  unread: UNREAD,
  large: "Not counted: it has more states than this page counts.",
  finite: "None: every run comes to an end, so there is no rate.",
};

function Entropy({ charter }: { readonly charter: ApiCharter }): ReactNode {
  if (charter.entropy === undefined) {
    return (
      <section className="card stack">
        <h2>Operational entropy: how much is left to the agent</h2>
        <p className="quiet">
          {UNCOUNTED[charter.uncounted ?? "large"]} <code>interlock check</code> says more.
        </p>
      </section>
    );
  }
  const { isExact, low, high, actions } = charter.entropy;
  const most = Math.max(...actions.map(({ bits }) => bits), 0.001);
  return (
    <section className="card stack">
      <h2>Operational entropy: how much is left to the agent</h2>
      <p>
        {isExact ? "" : "at most "}
        <strong className="number">{(isExact ? low : high).toFixed(2)}</strong>
        {!isExact || high - low < 0.005 ? "" : ` to ${high.toFixed(2)}`} bits a step
      </p>
      <table>
        <tbody>
          {actions.map(({ action, bits }) => (
            <tr key={action}>
              <td className="entropy-name">
                <ExactText text={action} />
              </td>
              <td>
                <span className="bar" style={{ width: `${(100 * bits) / most}%` }} />
              </td>
              <td className="number">{bits.toFixed(2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Texts({ charter }: { readonly charter: ApiCharter }): ReactNode {
  return (
    <section className="stack">
      <h2>
        Texts, and <a href={linkTo("ledger", undefined, { kind: "charter" })}>their entries</a>
      </h2>
      {charter.sources.map(({ file, text }) => (
        <details key={file} className="card">
          <summary>
            <ExactText text={file} />
          </summary>
          <ExactText text={text} />
        </details>
      ))}
    </section>
  );
}
