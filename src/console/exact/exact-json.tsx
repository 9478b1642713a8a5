/**
 * JSON as a tree of exact texts. What a clause looked at is marked and never folded away; long lists and objects fold what
 * nothing looked at, with a count; secrets are masked until somebody asks for them.
 */
import { createContext, type ReactNode, useContext, useState } from "react";
import type { ApiJson } from "../../console-server/api.ts";
import { ExactText } from "./exact-text.tsx";
import { useFold } from "./folds.tsx";

/** How paths (JSON pointers) of the shown value are to be treated. */
export interface Treatment {
  /** Looked at by a clause. */
  readonly critical: ReadonlySet<string>;
  readonly secret: ReadonlySet<string>;
  /** What was proposed in other words than are shown: those words, or undefined where they are not to be shown. Never folded away. */
  readonly rewritten?: ReadonlyMap<string, ApiJson | undefined>;
  /** Has it recorded that a person looks, and gives the value: what is shown until then is dots. */
  readonly reveal?: (pointer: string) => Promise<ApiJson | undefined>;
}

const NOTHING: Treatment = { critical: new Set(), secret: new Set() };
const TreatmentContext = createContext<Treatment>(NOTHING);

const MEMBERS_SHOWN_MAX = 24;

export function ExactJson({ value, treatment = NOTHING }: { readonly value: ApiJson; readonly treatment?: Treatment }): ReactNode {
  return (
    <TreatmentContext.Provider value={treatment}>
      <Value value={value} pointer="" />
    </TreatmentContext.Provider>
  );
}

interface ValueProps {
  readonly value: ApiJson;
  readonly pointer: string;
}

function Value({ value, pointer }: ValueProps): ReactNode {
  const { rewritten } = useContext(TreatmentContext);
  if (rewritten?.has(pointer) !== true) return <BareValue value={value} pointer={pointer} />;
  return (
    <>
      <BareValue value={value} pointer={pointer} />
      <AsProposed value={rewritten.get(pointer)} />
    </>
  );
}

function AsProposed({ value }: { readonly value: ApiJson | undefined }): ReactNode {
  return (
    <div className="as-proposed">
      <span className="quiet">as proposed: </span>
      {value === undefined ? <span className="quiet">looks like a secret; its entry has it</span> : <ExactJson value={value} />}
    </div>
  );
}

function BareValue({ value, pointer }: ValueProps): ReactNode {
  const { secret } = useContext(TreatmentContext);
  if (secret.has(pointer)) return <Secret value={value} pointer={pointer} />;
  if (typeof value === "string") return <ExactText text={value} isQuoted />;
  if (value === null || typeof value !== "object") return <span className="exact value">{String(value)}</span>;
  const members = membersOf(value);
  if (members.length === 0) return <span className="exact value">{Array.isArray(value) ? "[ ] empty list" : "{ } empty object"}</span>;
  return <Members members={members} pointer={pointer} isList={Array.isArray(value)} />;
}

type Member = readonly [name: string, value: ApiJson];

function membersOf(value: readonly ApiJson[] | { readonly [name: string]: ApiJson }): readonly Member[] {
  return Array.isArray(value) ? value.map((each, index): Member => [`${index}`, each]) : Object.entries(value);
}

interface MembersProps {
  readonly members: readonly Member[];
  readonly pointer: string;
  readonly isList: boolean;
}

function Members({ members, pointer, isList }: MembersProps): ReactNode {
  const { critical, rewritten = new Map() } = useContext(TreatmentContext);
  const marked = [...critical, ...rewritten.keys()];
  const below = (name: string): string => `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  const isLookedAt = (name: string): boolean => marked.some((path) => path === below(name) || path.startsWith(`${below(name)}/`));
  const kept = members.filter(([name], index) => index < MEMBERS_SHOWN_MAX || isLookedAt(name));
  const { isOpen, open } = useFold(kept.length < members.length);
  const shown = isOpen ? members : kept;
  return (
    <ul className="tree">
      {shown.map(([name, value]) => (
        <li key={name} className={critical.has(below(name)) ? "member critical" : "member"}>
          <div>
            <span className="name">{isList ? <span className="exact">{name}</span> : <ExactText text={name} />}: </span>
            <Value value={value} pointer={below(name)} />
          </div>
        </li>
      ))}
      {isOpen ? null : (
        <li>
          <button type="button" className="fold" onClick={open}>
            {(members.length - kept.length).toLocaleString("en")} more {isList ? "items" : "members"} folded — open
          </button>
        </li>
      )}
    </ul>
  );
}

function Secret({ value, pointer }: ValueProps): ReactNode {
  const { critical, secret, reveal } = useContext(TreatmentContext);
  const [shown, setShown] = useState<ApiJson>();
  const bare: Treatment = { critical, secret: new Set([...secret].filter((path) => path !== pointer)) };
  if (shown !== undefined) {
    return (
      <TreatmentContext.Provider value={{ ...bare, ...(reveal === undefined ? {} : { reveal }) }}>
        <BareValue value={shown} pointer={pointer} />
      </TreatmentContext.Provider>
    );
  }
  const size = typeof value === "string" ? `${value.length.toLocaleString("en")} characters` : "a structure";
  const show = async (): Promise<void> => setShown(await reveal?.(pointer));
  return (
    <span className="row">
      <span className="exact masked">••••••</span>
      <span className="quiet">looks like a secret, {size}</span>
      {reveal === undefined ? null : (
        <button type="button" className="button plain" onClick={() => void show()}>
          Reveal (recorded)
        </button>
      )}
    </span>
  );
}
