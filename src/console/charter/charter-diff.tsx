/** What two versions of a charter decide differently, with a call for each difference; and the texts, line by line. */
import { type ReactNode, useState } from "react";
import type { ApiCharter, ApiCharterDiff } from "../../console-server/api.ts";
import { ExactJson } from "../exact/exact-json.tsx";
import { ExactText } from "../exact/exact-text.tsx";
import { useNow, useReading } from "../frame/console-context.tsx";
import type { Route } from "../frame/route.ts";
import { WhenRead } from "../frame/states.tsx";
import { VerdictPill } from "../frame/verdict-pill.tsx";
import { timeText } from "../frame/words.ts";

const ANSWERS: { readonly [answer in ApiCharterDiff["answer"]]: string } = {
  equal: "They decide every call alike, and ask people as often.",
  narrower: "The newer one admits less, and nothing more.",
  wider: "The newer one admits more.",
  other: "The newer one admits some more and some less.",
  undecided: "The comparison took too long; the texts are below.",
};

const DIRECTIONS = { wider: "is-deny", narrower: "is-allow", other: "is-escalate" } as const;

export function CharterDiff({ charter, route }: { readonly charter: ApiCharter; readonly route: Route }): ReactNode {
  const now = useNow(60_000);
  const asked = Number(route.query.get("from"));
  const [from, setFrom] = useState(asked > 0 ? asked : charter.version - 1);
  const older = charter.versions.filter(({ version }) => version < charter.version);
  if (older.length === 0) {
    return (
      <section className="card stack">
        <h2>Versions</h2>
        <p className="quiet">This is the first version.</p>
      </section>
    );
  }
  return (
    <section className="card stack">
      <div className="row spread">
        <h2>What changed</h2>
        <label className="row">
          from
          <select className="field" value={from} onChange={(event) => setFrom(Number(event.target.value))}>
            {older.map(({ version, at }) => (
              <option key={version} value={version}>
                version {version}, {timeText(at, now)}
              </option>
            ))}
          </select>
          to version {charter.version}
        </label>
      </div>
      <Difference from={from} to={charter.version} />
    </section>
  );
}

function Difference({ from, to }: { readonly from: number; readonly to: number }): ReactNode {
  const reading = useReading<ApiCharterDiff>(`/api/charter/diff?from=${from}&to=${to}`);
  return (
    <WhenRead reading={reading} what="the comparison">
      {(diff) => (
        <div className="stack">
          <p className={diff.answer === "wider" || diff.answer === "other" ? "notice is-escalate" : "notice"}>{ANSWERS[diff.answer]}</p>
          <ul className="stack">
            {diff.differences.map((difference) => (
              <li key={`${difference.tool} ${difference.example.words}`} className="stack difference">
                <div className="row">
                  <span className={`pill ${DIRECTIONS[difference.direction]}`}>{difference.direction}</span>
                  <ExactText text={difference.tool} />
                  <VerdictPill verdict={difference.before} /> → <VerdictPill verdict={difference.after} />
                </div>
                <p>
                  <ExactText text={difference.example.words} />
                </p>
                <ExactJson value={difference.example.args} />
              </li>
            ))}
          </ul>
          <Besides diff={diff} />
          {diff.text === "" ? null : <DiffText text={diff.text} />}
        </div>
      )}
    </WhenRead>
  );
}

function Besides({ diff: { besides, relabelled } }: { readonly diff: ApiCharterDiff }): ReactNode {
  if (besides.length + relabelled.length === 0) return null;
  return (
    <ul className="stack" aria-label="Besides calls">
      {besides.map(({ direction, what }) => (
        <li key={what} className="row">
          <span className={`pill ${DIRECTIONS[direction]}`}>{direction}</span>
          <ExactText text={what} />
        </li>
      ))}
      {relabelled.map(({ what, name, old = "none", new: now = "none" }) => (
        <li key={`${what} ${name}`} className="row">
          <span className="pill is-escalate">relabelled</span>
          <ExactText text={`${what} ${name}: ${old} before, ${now} now; the answer holds if it means the same`} />
        </li>
      ))}
    </ul>
  );
}

function DiffText({ text }: { readonly text: string }): ReactNode {
  return (
    <details>
      <summary>The texts, line by line</summary>
      <pre className="diff-text">
        {linesOf(text).map(({ number, line }) => (
          <span key={number} className={CHANGED[line.charAt(0)]}>
            <ExactText text={line} />
            {"\n"}
          </span>
        ))}
      </pre>
    </details>
  );
}

const CHANGED: { readonly [sign: string]: string } = { "+": "added", "-": "removed" };

function linesOf(text: string): readonly { readonly number: number; readonly line: string }[] {
  return text.split("\n").map((line, index) => ({ number: index + 1, line }));
}
