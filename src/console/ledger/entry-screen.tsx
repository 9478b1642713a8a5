/** One entry: what it says, and whether it is in the ledger, computed here from its bytes up to the signed head. */
import { type ReactNode, useEffect, useState } from "react";
import type { ApiEntry } from "../../console-server/api.ts";
import { ExactJson } from "../exact/exact-json.tsx";
import { revealIn } from "../exact/reveal.ts";
import { useConsole, useEvents, useNow, useReading } from "../frame/console-context.tsx";
import { linkTo } from "../frame/route.ts";
import { WhenRead } from "../frame/states.tsx";
import { timeText } from "../frame/words.ts";
import { type Check, verifyEntry } from "../proof/verify-entry.ts";
import { KNOWN_KEY } from "./known-key.ts";
import { Sights, useWitnessing } from "./witnesses.tsx";

export function EntryScreen({ index }: { readonly index: string }): ReactNode {
  const reading = useReading<ApiEntry>(`/api/ledger/${encodeURIComponent(index)}`);
  const now = useNow(10_000);
  const { server } = useConsole();
  useEvents((event) => {
    // A new entry has no proof until the next signed head, about a second later.
    if (event.event === "head" && reading.value === undefined) reading.again();
  });
  return (
    <WhenRead reading={reading} what="the entry">
      {(entry) => (
        <article className="screen stack">
          <a className="back" href={linkTo("ledger")}>
            ‹ Ledger
          </a>
          <header className="stack">
            <h1>
              Entry {entry.index}: {entry.kind}
            </h1>
            <p className="quiet">
              {timeText(entry.at, now)} by {entry.byName} <code>{entry.by}</code>
              {entry.session === undefined ? null : (
                <>
                  , number {entry.number} of <a href={linkTo("sessions", entry.session)}>its session</a>
                </>
              )}
            </p>
          </header>
          <Proof entry={entry} />
          <section className="card">
            <h2>What it says</h2>
            <ExactJson value={entry.entry} />
          </section>
          {entry.sealed === undefined ? null : (
            <section className="card">
              <h2>Sealed beside it, readable here</h2>
              <ExactJson
                value={entry.sealed}
                treatment={{ critical: new Set(), secret: new Set(entry.secrets), reveal: revealIn(server, entry.index) }}
              />
            </section>
          )}
          {entry.related.length === 0 ? null : (
            <section className="card row">
              <h2 className="related">Related</h2>
              {entry.related.map((other) => (
                <a key={other} href={linkTo("ledger", other)}>
                  entry {other}
                </a>
              ))}
            </section>
          )}
        </article>
      )}
    </WhenRead>
  );
}

function Proof({ entry }: { readonly entry: ApiEntry }): ReactNode {
  const { memory } = useConsole();
  const { sightings } = useWitnessing([entry.proof.checkpoint], entry.proof.policy);
  const [checks, setChecks] = useState<readonly Check[]>();
  useEffect(() => {
    let isCurrent = true;
    const known = memory.getItem(KNOWN_KEY) ?? undefined;
    void verifyEntry(entry.leaf, entry.proof, known).then((done) => {
      if (!isCurrent) return;
      setChecks(done);
      if (known === undefined && done.every(({ holds }) => holds)) memory.setItem(KNOWN_KEY, entry.proof.key.publicKey);
    });
    return () => {
      isCurrent = false;
    };
  }, [entry, memory]);
  if (checks === undefined) return <section className="card">Checking the proof …</section>;
  const isProved = checks.every(({ holds }) => holds);
  return (
    <section className="card stack" data-proof={isProved ? "verified" : "wrong"}>
      <div className="row">
        <span className={isProved ? "pill is-allow" : "pill is-deny"}>{isProved ? "VERIFIED IN THIS BROWSER" : "NOT PROVED"}</span>
        {entry.proof.policy === undefined ? (
          <span className="quiet">no witness must have seen this ledger's heads</span>
        ) : (
          <Sights sighting={sightings[0]} />
        )}
      </div>
      <ul className="stack">
        {checks.map(({ name, holds, detail }) => (
          <li key={name} className="check">
            <span className={holds ? "pill is-allow" : "pill is-deny"}>{holds ? "yes" : "no"}</span>
            <div>
              {name}
              <div className="quiet mono">{detail}</div>
            </div>
          </li>
        ))}
      </ul>
      <details>
        <summary>The signed head</summary>
        <pre>{entry.proof.checkpoint}</pre>
      </details>
    </section>
  );
}
