/**
 * What a call would do: the files or rows that it would change, line by line, found where nothing could come of it. Every line may have
 * been written by an agent, so each is an `ExactText` in a row of its own, and its sign is not part of the text.
 */
import { createContext, type ReactNode, useContext } from "react";
import type { ApiDiffLine, ApiFileChange, ApiFound, ApiInboxDetail } from "../../console-server/api.ts";
import { ExactJson, type Treatment } from "../exact/exact-json.tsx";
import { ExactText } from "../exact/exact-text.tsx";
import { revealIn } from "../exact/reveal.ts";
import { useConsole } from "../frame/console-context.tsx";
import { countText } from "../frame/words.ts";

const Secrets = createContext<Pick<Treatment, "secret" | "reveal">>({ secret: new Set() });

/** A text of what was found, at its JSON pointer: dots where it is a secret, until somebody asks for it. */
function FoundText({ text, at }: { readonly text: string; readonly at: string }): ReactNode {
  const { secret, reveal } = useContext(Secrets);
  if (!secret.has(at)) return <ExactText text={text} />;
  const one: Treatment = { critical: new Set(), secret: new Set([""]), ...(reveal === undefined ? {} : { reveal: () => reveal(at) }) };
  return <ExactJson value={text} treatment={one} />;
}

export function Rehearsal({ detail }: { readonly detail: ApiInboxDetail }): ReactNode {
  const { server } = useConsole();
  const { rehearsal } = detail;
  if (rehearsal === undefined) return null;
  const { found, code, entry, secrets } = rehearsal;
  return (
    <section className="card stack" aria-label="What it would do">
      <h2>What it would do</h2>
      {found === null ? (
        <p className="quiet">What was found is sealed for others.</p>
      ) : (
        <Secrets.Provider value={{ secret: new Set(secrets), reveal: revealIn(server, entry) }}>
          <Found found={found} />
        </Secrets.Provider>
      )}
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
      return <FoundText text={found.message} at="/message" />;
    case "rows":
      return (
        <>
          <p>
            {countText(found.affected)} {found.affected === 1 ? "row" : "rows"} of <FoundText text={found.table} at="/table" />
          </p>
          <Lines lines={found.lines} left={found.linesLeft} at="/lines" />
        </>
      );
    case "files":
      return (
        <>
          {found.answer.isError ? (
            <p className="notice is-deny">
              It fails: <FoundText text={found.answer.text} at="/answer/text" />
            </p>
          ) : null}
          {found.changes.length === 0 ? <p>It changes no file.</p> : null}
          {found.changes.map((change, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: masked paths may be alike, and changes never move
            <Change key={index} change={change} at={`/changes/${index}`} />
          ))}
          {found.changesLeft > 0 ? <p className="notice is-escalate">And {countText(found.changesLeft)} more changes, not shown.</p> : null}
        </>
      );
  }
}

const WORDS = { created: "creates", changed: "changes", deleted: "deletes" } as const;

function Change({ change, at }: { readonly change: ApiFileChange; readonly at: string }): ReactNode {
  const { is, what, path, from, notes, lines, linesLeft } = change;
  return (
    <div className="stack clause">
      <div>
        {WORDS[is]} {what === "file" ? "" : what}{" "}
        <strong>
          <FoundText text={path} at={`${at}/path`} />
        </strong>
        {from === undefined ? null : (
          <>
            , moved from <FoundText text={from} at={`${at}/from`} />
          </>
        )}
      </div>
      {notes.map((note, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: masked notes may be alike, and notes never move
        <p key={index} className="quiet">
          <FoundText text={note} at={`${at}/notes/${index}`} />
        </p>
      ))}
      <Lines lines={lines} left={linesLeft} at={`${at}/lines`} />
    </div>
  );
}

const SIGNS = { kept: " ", removed: "−", added: "+", place: "@" } as const;
const SPOKEN = { kept: "", removed: "removed: ", added: "added: ", place: "" } as const;

interface LinesProps {
  readonly lines: readonly ApiDiffLine[];
  readonly left: number;
  readonly at: string;
}

function Lines({ lines, left, at }: LinesProps): ReactNode {
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
          <FoundText text={text} at={`${at}/${index}/text`} />
          <BlankEnd text={text} />
          {cut === undefined ? null : <span className="pill">{countText(cut)} more characters</span>}
        </li>
      ))}
      {left > 0 ? <li className="pill">{countText(left)} more lines, not shown</li> : null}
    </ol>
  );
}

/** Nothing else shows where a line ends. */
function BlankEnd({ text }: { readonly text: string }): ReactNode {
  const blanks = text.length - text.trimEnd().length;
  return blanks === 0 ? null : (
    <span className="pill">
      {countText(blanks)} {blanks === 1 ? "blank" : "blanks"} at its end
    </span>
  );
}
