/** What every simulated system is about: who is enrolled, which charter is in force, and what its charter means in a plain program. */
import { type Member, readRing, readSealKey, type SealKey } from "../../src/auditor/index.ts";
import { digestOf, identityToText, type Json, type PublicIdentity, ringToText } from "../../src/crypto/index.ts";
import { type Lock, lockedDigests } from "../../src/execution/index.ts";
import { asJson, type Entry } from "../../src/ledger/index.ts";
import { BASE, compileTexts, lockOf } from "../execution/compile-texts.ts";
import { CODE, type PartName, People } from "../worlds/ledger-world.ts";

const TEXT = `charter: desk
allow: [files/read]
actions:
  write: { tool: files/write, allow: args.lines <= 100, escalate: args.lines > 50 }
  purge: { tool: files/purge, allow: args.lines < 10, quarantine: args.lines > 0 }
limits:
  - { action: write, at_most: 4 }
`;
const WRITES_MAX = 4;

export const LOCK: Lock = lockOf({ "files/read": ["lines"], "files/write": ["lines"], "files/purge": ["lines"] });
export const SERVER = "files";
export const PINS = LOCK.servers[SERVER] as Lock["servers"][string];
const MACHINE: Json = asJson(compileTexts([TEXT], LOCK).document);

/** The entries that put the charter in force, with what they seal. */
export const BEGINNING: readonly { readonly by: PartName; readonly entry: Entry; readonly content: Json }[] = [
  { by: "author", entry: { kind: "pin", tools: lockedDigests(LOCK) }, content: asJson(LOCK) },
  {
    by: "author",
    entry: { kind: "charter", name: "desk", version: 1, machine: digestOf(MACHINE) },
    content: { machine: MACHINE, sources: [{ file: "desk.yaml", text: TEXT }], base: BASE },
  },
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

/** Whether a call may take effect, written without a charter: by its tool and number of lines, and who has answered yes before. */
export function mayHappen(tool: string, lines: number, isApproved: boolean, writesBefore: number): boolean {
  switch (tool) {
    case "files/read":
      return true;
    case "files/write":
      return lines <= 100 && (lines <= 50 || isApproved) && writesBefore < WRITES_MAX;
    case "files/purge":
      return lines < 10 && (lines <= 0 || isApproved);
    default:
      return false;
  }
}
