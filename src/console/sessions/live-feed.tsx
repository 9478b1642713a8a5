/** What every session proposes, with verdicts, as it is made: one feed, the newest first. */
import { type ReactNode, useState } from "react";
import type { ApiFeed, ApiStep } from "../../console-server/api.ts";
import { useEvents, useNow, useReading } from "../frame/console-context.tsx";
import { linkTo } from "../frame/route.ts";
import { Empty, WhenRead } from "../frame/states.tsx";
import { StepLine } from "./step-line.tsx";

/** Lines on the page: what a person looks back at; the rest is with its session. */
const LINES_MAX = 100;

export function LiveFeed(): ReactNode {
  const reading = useReading<ApiFeed>(`/api/steps?limit=${LINES_MAX}`);
  const [news, setNews] = useState<ReadonlyMap<number, ApiStep>>(new Map());
  useEvents((event) => {
    if (event.event === "step") setNews((before) => withStep(before, event.step));
    if (event.event === "hello") reading.again();
  });
  return (
    <WhenRead reading={reading} what="the feed">
      {({ steps }) => <Feed steps={merged(steps, news)} />}
    </WhenRead>
  );
}

function Feed({ steps }: { readonly steps: readonly ApiStep[] }): ReactNode {
  const now = useNow(10_000);
  const [hidesAllowed, setHidesAllowed] = useState(false);
  const shown = hidesAllowed ? steps.filter(({ decisions }) => decisions.some(({ verdict }) => verdict !== "allow")) : steps;
  return (
    <article className="screen stack">
      <a className="back" href={linkTo("sessions")}>
        ‹ Sessions
      </a>
      <header className="row spread">
        <h1>Live</h1>
        <label className="choice">
          <input type="checkbox" checked={hidesAllowed} onChange={(event) => setHidesAllowed(event.target.checked)} /> leave out what was
          just allowed
        </label>
      </header>
      {shown.length === 0 ? (
        <Empty title="Nothing has been proposed">
          <p>What agents propose appears here as they do, with its verdict.</p>
        </Empty>
      ) : (
        <ol className="steps" aria-label="Proposals of all sessions, the newest first">
          {shown.map((step) => (
            <StepLine key={step.proposal} step={step} now={now} whose={step.agent} />
          ))}
        </ol>
      )}
    </article>
  );
}

function withStep(before: ReadonlyMap<number, ApiStep>, step: ApiStep): ReadonlyMap<number, ApiStep> {
  const after = new Map(before);
  after.set(step.proposal, step);
  return after.size <= LINES_MAX ? after : new Map([...after].sort(([a], [b]) => b - a).slice(0, LINES_MAX));
}

/** A step comes again each time that it changes: what the stream said last counts. */
function merged(read: readonly ApiStep[], news: ReadonlyMap<number, ApiStep>): readonly ApiStep[] {
  const all = new Map(read.map((step): [number, ApiStep] => [step.proposal, step]));
  for (const [proposal, step] of news) all.set(proposal, step);
  return [...all.values()].sort((a, b) => b.proposal - a.proposal).slice(0, LINES_MAX);
}
