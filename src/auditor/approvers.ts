/**
 * Who may answer parked calls, at each size of the ledger, and whether answers suffice: the ring's approvers, and whoever authors have
 * named since. To name somebody takes as many authors as sign the next charter; to take roles away takes one.
 */
import { hash, type KeyObject } from "node:crypto";
import { type Value, writeCanonical } from "./canonical-text.ts";
import { fromBase64, readVerifyKey, verifies } from "./ed25519.ts";
import type { ApproverEntry, ApproverKey, Authors, Leaf, ParkedTerms } from "./entry.ts";
import { signedBytes } from "./joint-signature.ts";
import { counterIn, isAsserted, passkeyKey, passkeyName } from "./passkey.ts";
import type { Member } from "./ring.ts";
import type { Complain } from "./sessions.ts";
import { Timeline } from "./timeline.ts";

export interface Answerer {
  readonly person: string;
  /** What they see a call on: a passkey's page, or the key itself. */
  readonly renderer: string;
  readonly answersAs: (role: string) => boolean;
}

export type AnswererAt = (key: string, size: number) => Answerer | undefined;

/** Who answers after the first `size` entries. */
export interface PeopleAt {
  readonly at: AnswererAt;
  /** Once for each key; undefined without a ring, because then nobody knows. */
  readonly allAt: (size: number) => readonly Pick<Named, "person" | "roles">[] | undefined;
}

/** A yes by a key, in an entry. */
export interface Vote {
  readonly entry: number;
  readonly by: string;
  readonly role: string;
  readonly kind: string;
  readonly expires: number;
}

interface Named extends Answerer {
  readonly roles: readonly string[];
  readonly version: number;
  readonly key: ApproverKey;
  readonly verifyKey: KeyObject;
}

export class Approvers implements PeopleAt {
  readonly #ring: ReadonlyMap<string, Member> | undefined;
  readonly #named = new Map<string, Timeline<Named>>();
  readonly #wishes = new Map<string, Set<string>>();
  readonly #counters = new Map<string, number>();

  /** Without a ring every key is a person, who may answer as anybody. */
  constructor(ring: ReadonlyMap<string, Member> | undefined) {
    this.#ring = ring;
  }

