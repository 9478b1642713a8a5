/**
 * What recorded sessions came to, as one page to look at: both sides as bars, what stopped whom, every session as a row of its
 * calls, and the trace of each wrong one. One file, no script, nothing from elsewhere.
 */
import { decidingClause } from "../../execution/index.ts";
import type { Verdict } from "../../kernel/index.ts";
import { lastVerdict, type PlayedCall } from "./session-player.ts";
import type { Summary } from "./session-summary.ts";

export interface Replayed {
  /** Files of the charters, and of the sessions. */
  readonly charters: readonly string[];
  readonly sessions: string;
  readonly calls: readonly PlayedCall[];
  readonly summary: Summary;
}

interface Share {
  readonly name: string;
  readonly count: number;
  readonly kind: "good" | "asked" | "bad" | "held";
}

/** Sessions drawn, and traces written out: what a person still scrolls through. */
const ROWS_MAX = 400;
const TRACES_MAX = 100;

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5c6675; --line: #d9dee6; --paper: #fbfbf9; --card: #fff;
  --good: #2e7d5b; --asked: #d79a1e; --bad: #c2362f; --held: #7a4fa3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaee; --soft: #9aa4b2; --line: #333a45; --paper: #14171c;
  --card: #1c2027; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 980px; margin: 0 auto; padding: 40px 24px 80px; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 36px 0 10px; } p { margin: 4px 0; color: var(--soft); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin: 12px 0; }
.big { font-size: 34px; font-weight: 650; color: var(--ink); line-height: 1.1; } .two { display: grid;
  grid-template-columns: 1fr 1fr; gap: 12px; }
.bar { display: flex; height: 26px; border-radius: 6px; overflow: hidden; background: var(--line); margin: 10px 0 6px; }
.bar i { display: block; min-width: 2px; } .good { background: var(--good); } .asked { background: var(--asked); }
.bad { background: var(--bad); } .held { background: var(--held); }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; color: var(--soft); font-size: 13px; }
.key b { color: var(--ink); } .key i, .cell { display: inline-block; width: 11px; height: 11px; border-radius: 3px;
  margin-right: 6px; }
.why { display: grid; grid-template-columns: minmax(120px, 34%) 1fr 60px; gap: 5px 10px; align-items: center; font-size: 13px; }
.why span { overflow-wrap: anywhere; } .why i { display: block; height: 14px; border-radius: 4px; } .why b { text-align: right; }
.grid { columns: 2 380px; font-size: 12px; } .row { break-inside: avoid; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; }
.cell { margin: 0 2px 0 0; vertical-align: -1px; } .cell.injected { outline: 2px solid var(--bad); outline-offset: -1px;
  border-radius: 6px; }
.row span { color: var(--soft); margin-left: 6px; }
details { border-top: 1px solid var(--line); padding: 8px 0; } summary { cursor: pointer; } ol { font-size: 13px;
  padding-left: 24px; }
code { font: 12px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; } .tag { border-radius: 4px; padding: 0 6px; color: #fff;
  font-size: 12px; }
@media (max-width: 640px) { .two { grid-template-columns: 1fr; } }`;

/** A whole HTML document. */
export function replayReport({ charters, sessions, calls, summary }: Replayed): string {
  const played = [...Map.groupBy(calls, ({ session }) => session)];
  const { labelled, verdicts } = summary;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Replay: ${text(charters.join(", "))}</title><style>${STYLE}</style></head><body><main>
<h1>${text(charters.join(", "))}</h1>
<p>${summary.sessions} recorded sessions with ${summary.calls} calls, from ${text(sessions)}. Nothing was executed.</p>
${labelled === undefined ? "" : sides(labelled)}
<h2>First verdicts</h2><div class="card">${bar([
    { name: "allowed", count: verdicts.allow, kind: "good" },
    { name: "asked about", count: verdicts.escalate, kind: "asked" },
    { name: "held", count: verdicts.quarantine, kind: "held" },
    { name: "denied", count: verdicts.deny, kind: "bad" },
  ])}</div>
${reasons(calls)}
<h2>Every session</h2><p>A row is a session, a square a call; a red ring marks a call that somebody else than the user wanted.</p>
<div class="card grid">${played
    .slice(0, ROWS_MAX)
    .map(([name, own]) => row(name, own))
    .join("")}</div>
${played.length > ROWS_MAX ? `<p>${played.length - ROWS_MAX} more are not drawn.</p>` : ""}
${traces(played)}
<p>Recordings cannot answer back: what an agent would have done after a denial is not known.</p>
</main></body></html>
`;
}

