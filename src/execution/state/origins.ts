/**
 * On whose word: for each (agent, user) what was said and returned to it, as each charter's labels see it, and for each agent
 * what it has sent to servers. Folded from entries like the state; kept only for charters that ask. Nothing is forgotten: what no longer
 * fits makes every origin undefined, which denies.
 */
import type { Json } from "../../crypto/index.ts";
import type { Machine } from "../../kernel/index.ts";
import { createOrigin, createSentValues, type LeafOrigin, type Origin, type SentValues, says } from "../../meaning/index.ts";
import type { OriginLabels } from "../../vocabulary/index.ts";
import { SAID_SIZE_MAX } from "../limits.ts";
import { isObject, serverOf } from "../lock.ts";
import type { Owner } from "./standing.ts";

/** What a person said under a signed grant. */
export interface Words {
  readonly task: string;
  readonly messages: readonly string[];
}

/** What a judgement asks about the session that its call is made in. */
export interface SessionOrigin {
  /** Whether each leaf of a value came from one of the sources, as that charter labels them; undefined where nobody can tell. */
  readonly from: (charter: string, value: Json | undefined, sources: readonly string[]) => boolean | undefined;
  /** Whether the values also stand in one record or message. */
  readonly fromOne: (charter: string, values: readonly (Json | undefined)[], sources: readonly string[]) => boolean | undefined;
  /** The latest message, the task, or any of what the user ever said: undefined where that is more than is kept. */
  readonly says: (speaker: "user" | "task" | "ever", words: readonly string[]) => boolean | undefined;
  /** Whether more was said and returned than may be kept: then origin has no answer. */
  readonly isFull: (charter: string) => boolean;
  readonly explain: (charter: string, value: Json) => readonly LeafOrigin[];
}

interface Lineage {
  readonly agent: string;
  /** By charter. */
  readonly indexes: Map<string, Origin>;
  task: string | undefined;
  latest: string | undefined;
  /** All that was said, and how much it is, UTF-16 units. */
  readonly said: string[];
  saidSize: number;
}

export class Origins {
  #labels: ReadonlyMap<string, OriginLabels> = new Map();
  readonly #lineages = new Map<string, Lineage>();
  readonly #sent = new Map<string, Map<string, SentValues>>();

  /** Goes on under another machine. What is labelled already keeps its labels: they are names, and who is trusted is compiled in. */
  adopt(machine: Machine): void {
    this.#labels = new Map((machine.document.origins ?? []).flatMap(labelsFrom).map((labels) => [labels.charter, labels]));
  }

  /** The same, from here on apart. */
  fork(): Origins {
    const other = new Origins();
    other.#labels = this.#labels;
    for (const [agent, byCharter] of this.#sent) {
      other.#sent.set(agent, new Map([...byCharter].map(([charter, sent]) => [charter, sent.fork()])));
    }
    for (const [key, { agent, indexes, ...lineage }] of this.#lineages) {
      const forked = [...indexes].map(([charter, index]) => [charter, index.fork(other.#sentBy(agent, charter))] as const);
      other.#lineages.set(key, { ...lineage, agent, said: [...lineage.said], indexes: new Map(forked) });
    }
    return other;
  }

  /** A fresh context: what was read and said before counts no more; what the agent left with servers does. */
  refresh(owner: Owner): void {
    this.#lineages.delete(keyOf(owner));
  }

  /** Words of a grant: the task when it opens a session, messages in its course. */
  hear(owner: Owner, { task, messages }: Words, where: string): void {
    const lineage = this.#lineageOf(owner);
    const said = [...(task === "" ? [] : [task]), ...messages];
    if (task !== "") lineage.task = task;
    lineage.latest = said.at(-1) ?? lineage.latest;
    for (const text of said) {
      lineage.saidSize += text.length;
      if (lineage.saidSize <= SAID_SIZE_MAX) lineage.said.push(text);
    }
    for (const charter of this.#labels.keys()) {
      const index = this.#indexOf(owner, charter);
      for (const text of said) index.hear({ source: "user", where, text });
    }
  }

  /** What a tool returned to the agent. */
  receive(owner: Owner, tool: string, result: Json, where: string): void {
    for (const [charter, { tools }] of this.#labels) {
      const sources = tools[tool];
      if (sources !== undefined) this.#indexOf(owner, charter).receive({ server: serverOf(tool), where, result, sources });
    }
  }

  /** A call that may be executed: what it leaves with its server. Says whether that is remembered. */
  send(owner: Owner, tool: string, args: Json): boolean {
    const remembering = [...this.#labels].filter(([, { tools }]) => tools[tool]?.looksUp !== true);
    for (const [charter] of remembering) this.#indexOf(owner, charter).send({ server: serverOf(tool), args });
    return remembering.length > 0;
  }

  of(owner: Owner): SessionOrigin {
    return {
      from: (charter, value, sources) => (this.#labels.has(charter) ? this.#indexOf(owner, charter).from(value, sources) : undefined),
      fromOne: (charter, values, sources) =>
        this.#labels.has(charter) ? this.#indexOf(owner, charter).fromOneRecord(values, sources) : undefined,
      says: (speaker, words) => {
        const { task, latest, said, saidSize } = this.#lineageOf(owner);
        if (speaker !== "ever") return says(words, speaker === "task" ? task : latest);
        return saidSize > SAID_SIZE_MAX ? undefined : said.some((text) => says(words, text));
      },
      isFull: (charter) => this.#labels.has(charter) && this.#indexOf(owner, charter).isFull(),
      explain: (charter, value) => (this.#labels.has(charter) ? this.#indexOf(owner, charter).explain(value) : []),
    };
  }

  #lineageOf(owner: Owner): Lineage {
    const key = keyOf(owner);
    const known = this.#lineages.get(key) ?? { ...nothingSaid(), agent: owner.agent, indexes: new Map<string, Origin>() };
    this.#lineages.set(key, known);
    return known;
  }

  #indexOf(owner: Owner, charter: string): Origin {
    const { indexes } = this.#lineageOf(owner);
    const known = indexes.get(charter);
    if (known !== undefined) return known;
    const { constants = [], sizeMax } = this.#labels.get(charter) ?? {};
    const index = createOrigin({ sent: this.#sentBy(owner.agent, charter), ...(sizeMax === undefined ? {} : { sizeMax }) });
    index.state({ source: "charter", where: `charter ${charter}`, values: constants });
    indexes.set(charter, index);
    return index;
  }

  #sentBy(agent: string, charter: string): SentValues {
    const byCharter = this.#sent.get(agent) ?? new Map<string, SentValues>();
    const sent = byCharter.get(charter) ?? createSentValues();
    this.#sent.set(agent, byCharter.set(charter, sent));
    return sent;
  }
}

/** What is not of the compiler's form labels nothing: whoever asks then has no answer, which denies. */
function labelsFrom(value: Json): readonly OriginLabels[] {
  if (!isObject(value) || !isObject(value["tools"]) || !Array.isArray(value["constants"]) || typeof value["charter"] !== "string")
    return [];
  const whole = Object.values(value["tools"]).every(
    (sources) =>
      isObject(sources) && typeof sources["whole"] === "string" && typeof sources["least"] === "string" && Array.isArray(sources["fields"]),
  );
  return whole ? [value as unknown as OriginLabels] : [];
}

function nothingSaid(): Omit<Lineage, "agent" | "indexes"> {
  return { task: undefined, latest: undefined, said: [], saidSize: 0 };
}

function keyOf({ agent, user }: Owner): string {
  return JSON.stringify([agent, user]);
}
