/** On whose word, for everybody: the voices of each (agent, user) and charter, and what people asked for. Kept where a charter asks. */

import type { Value } from "../canonical-text.ts";
import type { Writers } from "../meaning/result-data.ts";
import { membersOf } from "../members.ts";
import type { Owner } from "../owner.ts";
import { CLOSED, type Sealed } from "../sealed.ts";
import { serverOf } from "../tool-pattern.ts";
import { LeftWords } from "./left-words.ts";
import { Voices } from "./voices.ts";

/** What one charter says of who writes, by its name. */
export interface CharterWriters {
  readonly charter: string;
  /** Whether some condition asks on whose word a value comes. */
  readonly isAsked: boolean;
  readonly constants: readonly (string | number | boolean)[];
  /** How much of a session's text is kept, UTF-16 units. */
  readonly sizeMax: number;
  readonly tools: ReadonlyMap<string, Writers & { readonly looksUp: boolean }>;
}

/** What conditions ask of the session that a call is made in. */
export interface SessionVoice {
  readonly isFrom: (charter: string, value: Value | undefined, sources: readonly string[]) => boolean | undefined;
  readonly isFromOne: (charter: string, values: readonly (Value | undefined)[], sources: readonly string[]) => boolean | undefined;
  /** Whether more was said than is kept. */
  readonly isFull: (charter: string) => boolean;
  /** `ever`: any of what the user said; undefined where that is more than is kept. */
  readonly says: (speaker: "user" | "task" | "ever", words: readonly string[]) => boolean | undefined;
}

/** What a user says in one session. */
const SAID_MAX = 4_194_304;

interface Lineage {
  readonly voices: Map<string, Voices>;
  task: string;
  latest: string;
  readonly said: string[];
  saidSize: number;
  /** Why not all that was said is known. */
  doubt: string | undefined;
}

export class SessionWords {
  #charters: readonly CharterWriters[] = [];
  readonly #lineages = new Map<string, Lineage>();
  readonly #left = new Map<string, LeftWords>();

  adopt(charters: readonly CharterWriters[]): void {
    this.#charters = charters.filter(({ isAsked }) => isAsked);
  }

  fork(): SessionWords {
    const other = new SessionWords();
    other.#charters = this.#charters;
    for (const [name, left] of this.#left) other.#left.set(name, left.fork());
    for (const [owner, lineage] of this.#lineages) {
      const [agent] = JSON.parse(owner) as readonly [string, string];
      const voices = [...lineage.voices].map(([charter, voice]) => [charter, voice.fork(other.#leftBy(agent, charter))] as const);
      other.#lineages.set(owner, { ...lineage, voices: new Map(voices), said: [...lineage.said] });
    }
    return other;
  }

  refresh(owner: Owner): void {
    this.#lineages.delete(nameOf(owner));
  }

  /** The sealed words of a grant: `{task, messages}`. */
  hear(owner: Owner, words: Sealed): void {
    const lineage = this.#lineageOf(owner);
    if (words === CLOSED) lineage.doubt = "what the user said is not open";
    const { task, messages } = membersOf(words === CLOSED ? undefined : words);
    const said = [task, ...(Array.isArray(messages) ? (messages as readonly Value[]) : [])].filter(
      (text, place): text is string => typeof text === "string" && (place > 0 || text !== ""),
    );
    if (typeof task === "string" && task !== "") lineage.task = task;
    lineage.latest = said.at(-1) ?? lineage.latest;
    lineage.saidSize += said.reduce((sum, text) => sum + text.length, 0);
    if (lineage.saidSize <= SAID_MAX) lineage.said.push(...said);
    for (const charter of this.#charters) for (const text of said) this.#voicesOf(owner, charter).hear(text);
  }

  /** A tool's sealed answer: `{result}`, or `{error}`. */
  receive(owner: Owner, tool: string, answer: Sealed): void {
    if (answer === CLOSED) this.#lineageOf(owner).doubt = `a result of \`${tool}\` is not open`;
    const { result, error } = membersOf(answer === CLOSED ? undefined : answer);
    const content = typeof result === "object" && result !== null && !Array.isArray(result) ? result : error;
    if (content === undefined) return;
    for (const charter of this.#charters) {
      const writers = charter.tools.get(tool);
      if (writers !== undefined) this.#voicesOf(owner, charter).receive(serverOf(tool), content, writers);
    }
  }

  /** Says whether it is remembered. */
  leave(owner: Owner, tool: string, args: Exclude<Sealed, undefined>): boolean {
    const remembering = this.#charters.filter((charter) => charter.tools.get(tool)?.looksUp !== true);
    if (args === CLOSED) this.#lineageOf(owner).doubt = `a call of \`${tool}\` is not open`;
    else for (const charter of remembering) this.#voicesOf(owner, charter).leave(serverOf(tool), args);
    return remembering.length > 0;
  }

  of(owner: Owner): SessionVoice | { readonly doubt: string } {
    const { doubt } = this.#lineageOf(owner);
    if (doubt !== undefined && this.#charters.length > 0) return { doubt };
    return {
      isFrom: (name, value, sources) => {
        const charter = this.#charters.find((one) => one.charter === name);
        return charter === undefined ? undefined : this.#voicesOf(owner, charter).isFrom(value, sources);
      },
      isFromOne: (name, values, sources) => {
        const charter = this.#charters.find((one) => one.charter === name);
        return charter === undefined ? undefined : this.#voicesOf(owner, charter).isFromOne(values, sources);
      },
      isFull: (name) => {
        const charter = this.#charters.find((one) => one.charter === name);
        return charter !== undefined && this.#voicesOf(owner, charter).isFull;
      },
      says: (speaker, words) => {
        const { task, latest, said, saidSize } = this.#lineageOf(owner);
        const texts = { task: [task], user: [latest], ever: said }[speaker].map((text) => ` ${plain(text)} `);
        if (speaker === "ever" && saidSize > SAID_MAX) return undefined;
        return words.map(plain).some((word) => word !== "" && texts.some((text) => text.includes(` ${word} `)));
      },
    };
  }

  #lineageOf(owner: Owner): Lineage {
    const known = this.#lineages.get(nameOf(owner)) ?? {
      voices: new Map<string, Voices>(),
      task: "",
      latest: "",
      said: [],
      saidSize: 0,
      doubt: undefined,
    };
    this.#lineages.set(nameOf(owner), known);
    return known;
  }

  #voicesOf(owner: Owner, { charter, constants, sizeMax }: CharterWriters): Voices {
    const { voices } = this.#lineageOf(owner);
    const known = voices.get(charter) ?? new Voices(this.#leftBy(owner.agent, charter), constants, sizeMax);
    voices.set(charter, known);
    return known;
  }

  #leftBy(agent: string, charter: string): LeftWords {
    const name = JSON.stringify([agent, charter]);
    const left = this.#left.get(name) ?? new LeftWords();
    this.#left.set(name, left);
    return left;
  }
}

function nameOf({ agent, user }: Owner): string {
  return JSON.stringify([agent, user]);
}

/** Words in lower case, one space between them; an apostrophe inside a word belongs to it. */
function plain(text: string): string {
  const words = text
    .normalize("NFC")
    .toLowerCase()
    .replaceAll("’", "'")
    .match(/[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}\p{N}]+)*/gu);
  return (words ?? []).join(" ");
}