  /** Who has a key after the first `size` entries. */
  at(key: string, size: number): Answerer | undefined {
    if (this.#ring === undefined) return { person: key, renderer: key, answersAs: () => true };
    return this.#namedAt(key, size);
  }

  allAt(size: number): readonly Named[] | undefined {
    if (this.#ring === undefined) return undefined;
    return [...new Set([...this.#ring.keys(), ...this.#named.keys()])].flatMap((key) => this.#namedAt(key, size) ?? []);
  }

  /** Checks who answers: at once whether they may, and resolves to whether they have signed. */
  async check({ by, entry, assertion, signature }: Leaf, statement: Buffer, index: number, complain: Complain): Promise<boolean> {
    const role = "role" in entry ? entry.role : "";
    const named = this.#namedAt(by, index);
    if (named === undefined) {
      complain("auditor/key-unknown", `nobody who answers has the key \`${by}\``);
      return true;
    }
    if (!named.answersAs(role)) complain("auditor/duty-missing", `\`${named.person}\` does not answer as \`${role}\``);
    if (assertion === undefined || named.key.is !== "passkey") {
      const signed = assertion === undefined && named.key.is === "ed25519" ? signedBytes(statement, signature) : undefined;
      return signed !== undefined && (await verifies(named.verifyKey, signed.message, signed.signature));
    }
    const [last, next] = [this.#counters.get(by) ?? 0, counterIn(assertion)];
    if (next <= last && (next !== 0 || last !== 0)) complain("auditor/passkey-copied", `its counter went from ${last} to ${next}`);
    this.#counters.set(by, next);
    return await isAsserted(named.key.passkey, named.verifyKey, statement, assertion, signature);
  }

  /** Takes an entry that names somebody; `authors` sign the next charter. */
  take(by: string, entry: ApproverEntry, index: number, authors: Authors, complain: Complain): void {
    if (this.#ring === undefined) return;
    const wrong = (message: string): void => complain("auditor/approver-wrong", message);
    const before = this.#namedAt(entry.approver, index);
    if (entry.version !== (before?.version ?? 0) + 1)
      return wrong(`its version is ${entry.version}, the one before it has ${before?.version ?? 0}`);
    const enrolled = this.#ring.get(entry.approver);
    const key = entry.key ?? before?.key;
    const verifyKey = entry.key === undefined ? (before?.verifyKey ?? enrolled?.verifyKey) : keyOf(entry.key);
    const isOwn =
      entry.key === undefined ? enrolled?.name === entry.person : enrolled === undefined && nameOf(entry.key) === entry.approver;
    if (verifyKey === undefined || !isOwn) return wrong("its key is not what it names");
    const words = writeCanonical(entry as unknown as Value);
    const writers = this.#wishes.get(words) ?? new Set<string>();
    this.#wishes.set(words, writers.add(by));
    const onlyTakes = before?.person === entry.person && entry.roles.every((role) => before.roles.includes(role));
    if (!onlyTakes && authors.keys.filter((author) => writers.has(author)).length < authors.threshold) return;
    const { person, roles, version } = entry;
    const timeline = this.#named.get(entry.approver) ?? new Timeline<Named>();
    this.#named.set(entry.approver, timeline);
    const known: ApproverKey = key ?? { is: "ed25519", signKey: enrolled?.signKey.toString("base64") ?? "" };
    const renderer = known.is === "passkey" ? known.passkey.origin : entry.approver;
    timeline.change(index, { person, renderer, answersAs: (role) => roles.includes(role), roles, version, key: known, verifyKey });
  }

  #namedAt(key: string, size: number): Named | undefined {
    const named = this.#named.get(key)?.after(size);
    if (named !== undefined) return named;
    const member = this.#ring?.get(key);
    const roles = [...(member?.duties ?? [])].filter((duty) => duty.startsWith("approver:")).map((duty) => duty.slice(9));
    if (member === undefined || roles.length === 0) return undefined;
    const { name, verifyKey, signKey } = member;
    const answersAs = (role: string): boolean => roles.includes(role);
    return {
      person: name,
      renderer: key,
      answersAs,
      roles,
      version: 0,
      key: { is: "ed25519", signKey: signKey.toString("base64") },
      verifyKey,
    };
  }
}

/** What answers are counted by. */
export interface Tallied {
  readonly isHeld: boolean;
  readonly user: string;
  readonly at: number;
  readonly who: (key: string) => Answerer | undefined;
}

/**
 * The entries of the yes-answers that end the parking at a time, if they do: in every role enough people who still have it, over enough
 * renderers, and for a held call a release. An answer that has expired is none; the session's user is none of two; a person counts for
 * the role first answered in.
 */
export function sufficientAt(
  { roles, renderers }: Pick<ParkedTerms, "roles" | "renderers">,
  votes: readonly Vote[],
  { isHeld, user, at, who }: Tallied,
): readonly number[] | undefined {
  const people = new Map<string, string>();
  const seenOn = new Set<string>();
  const counted: number[] = [];
  let isReleased = !isHeld;
  for (const { entry, by, role, kind, expires } of votes) {
    const answerer = who(by);
    if (answerer === undefined || expires <= at || !answerer.answersAs(role)) continue;
    const isFourEyes = roles.some((asked) => asked.role === role && asked.approvals >= 2);
    if (isFourEyes && answerer.person === user) continue;
    if (!people.has(answerer.person)) people.set(answerer.person, role);
    seenOn.add(answerer.renderer);
    counted.push(entry);
    isReleased ||= kind === "release";
  }
  const given = [...people.values()];
  const isFull = roles.every(({ role, approvals }) => given.filter((each) => each === role).length >= approvals);
  return isFull && isReleased && seenOn.size >= (renderers ?? 1) ? counted : undefined;
}

function keyOf(key: ApproverKey): KeyObject | undefined {
  return key.is === "passkey" ? passkeyKey(key.passkey) : readVerifyKey(fromBase64(key.signKey) ?? Buffer.of());
}

function nameOf(key: ApproverKey): string {
  if (key.is === "passkey") return passkeyName(writeCanonical(key.passkey as unknown as Value));
  const raw = fromBase64(key.signKey) ?? Buffer.of();
  return hash("sha256", Buffer.concat([Buffer.from("interlock-signer/1"), raw]), "hex").slice(0, 16);
}
