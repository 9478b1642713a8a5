/** One proposal and what became of it, on a line that opens. */
import type { ReactNode } from "react";
import type { ApiStep, ApiVerdict } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";
import { linkTo } from "../frame/route.ts";
import { DecisionPill } from "../frame/verdict-pill.tsx";
import { durationText, timeText } from "../frame/words.ts";

/** `whose`: the agent that proposed it, where lines of several sessions stand together. */
export function StepLine({ step, now, whose }: { readonly step: ApiStep; readonly now: number; readonly whose?: string }): ReactNode {
  const last = step.decisions.at(-1);
  return (
    <li>
      <details>
        <summary>
          <span className="quiet number">{timeText(step.at, now)}</span>
          {last === undefined ? <span className="pill">no decision yet</span> : <DecisionPill {...last} />}
          <strong className="clipped">
            <ExactText text={step.tool} />
            {whose === undefined ? null : (
              <span className="quiet">
                {" by "}
                <ExactText text={whose} />
              </span>
            )}
          </strong>
          <span className="quiet clipped args">
            <ExactText text={step.args} />
          </span>
          <span className="number quiet">{outcomeWords(step, last?.verdict)}</span>
        </summary>
        <StepDetail step={step} now={now} />
      </details>
    </li>
  );
}

function outcomeWords({ outcome, second }: ApiStep, verdict: ApiVerdict | undefined): string {
  if (second === "refuses") return "refused by the second judge";
  if (outcome === undefined) return verdict === "allow" ? "running" : "";
  if (outcome.result === "unknown") return "IN DOUBT";
  return outcome.result === "failed" ? "not executed" : durationText(outcome.durationMs);
}

function StepDetail({ step, now }: { readonly step: ApiStep; readonly now: number }): ReactNode {
  return (
    <div className="stack step-detail">
      <ExactText text={step.args} />
      <ol className="stack">
        {step.decisions.map((decision) => (
          <li key={decision.entry} className="row">
            <DecisionPill {...decision} />
            <a href={linkTo("ledger", decision.entry)}>entry {decision.entry}</a>
            <span className="quiet">{timeText(decision.at, now)}</span>
            <code className="quiet">{[...decision.codes, ...decision.clauses].join(" ")}</code>
            {decision.same === undefined ? null : <span className="quiet">the same call as t{decision.same}</span>}
          </li>
        ))}
        {step.answers.map((answer) => (
          <li key={answer.entry} className="row">
            <span className="pill">{answer.kind}</span>
            <a href={linkTo("ledger", answer.entry)}>entry {answer.entry}</a>
            <span className="quiet">
              {answer.person} as {answer.role}, on {answer.renderer}
            </span>
          </li>
        ))}
        {step.outcome === undefined ? null : (
          <li className="row">
            <span className="pill">{step.outcome.result}</span>
            <a href={linkTo("ledger", step.outcome.entry)}>entry {step.outcome.entry}</a>
            {step.outcome.code === undefined ? null : <code className="quiet">{step.outcome.code}</code>}
          </li>
        )}
      </ol>
      <p>
        <a href={linkTo("ledger", step.proposal)}>The proposal in the ledger</a>, <a href={linkTo("sessions", step.session)}>its session</a>
      </p>
    </div>
  );
}