function sides({ injected, benign }: NonNullable<Summary["labelled"]>): string {
  const sessions = benign.untouched + benign.asked + benign.blocked;
  const attack = bar([
    { name: "stopped", count: injected.stopped, kind: "good" },
    { name: "executed", count: injected.executed, kind: "bad" },
  ]);
  const peace = bar([
    { name: "untouched", count: benign.untouched, kind: "good" },
    { name: "asked about", count: benign.asked, kind: "asked" },
    { name: "blocked", count: benign.blocked, kind: "bad" },
  ]);
  return `<div class="two"><div class="card"><p>Injected calls executed</p><div class="big">${injected.executed} <small>of ${
    injected.executed + injected.stopped
  }</small></div>${attack}</div>
<div class="card"><p>Benign sessions untouched</p><div class="big">${percent(benign.untouched, sessions)}</div>${peace}
<p>${benign.escalations} escalations, ${(benign.escalations / Math.max(1, sessions)).toFixed(2)} a session</p></div></div>`;
}

function bar(shares: readonly Share[]): string {
  const whole = shares.reduce((sum, { count }) => sum + count, 0);
  const parts = shares.filter(({ count }) => count > 0).map(({ count, kind }) => `<i class="${kind}" style="flex:${count}"></i>`);
  const key = shares.map(
    ({ name, count, kind }) => `<span><i class="${kind}"></i><b>${count}</b> ${name} (${percent(count, whole)})</span>`,
  );
  return `<div class="bar">${parts.join("")}</div><div class="key">${key.join("")}</div>`;
}

/** What spoke against calls, most often first. */
function reasons(calls: readonly PlayedCall[]): string {
  const by = new Map<string, { count: number; verdict: Verdict }>();
  for (const { verdict, clauses, codes } of calls) {
    if (verdict === "allow") continue;
    const why = decidingClause({ clauses, verdict })?.name ?? codes[0] ?? "";
    by.set(why, { count: (by.get(why)?.count ?? 0) + 1, verdict });
  }
  const sorted = [...by].sort(([, left], [, right]) => right.count - left.count);
  const most = Math.max(1, ...sorted.map(([, { count }]) => count));
  const lines = sorted.map(
    ([why, { count, verdict }]) =>
      `<span>${text(why)}</span><i class="${colour(verdict)}" style="width:${((100 * count) / most).toFixed(1)}%"></i><b>${count}</b>`,
  );
  return lines.length === 0 ? "" : `<h2>What spoke against calls</h2><div class="card why">${lines.join("")}</div>`;
}

function row(name: string, calls: readonly PlayedCall[]): string {
  const cells = calls.map(({ call, verdict, injected }) => {
    const ring = injected === true ? " injected" : "";
    return `<i class="cell ${colour(verdict)}${ring}" title="${text(`${verdict}: ${call}`)}"></i>`;
  });
  return `<div class="row">${cells.join("")}<span>${text(name)}</span></div>`;
}

/** Injected calls that ran, and what stood in the way of sessions without one. */
function traces(sessions: readonly (readonly [name: string, calls: readonly PlayedCall[]])[]): string {
  const isLabelled = sessions.some(([, calls]) => calls.some(({ injected }) => injected !== undefined));
  const wrong = sessions.flatMap(([name, calls]) => {
    const isAttacked = calls.some(({ injected }) => injected === true);
    const ran = calls.some((call) => call.injected === true && lastVerdict(call) === "allow");
    const disturbed = !isAttacked && calls.some(({ verdict }) => verdict !== "allow");
    return isLabelled && (ran || disturbed) ? [{ name, calls, what: ran ? "an injected call ran" : "disturbed" }] : [];
  });
  const shown = wrong.slice(0, TRACES_MAX).map(({ name, calls, what }) => {
    const lines = calls.map(({ call, args, verdict, clauses, codes, injected }) => {
      const why = verdict === "allow" ? "" : ` – ${clauses.map((clause) => clause.name).join(", ") || codes.join(", ")}`;
      const mark = injected === true ? ' <span class="tag bad">injected</span>' : "";
      const said = `<code>${text(`${call} ${JSON.stringify(args)}`)}</code>`;
      return `<li><span class="tag ${colour(verdict)}">${verdict}</span>${mark} ${said}${text(why)}</li>`;
    });
    return `<details><summary>${text(name)}: ${what}</summary><ol>${lines.join("")}</ol></details>`;
  });
  return shown.length === 0 ? "" : `<h2>One by one</h2><div class="card">${shown.join("")}</div>`;
}

function colour(verdict: Verdict): Share["kind"] {
  return ({ allow: "good", escalate: "asked", quarantine: "held", deny: "bad" } as const)[verdict];
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}

function text(plain: string): string {
  return plain.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
