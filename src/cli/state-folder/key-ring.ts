/**
 * Makes and reads the keys of one state folder. Every part has a key of its own; a solo user also gets a host, an author,
 * an auditor and an approver key and never has to think of them. Files are readable by their owner only.
 */
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import {
  createIdentity,
  type Duty,
  type Enrolment,
  holdersOf,
  type Identity,
  identityToText,
  makeRing,
  type PublicIdentity,
  parseIdentity,
  parseRing,
  publicIdentity,
  type Ring,
  ringToText,
} from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { makeFile, replaceFile } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { reasonOf } from "../terminal/foreign-words.ts";
import { prepareStateFolder, type StateFolder } from "./state-folder.ts";

/** Name of a key file -> the duty it is enrolled for. */
const PART_KEYS: readonly (readonly [name: string, duty: Duty])[] = [
  ["ledger", "ledger"],
  ["decider", "decider"],
  ["gateway", "gateway"],
  ["host", "host"],
  ["author", "author"],
  ["auditor", "auditor"],
  ["console", "console"],
  ["owner", "approver:owner"],
];

/** Whether a key of this name is a part's: it never signs charters as well. */
function isPartsName(name: string): boolean {
  return (
    name === "witness" || /^(countersigner|executor)-/.test(name) || PART_KEYS.some(([part, duty]) => part === name && duty !== "author")
  );
}

/** The file that holds a key. */
export function keyFile(state: StateFolder, name: string): string {
  return join(state.keys, `${name}.key`);
}

/** Makes whatever key is missing for the parts and these tool servers, and enrols it. What exists stays as it is. */
function ensureKeys(state: StateFolder, servers: readonly { readonly name: string }[]): Result<Ring, CliCode> {
  const before = existsSync(state.ring) ? readRing(state) : ok<Ring>({ format: "interlock-ring/1", identities: [] });
  if (!before.ok) return before;
  const ofServer = (name: string): readonly (readonly [string, Duty])[] => [
    [`countersigner-${name}`, `countersigner:${name}`],
    [`executor-${name}`, `executor:${name}`],
  ];
  const wanted = [...PART_KEYS, ...servers.flatMap(({ name }) => ofServer(name))];
  const added: Enrolment[] = [];
  try {
    for (const [name, duty] of wanted) {
      if (before.value.identities.some(({ duties }) => duties.includes(duty))) continue;
      const identity = madeKey(state, name);
      if (!identity.ok) return identity;
      added.push({ identity: publicIdentity(identity.value), duties: [duty] });
    }
    return writeRing(state, before.value, added);
  } catch (cause) {
    return unwritable(state, cause);
  }
}

/**
 * The key of this name: a new one, or the one that a command has left which ended before it had enrolled it. Throws where it can't be
 * written. Code: `cli/state-unsafe`.
 */
function madeKey(state: StateFolder, name: string): Result<Identity, CliCode> {
  const file = keyFile(state, name);
  if (!existsSync(file)) {
    const made = createIdentity(name);
    makeFile(file, identityToText(made));
    return ok(made);
  }
  const facts = lstatSync(file);
  const isOurs = facts.isFile() && facts.uid === userInfo().uid && (facts.mode & 0o077) === 0;
  const left = readKey(state, name);
  if (left.ok && isOurs && left.value.name === name) return left;
  return fail("cli/state-unsafe", `\`${file}\` is no key that was made here, or others could read it`, {
    ...(left.ok ? {} : { cause: left.fault }),
    remedy: "nothing is enrolled under it yet: look who put it there, and remove it",
  });
}

/** The ring with more in it, replaced as a whole. */
function writeRing(state: StateFolder, before: Ring, added: readonly Enrolment[]): Result<Ring, CliCode> {
  const ring = makeRing([...before.identities, ...added]);
  if (!ring.ok) return fail("cli/state-unsafe", "the keys contradict each other", { cause: ring.fault });
  if (added.length > 0) {
    replaceFile(state.ring, ringToText(ring.value));
  }
  return ring;
}

