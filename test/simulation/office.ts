/** What every simulated system is about: who is enrolled, which charter is in force, and what its charter means in a plain program. */
import { type Member, readRing, readSealKey, type SealKey } from "../../src/auditor/index.ts";
import { digestOf, identityToText, type Json, type PublicIdentity, ringToText } from "../../src/crypto/index.ts";
import { type Lock, lockedDigests } from "../../src/execution/index.ts";
import { asJson, type Entry } from "../../src/ledger/index.ts";
import { BASE, compileTexts, lockOf } from "../execution/compile-texts.ts";
import { CODE, type PartName, People } from "../worlds/ledger-world.ts";

/** What a charter says becomes of sessions that run. */
export const SETTINGS = ["in_force", "pinned", "stricter"] as const;
export type Setting = (typeof SETTINGS)[number];

const textOf = (width: number, setting: Setting): string => `charter: desk
running_sessions: ${setting}
allow: [files/read]
actions:
  write: { tool: files/write, allow: args.lines <= ${width}, escalate: args.lines > 50 }
  purge: { tool: files/purge, allow: args.lines < 10, quarantine: args.lines > 0 }
limits:
  - { action: write, at_most: 4 }
`;
const WRITES_MAX = 4;
/** How many lines each charter of this office lets a call write; the first is in force at first. */
export const WIDTHS = [100, 60, 20] as const;
const WIDEST = WIDTHS[0];

export const LOCK: Lock = lockOf({ "files/read": ["lines"], "files/write": ["lines"], "files/purge": ["lines"] });
export const SERVER = "files";
export const PINS = LOCK.servers[SERVER] as Lock["servers"][string];

/** An entry with what it seals. */
export interface Sealed {
  readonly by: PartName;
  readonly entry: Entry;
  readonly content: Json;
}

const DESKS = WIDTHS.flatMap((width) =>
  SETTINGS.map((setting) => {
    const text = textOf(width, setting);
    const { document, runningSessions } = compileTexts([text], LOCK);
    const machine: Json = asJson(document);
    const content = { machine, sources: [{ file: "desk.yaml", text }], base: BASE };
    return { width, setting, digest: digestOf(machine), content, said: runningSessions === undefined ? {} : { runningSessions } };
  }),
);

/** The entry that puts one of the office's charters in force. */
export function charterOf(width: number, setting: Setting, version: number): Sealed {
  const desk = DESKS.find((one) => one.width === width && one.setting === setting);
  if (desk === undefined) throw new Error(`no charter lets ${width} lines be written`);
  const { digest, content, said } = desk;
  return { by: "author", entry: { kind: "charter", name: "desk", version, machine: digest, ...said }, content };
}

/** How many lines the charter with this machine lets a call write. */
export function widthOf(machine: string): number {
  return DESKS.find(({ digest }) => digest === machine)?.width ?? 0;
}

/** The entries that put the first charter in force, with what they seal. */
export const BEGINNING: readonly Sealed[] = [
  { by: "author", entry: { kind: "pin", tools: lockedDigests(LOCK) }, content: asJson(LOCK) },
  charterOf(WIDEST, "in_force", 1),
];

export { CODE };

/** A ring with its members as the auditor's code reads them: keys take longer to make than a simulated day. */
export class Office {
  readonly people: People;
  readonly members: ReadonlyMap<string, Member>;
  /** Whether a countersigner is enrolled. */
  readonly judges: "one" | "two";

  constructor(judges: "one" | "two") {
    this.judges = judges;
    this.people = new People({ judges });
    const members = readRing(ringToText(this.people.ring));
    if (typeof members === "string") throw new Error(members);
    this.members = members;
  }

  sealKey(of: PartName): SealKey {
    const key = readSealKey(identityToText(this.people.get(of)));
    if (typeof key === "string") throw new Error(key);
    return key;
  }

  peer(name: PartName): { readonly id: string; readonly duties: readonly never[]; readonly identity: PublicIdentity } {
    const enrolled = this.people.ring.identities.find(({ identity }) => identity.id === this.people.get(name).id);
    if (enrolled === undefined) throw new Error(`${name} is not enrolled`);
    return { id: enrolled.identity.id, identity: enrolled.identity, duties: enrolled.duties as readonly never[] };
  }
}

/** What has come before a call. */
interface Before {
  readonly isApproved: boolean;
  readonly writes: number;
  /** How many lines each charter that judges it lets it write. */
  readonly widths: readonly number[];
}

/** Whether a call may take effect, written without a charter: by its tool and number of lines, and what has come before. */
export function mayHappen(tool: string, lines: number, { isApproved, writes, widths }: Before): boolean {
  switch (tool) {
    case "files/read":
      return true;
    case "files/write":
      return widths.every((width) => lines <= width) && (lines <= 50 || isApproved) && writes < WRITES_MAX;
    case "files/purge":
      return lines < 10 && (lines <= 0 || isApproved);
    default:
      return false;
  }
}
