/** Who must have seen the ledger's heads by its owner's policy, and who has: each cosignature verified in this browser. */
import { type ReactNode, useEffect, useState } from "react";
import type { ApiCheckpoints } from "../../console-server/api.ts";
import { useConsole, useNow } from "../frame/console-context.tsx";
import { countText, timeText } from "../frame/words.ts";
import { parseCheckpoint } from "../proof/note.ts";
import { parseQuorum, type Quorum, type Sight, type Sighting, sightingOf } from "../proof/quorum.ts";

/** Where this browser remembers the policy that it saw first, so that another is noticed. */
const KNOWN_POLICY = "interlock.witness-policy";

export interface Witnessing {
  /** Undefined until it is read, and where it can't be. */
  readonly policy?: Quorum;
  /** Of each note, in order. */
  readonly sightings: readonly Sighting[];
}

const UNREAD: Witnessing = { sightings: [] };

/** What the witnesses of a policy say of each note, verified here. */
export function useWitnessing(notes: readonly string[], text: string | undefined): Witnessing {
  const [witnessing, setWitnessing] = useState(UNREAD);
  const all = notes.join("\u0000");
  useEffect(() => {
    let isCurrent = true;
    void verify(all.split("\u0000"), text).then((done) => (isCurrent ? setWitnessing(done) : undefined));
    return () => {
      isCurrent = false;
    };
  }, [all, text]);
  return witnessing;
}

async function verify(notes: readonly string[], text: string | undefined): Promise<Witnessing> {
  const policy = text === undefined ? undefined : await parseQuorum(text);
  return policy === undefined ? UNREAD : { policy, sightings: await Promise.all(notes.map((note) => sightingOf(note, policy))) };
}

export function Witnesses({
  heads,
  text,
  witnessing: { policy, sightings },
}: Pick<ApiCheckpoints, "heads"> & { readonly text: string | undefined; readonly witnessing: Witnessing }): ReactNode {
  if (text === undefined) {
    return (
      <section className="card stack">
        <h2>Witnesses</h2>
        <p className="quiet">
          None: only this console and the executors would notice a rewritten history. Run `interlock witness` elsewhere.
        </p>
      </section>
    );
  }
  return (
    <section className="card stack">
      <h2>Witnesses</h2>
      {policy === undefined ? <p>The policy of witnesses cannot be read, so nobody counts as having seen anything.</p> : null}
      <KnownPolicy text={text} />
      {policy === undefined ? null : <p className="quiet">{quorumText(policy)}</p>}
      <ul>
        {[...(policy?.witnesses.keys() ?? [])].map((name) => (
          <LastSeen key={name} name={name} heads={heads} sightings={sightings} />
        ))}
      </ul>
    </section>
  );
}

function LastSeen({
  name,
  heads,
  sightings,
}: Pick<ApiCheckpoints, "heads"> & { readonly name: string; readonly sightings: readonly Sighting[] }): ReactNode {
  const now = useNow(10_000);
  const says = (index: number): Sight | undefined => sightings[index]?.sights.find(({ witness }) => witness === name);
  const last = heads.findIndex((_, index) => says(index)?.is === "seen");
  const sight = last === -1 ? undefined : says(last);
  const size = last === -1 ? undefined : parseCheckpoint(heads[last]?.note ?? "")?.size;
  return (
    <li className="row spread">
      <strong>{name}</strong>
      <span className="quiet">
        {sight?.is === "seen" && size !== undefined
          ? `cosigned ${countText(size)} entries, ${timeText(sight.atMs, now)}`
          : "has cosigned nothing that this console has seen"}
      </span>
    </li>
  );
}

/** The server could show another policy with easier witnesses: the first one that this browser saw is remembered. */
function KnownPolicy({ text }: { readonly text: string }): ReactNode {
  const { memory } = useConsole();
  const [known, setKnown] = useState(() => memory.getItem(KNOWN_POLICY));
  const remember = (): void => {
    memory.setItem(KNOWN_POLICY, text);
    setKnown(text);
  };
  useEffect(() => {
    if (memory.getItem(KNOWN_POLICY) === null) memory.setItem(KNOWN_POLICY, text);
  }, [memory, text]);
  if (known === null || known === text) return null;
  return (
    <div className="row spread">
      <span className="pill is-deny">another policy than this browser knows</span>
      <button type="button" onClick={remember}>
        I know of the change
      </button>
    </div>
  );
}

/** What one head's witnesses say, in the row of that head. */
export function Sights({ sighting }: { readonly sighting: Sighting | undefined }): ReactNode {
  if (sighting === undefined) return null;
  const { sights, isEnough } = sighting;
  const said = sights.filter(({ is }) => is !== "nothing");
  if (said.length === 0) return <span className="quiet">not cosigned</span>;
  return (
    <div className="row">
      {said.map(({ witness, is }) => (
        <span key={witness} className={is === "seen" ? "pill is-allow" : "pill is-deny"}>
          {is === "seen" ? `seen by ${witness}` : `wrong: not ${witness}'s signature`}
        </span>
      ))}
      {isEnough ? null : <span className="quiet">not enough</span>}
    </div>
  );
}

function quorumText({ quorum, groups }: Quorum): string {
  const group = groups.get(quorum);
  if (group !== undefined) return `A head counts when ${group.threshold} of ${group.members.join(", ")} have cosigned it.`;
  return quorum === "none" ? "A head counts without any of them." : `A head counts when ${quorum} has cosigned it.`;
}
