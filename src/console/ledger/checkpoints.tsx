/** The heads that the console has seen, each checked here to extend the one before it, and who else has seen them. */
import { type ReactNode, useEffect, useState } from "react";
import type { ApiCheckpoints } from "../../console-server/api.ts";
import { useNow, useReading } from "../frame/console-context.tsx";
import { WhenRead } from "../frame/states.tsx";
import { countText, timeText } from "../frame/words.ts";
import type { Sighting } from "../proof/quorum.ts";
import { type Check, verifyHeads } from "../proof/verify-entry.ts";
import { Sights, useWitnessing, Witnesses } from "./witnesses.tsx";

type Verified = Awaited<ReturnType<typeof verifyHeads>>;

export function Checkpoints(): ReactNode {
  const reading = useReading<ApiCheckpoints>("/api/checkpoints");
  return (
    <WhenRead reading={reading} what="checkpoints">
      {(checkpoints) => <SignedHeads checkpoints={checkpoints} />}
    </WhenRead>
  );
}

function SignedHeads({ checkpoints }: { readonly checkpoints: ApiCheckpoints }): ReactNode {
  const { heads, policy } = checkpoints;
  const witnessing = useWitnessing(
    heads.map(({ note }) => note),
    policy,
  );
  return (
    <div className="page stack">
      <header>
        <h1>Signed heads</h1>
        <p className="quiet">
          Each is checked in this browser: signed by the ledger, an extension of the one before, and seen by whom. So nothing was taken
          back.
        </p>
      </header>
      <Witnesses heads={heads} text={policy} witnessing={witnessing} />
      <Heads checkpoints={checkpoints} sightings={witnessing.sightings} />
    </div>
  );
}

function Heads({ checkpoints, sightings }: { readonly checkpoints: ApiCheckpoints; readonly sightings: readonly Sighting[] }): ReactNode {
  const now = useNow(10_000);
  const [verified, setVerified] = useState<Verified>([]);
  useEffect(() => {
    let isCurrent = true;
    void verifyHeads(checkpoints).then((done) => (isCurrent ? setVerified(done) : undefined));
    return () => {
      isCurrent = false;
    };
  }, [checkpoints]);
  if (checkpoints.heads.length === 0) return <p className="quiet">The ledger has not signed a head yet; it does so about once a second.</p>;
  return (
    <section className="card">
      <table>
        <thead>
          <tr>
            <th>Entries</th>
            <th>Seen</th>
            <th>Checked here</th>
            <th>Witnesses</th>
          </tr>
        </thead>
        <tbody>
          {checkpoints.heads.map(({ size, seen }, index) => (
            <tr key={size}>
              <td className="number">{countText(size)}</td>
              <td className="number">{timeText(seen, now)}</td>
              <td>{(verified[index]?.checks ?? []).map(drawCheck)}</td>
              <td>
                <Sights sighting={sightings[index]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function drawCheck({ name, holds, detail }: Check): ReactNode {
  return (
    <div key={name} className="row">
      <span className={holds ? "pill is-allow" : "pill is-deny"}>{holds ? name : `not ${name}`}</span>{" "}
      <span className="quiet">{detail}</span>
    </div>
  );
}
