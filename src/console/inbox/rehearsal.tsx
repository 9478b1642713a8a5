/**
 * What a call would do: the files or rows that it would change, line by line, found where nothing could come of it. Every line may have
 * been written by an agent, so each is an `ExactText` in a row of its own, and its sign is not part of the text.
 */
import type { ReactNode } from "react";
import type { ApiDiffLine, ApiFileChange, ApiFound, ApiInboxDetail } from "../../console-server/api.ts";
import { ExactText } from "../exact/exact-text.tsx";
import { countText } from "../frame/words.ts";

export function Rehearsal({ detail }: { readonly detail: ApiInboxDetail }): ReactNode {
  const { rehearsal } = detail;
  if (rehearsal === undefined) return null;
  const { found, code } = rehearsal;
  return (
    <section className="card stack" aria-label="What it would do">
      <h2>What it would do</h2>
      {found === null ? <p className="quiet">What was found is sealed for others.</p> : <Found found={found} />}
      {code === undefined ? (
        <p className="quiet">Tried on a copy, which is gone: nothing has happened. A yes runs it for real, in what is there then.</p>
      ) : (
        <p className="quiet">
          It could not be tried: <code>{code}</code>
        </p>
      )}
    </section>
  );
}

function Found({ found }: { readonly found: ApiFound }): ReactNode {
  switch (found.is) {
    case "nothing":
      return <ExactText text={found.message} />;
    case "rows":
      return (
        <>
          <p>
            {countText(found.affected)} {found.affected === 1 ? "row" : "rows"} of <ExactText text={found.table} />
          </p>
          <Lines lines={found.lines} left={found.linesLeft} />
        </>
      );
    case "files":
      return (
        <>
          {found.answer.isError ? (
            <p className="notice is-deny">
              It fails: <ExactText text={found.answer.text} />
            </p>
          ) : null}
          {found.changes.length === 0 ? <p>It changes no file.</p> : null}
          {found.changes.map((change) => (
            <Change key={change.path} change={change} />
          ))}
          {found.changesLeft > 0 ? <p className="notice is-escalate">And {countText(found.changesLeft)} more changes, not shown.</p> : null}
        </>
      );
  }
}

const WORDS = { created: "creates", changed: "changes", deleted: "deletes" } as const;

function Change({ change }: { readonly change: ApiFileChange }): ReactNode {
  const { is, what, path, from, notes, lines, linesLeft } = change;
  return (
    <div className="stack clause">
      <div>
        {WORDS[is]} {what === "file" ? "" : what}{" "}
        <strong>
          <ExactText text={path} />
        </strong>
        {from === undefined ? null : (
          <>
            , moved from <ExactText text={from} />
          </>
        )}
      </div>
      {notes.map((note) => (
        <p key={note} className="quiet">
          <ExactText text={note} />
        </p>
      ))}
      <Lines lines={lines} left={linesLeft} />
    </div>
  );
}

const SIGNS = { kept: " ", removed: "−", added: "+", place: "@" } as const;
const SPOKEN = { kept: "", removed: "removed: ", added: "added: ", place: "" } as const;

function Lines({ lines, left }: { readonly lines: readonly ApiDiffLine[]; readonly left: number }): ReactNode {
  if (lines.length === 0 && left === 0) return null;
  return (
    <ol className="source difference">
      {lines.map(({ is, text, cut }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and never move
        <li key={index} className={`is-${is}`}>
          <span className="sign" aria-hidden="true">
            {SIGNS[is]}
          </span>
          <span className="spoken">{SPOKEN[is]}</span>
          <ExactText text={text} />
          {cut === undefined ? null : <span className="pill">{countText(cut)} more characters</span>}
        </li>
      ))}
      {left > 0 ? <li className="pill">{countText(left)} more lines, not shown</li> : null}
    </ol>
  );
}