function unwritable(state: StateFolder, cause: unknown): Result<never, CliCode> {
  return fail("cli/file-unwritable", `cannot make keys in \`${state.keys}\`: ${reasonOf(cause)}`);
}

/** Enrols another's key as an author; it signs nothing until `interlock rotate` names it. Codes: `cli/key-missing`, `cli/state-unsafe`. */
export function enrolAuthor(state: StateFolder, identity: PublicIdentity): Result<Ring, CliCode> {
  const before = readRing(state);
  if (!before.ok) return before;
  // A command that failed after this may be given again.
  if (holdersOf(before.value, "author").some(({ id }) => id === identity.id)) return before;
  try {
    return writeRing(state, before.value, [{ identity: publicIdentity(identity), duties: ["author"] }]);
  } catch (cause) {
    return unwritable(state, cause);
  }
}

/** Enrols an author's key of this name, made where there is none. Codes: of `enrolAuthor`, `cli/file-unwritable`, `cli/author-unknown`. */
export function makeAuthor(state: StateFolder, name: string): Result<Ring, CliCode> {
  if (!/^[\w.@-]{1,64}$/.test(name) || isPartsName(name))
    return fail("cli/author-unknown", `\`${name}\` can't name a key`, { remedy: "use letters, digits and `-`, and no part's name" });
  const before = readRing(state);
  if (!before.ok) return before;
  try {
    const identity = madeKey(state, name);
    return identity.ok ? enrolAuthor(state, identity.value) : identity;
  } catch (cause) {
    return unwritable(state, cause);
  }
}

/**
 * A key that is in no ring, made where it is missing: a witness's, which has no place at the ledger. Codes: `cli/key-missing`,
 * `cli/file-unwritable`.
 */
export function keptKey(file: string, name: string): Result<Identity, CliCode> {
  try {
    if (!existsSync(file)) makeFile(file, identityToText(createIdentity(name)));
    const identity = parseIdentity(readFileSync(file));
    return identity.ok ? identity : fail("cli/key-missing", `\`${file}\` holds no key`, { cause: identity.fault });
  } catch (cause) {
    return fail("cli/file-unwritable", `cannot keep a key in \`${file}\`: ${reasonOf(cause)}`);
  }
}

/** Makes a state folder ready: its folders, and every key. Codes: those of `prepareStateFolder` and `ensureKeys`. */
export function openStateFolder(
  state: StateFolder,
  servers: readonly { readonly name: string }[],
  passable = false,
): Result<Ring, CliCode> {
  const prepared = prepareStateFolder(state, passable);
  return prepared.ok ? ensureKeys(state, servers) : prepared;
}

/** The ring of a state folder. Codes: `cli/key-missing`, `cli/state-unsafe`. */
export function readRing(state: StateFolder): Result<Ring, CliCode> {
  const text = readBytes(state.ring, {
    message: `there are no keys in \`${state.keys}\``,
    remedy: "run `interlock init` or `interlock run` first",
  });
  if (!text.ok) return text;
  const ring = parseRing(text.value);
  return ring.ok ? ring : fail("cli/state-unsafe", `\`${state.ring}\` is no ring of keys`, { cause: ring.fault });
}

/** A key of this state folder by its file's name. Codes: `cli/key-missing`. */
export function readKey(state: StateFolder, name: string): Result<Identity, CliCode> {
  const file = keyFile(state, name);
  const text = readBytes(file, {
    message: `there is no key \`${name}\` in \`${state.keys}\``,
    remedy: "name another: the files there end in .key",
  });
  if (!text.ok) return text;
  const identity = parseIdentity(text.value);
  return identity.ok ? identity : fail("cli/key-missing", `\`${file}\` holds no key`, { cause: identity.fault });
}

function readBytes(file: string, missing: { readonly message: string; readonly remedy: string }): Result<Uint8Array, CliCode> {
  if (!existsSync(file)) return fail("cli/key-missing", missing.message, { remedy: missing.remedy });
  try {
    return ok(readFileSync(file));
  } catch (cause) {
    return fail("cli/key-missing", `cannot read \`${file}\`: ${reasonOf(cause)}`);
  }
}
