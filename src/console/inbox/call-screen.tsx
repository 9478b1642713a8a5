/**
 * One call, as a person must see it to answer for it: the exact canonical call first, then why it asks, what it says, on whose
 * word, and what follows. Everything that somebody else wrote goes through `ExactText`; the agent's own summary is not here.
 */
import { type ReactNode, useMemo } from "react";
import type { ApiInboxDetail } from "../../console-server/api.ts";
import { OlderCharter } from "../charter/older-charter.tsx";
import { ExactJson, type Treatment } from "../exact/exact-json.tsx";
import { ExactText } from "../exact/exact-text.tsx";
import { revealIn } from "../exact/reveal.ts";
import { useConsole, useNow } from "../frame/console-context.tsx";
import { linkTo } from "../frame/route.ts";
import { VerdictPill } from "../frame/verdict-pill.tsx";
import { countText, digestText, spanText } from "../frame/words.ts";
import { Clauses } from "./clauses.tsx";
import { Consequences } from "./consequences.tsx";
import { Meanings } from "./meanings.tsx";
import { Origins } from "./origins.tsx";
import { Outbox } from "./outbox.tsx";
import { Rehearsal } from "./rehearsal.tsx";
import { Since } from "./since.tsx";

export function CallScreen({ detail }: { readonly detail: ApiInboxDetail }): ReactNode {
  const now = useNow();
  const isDoubt = detail.verdict === "allow";
  return (
    <article className="screen stack" tabIndex={-1} aria-label={`Call ${detail.ticket}`}>
      <header className="stack">
        <a className="back" href={linkTo("inbox")}>
          ‹ Inbox
        </a>
        <div className="row spread">
          <h1>
            <ExactText text={detail.tool} />
          </h1>
          <Deadline until={detail.until} now={now} />
        </div>
        <div className="row">
          <VerdictPill verdict={detail.verdict} words={isDoubt ? "in doubt" : undefined} />
          {detail.isHigh ? <span className="pill is-deny">high severity</span> : null}
          {detail.asked > 1 ? <span className="quiet">asked {countText(detail.asked)} times: one answer is for all</span> : null}
          <span className="quiet">
            <ExactText text={`${detail.agent} for ${detail.user}`} /> · <a href={linkTo("sessions", detail.session)}>session</a> ·{" "}
            {detail.ticket}
          </span>
        </div>
      </header>
      {isDoubt ? (
        <p className="notice is-escalate">
          It was allowed, and it may have run: nobody can say. Look at the tool's own record; then discard it here, which ends the doubt.
        </p>
      ) : null}
      <ExactCall detail={detail} />
      <OlderCharter older={detail.older} />
      <Since detail={detail} />
      <Outbox detail={detail} />
      <Rehearsal detail={detail} />
      <Consequences detail={detail} />
      <Clauses detail={detail} />
      <Origins detail={detail} />
      <Meanings detail={detail} />
      {detail.task === undefined ? null : (
        <section className="card">
          <h2>What the user asked for</h2>
          <ExactText text={detail.task} />
        </section>
      )}
    </article>
  );
}

function ExactCall({ detail }: { readonly detail: ApiInboxDetail }): ReactNode {
  const treatment = useTreatment(detail);
  return (
    <section className="card" aria-label="The exact call">
      <h2>{detail.verdict === "allow" ? "What may have run" : "What would run, exactly"}</h2>
      {detail.call === null ? (
        <p className="notice is-deny">
          This console cannot say what would run: the call is sealed for others, or is read otherwise here than where it was judged. Answer
          where it can be read.
        </p>
      ) : (
        <>
          {detail.call.rewritten.length === 0 ? null : (
            <p className="quiet">Written as it was understood and judged; where the agent wrote something else, that is marked.</p>
          )}
          <ExactJson value={detail.call.args} treatment={treatment} />
          <p className="digest quiet">
            SHA-256 <code>{digestText(detail.call.digest)}</code>
          </p>
        </>
      )}
    </section>
  );
}

function Deadline({ until, now }: { readonly until: number | undefined; readonly now: number }): ReactNode {
  if (until === undefined) return <span className="quiet">no deadline</span>;
  const left = until - now;
  if (left <= 0) return <span className="pill">expired, which is not a rejection</span>;
  return <span className={left < 120_000 ? "pill is-deny number" : "pill number"}>{spanText(left)} left</span>;
}

/** What clauses look at is marked; what looks like a secret is masked, and looking at it is recorded. */
function useTreatment({ proposal, call, origins, meanings, secrets }: ApiInboxDetail): Treatment {
  const { server } = useConsole();
  return useMemo(
    () => ({
      critical: new Set([...origins, ...meanings].map(({ at }) => at).filter((at) => at !== "")),
      secret: new Set(secrets),
      rewritten: new Map(call?.rewritten.map(({ at, proposed }) => [at, proposed])),
      reveal: revealIn(server, proposal, "/runs"),
    }),
    [server, proposal, call, origins, meanings, secrets],
  );
}
