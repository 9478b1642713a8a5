/**
 * The course of one session: every proposal with its verdict, live; the charter's states with the current one lit; and a scrubber
 * that shows any moment of it again.
 */
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useState } from "react";
import type { ApiCharter, ApiSessionCourse, ApiStep, ApiValue } from "../../console-server/api.ts";
import { OlderCharter } from "../charter/older-charter.tsx";
import { ExactText } from "../exact/exact-text.tsx";
import { useEvents, useNow, useReading } from "../frame/console-context.tsx";
import { linkTo } from "../frame/route.ts";
import { Loading, WhenRead } from "../frame/states.tsx";
import { countText, timeText } from "../frame/words.ts";
import { around, litNode } from "./lit-node.ts";
import { StepLine } from "./step-line.tsx";

/** Proposals drawn at once; the scrubber leads to earlier ones. */
const LINES_SHOWN_MAX = 200;

const StateGraph = lazy(() => import("../charter/state-graph.tsx").then(({ StateGraph: view }) => ({ default: view })));

export function SessionCourse({ id }: { readonly id: string }): ReactNode {
  const reading = useReading<ApiSessionCourse>(`/api/sessions/${encodeURIComponent(id)}`);
  const { again } = reading;
  useEvents(
    useCallback(
      (event) => {
        if ((event.event === "step" && event.step.session === id) || event.event === "hello") again();
      },
      [id, again],
    ),
  );
  return (
    <WhenRead reading={reading} what="the session">
      {(course) => <Course course={course} />}
    </WhenRead>
  );
}

function Course({ course }: { readonly course: ApiSessionCourse }): ReactNode {
  const now = useNow(10_000);
  const charter = useReading<ApiCharter>("/api/charter").value;
  const { session, steps } = course;
  /** How many steps are shown as done; undefined follows the present. */
  const [moment, setMoment] = useState<number>();
  const shown = Math.min(moment ?? steps.length, steps.length);
  const lines = steps.slice(0, shown).reverse();
  const state = shown === steps.length ? course.state : (steps[shown - 1]?.state ?? []);
  return (
    <div className="page course stack">
      <a className="back" href={linkTo("sessions")}>
        ‹ Sessions
      </a>
      <header className="stack">
        <h1>
          <ExactText text={`${session.agent} for ${session.user}`} />
        </h1>
        <div className="row quiet">
          <span className={session.isOpen ? "pill is-allow" : "pill"}>{session.isOpen ? "open" : "ended"}</span>
          {session.contained ? <span className="pill is-quarantine">contained</span> : null}
          <span>
            role <ExactText text={session.role} />, since {timeText(session.opened, now)}
          </span>
        </div>
        {session.contained ? (
          <p className="notice is-quarantine">
            Its agent is contained for this user, also when no call is held any more: <code>interlock held</code> names the ticket whose
            answer ends that.
          </p>
        ) : null}
        {course.task === undefined ? null : (
          <blockquote className="notice">
            <ExactText text={course.task} isQuoted />
          </blockquote>
        )}
      </header>
      <OlderCharter older={course.older} />
      {charter === undefined || course.older?.as === "pinned" ? null : <WhereItStands charter={charter} state={state} />}
      <Scrubber steps={steps} shown={shown} choose={(count) => setMoment(count === steps.length ? undefined : count)} now={now} />
      <StateNow state={state} admissible={shown === steps.length ? course.admissible : undefined} />
      <section aria-label="Proposals, the newest first" aria-live="polite">
        <ol className="steps">
          {lines.slice(0, LINES_SHOWN_MAX).map((step) => (
            <StepLine key={step.proposal} step={step} now={now} />
          ))}
        </ol>
        {lines.length > LINES_SHOWN_MAX ? (
          <p className="quiet">{countText(lines.length - LINES_SHOWN_MAX)} earlier ones: move the scrubber, or search the ledger.</p>
        ) : null}
        {steps.length === 0 ? <p className="quiet">It has proposed nothing yet.</p> : null}
      </section>
    </div>
  );
}

function WhereItStands({ charter, state }: { readonly charter: ApiCharter; readonly state: readonly ApiValue[] }): ReactNode {
  const lit = litNode(charter, state);
  const { graph } = charter;
  const shown = useMemo(() => (graph === undefined || lit === undefined ? graph : around(graph, lit)), [graph, lit]);
  if (shown === undefined) {
    return (
      <p className="quiet">
        The charter's states are not drawn here, so where it stands is said in words below. <a href={linkTo("charter")}>Why</a>
      </p>
    );
  }
  return (
    <figure className="stack">
      <div className="card graph-frame">
        <Suspense fallback={<Loading what="the states" />}>
          <StateGraph key={lit} graph={shown} lit={lit} />
        </Suspense>
      </div>
      <figcaption className="quiet">
        {lit === undefined ? "Where it stands is not known for certain." : "Where it stands, what led here and what may come next."}{" "}
        <a href={linkTo("charter")}>All states</a>
      </figcaption>
    </figure>
  );
}

interface ScrubberProps {
  readonly steps: readonly ApiStep[];
  readonly shown: number;
  readonly choose: (count: number) => void;
  readonly now: number;
}

function Scrubber({ steps, shown, choose, now }: ScrubberProps): ReactNode {
  if (steps.length < 2) return null;
  const step = steps[shown - 1];
  return (
    <label className="scrubber">
      <span className="quiet number">
        {shown === steps.length
          ? "now"
          : step === undefined
            ? "before the first proposal"
            : `after proposal ${shown} of ${steps.length}, ${timeText(step.at, now)}`}
      </span>
      <input
        type="range"
        min={0}
        max={steps.length}
        value={shown}
        aria-label="Moment of the session"
        onChange={(event) => choose(Number(event.target.value))}
      />
    </label>
  );
}

function StateNow({
  state,
  admissible,
}: {
  readonly state: readonly ApiValue[];
  readonly admissible: readonly string[] | undefined;
}): ReactNode {
  return (
    <section className="card columns">
      <div className="stack">
        <h2>State</h2>
        {state.length === 0 ? <p className="quiet">Every variable has its first value.</p> : null}
        <dl className="facts">
          {state.map(({ variable, values }) => (
            <div key={variable} className="key-line">
              <dt>
                <code>{variable}</code>
              </dt>
              <dd>
                <strong className="mono">{values.join(" or ")}</strong>
              </dd>
            </div>
          ))}
        </dl>
      </div>
      {admissible === undefined ? null : (
        <div className="stack">
          <h2>Admissible now</h2>
          {admissible.length === 0 ? <p className="notice is-deny">Nothing: every call would be denied.</p> : null}
          <ul className="row">
            {admissible.map((tool) => (
              <li key={tool} className="pill is-allow">
                {tool}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
