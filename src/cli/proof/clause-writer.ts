/**
 * From what a supervisor refuses to clauses that a charter's author could have written: conditions over the state, and the bounds' and
 * actions' own words about arguments. What a clause cannot say is left out, so that it refuses more, and is named.
 */
import { type AddedClause, asksFacts, type CharterWords, callCondition, charterWords } from "../../charter/index.ts";
import type { MachineDocument } from "../../kernel/index.ts";
import { type EventMeaning, type Operation, operationsOf, type Refusal, type Tightening } from "../../verifier/index.ts";
import type { CharterModel } from "./charter-model.ts";

export interface WrittenClause extends AddedClause {
  /** Index of the charter that it belongs into. */
  readonly charter: number;
  /** The bounds that it keeps. */
  readonly keeps: readonly string[];
  /** The first refusal that it is for. */
  readonly refusal: Refusal;
  /** What could not be written, so that the clause refuses more than has to be. */
  readonly leftOut: readonly string[];
}

/** What an event is about: an operation, executed in one way, or its being held. */
interface Refused {
  readonly operation: Operation;
  readonly meaning: Extract<EventMeaning, { kind: "call" | "held" }>;
  readonly refusal: Refusal;
}

interface Wording {
  readonly verdict: AddedClause["verdict"];
  readonly action: number;
  readonly parts: readonly string[];
  readonly leftOut: readonly string[];
}

export class ClauseWriter {
  readonly #machine: MachineDocument;
  readonly #of: CharterModel;
  readonly #words: readonly CharterWords[];
  readonly #operations: readonly Operation[];
  readonly #tightenings: readonly Tightening[];

  /** `texts`: the charters' own, in the order of the machine. */
  constructor(of: CharterModel, texts: readonly string[], tightenings: readonly Tightening[]) {
    this.#machine = of.bounds.machine;
    this.#of = of;
    this.#words = texts.map(charterWords);
    this.#operations = operationsOf(this.#machine).operations;
    this.#tightenings = tightenings;
  }

  /** Clauses for all refusals. Where people can be asked instead, only the clauses that ask them: what else is needed shows then. */
  write(): readonly WrittenClause[] {
    const written = new Map<string, WrittenClause>();
    for (const { event, refusals } of this.#tightenings) {
      const meaning = this.#of.translated.meanings[event];
      if (meaning?.kind !== "call" && meaning?.kind !== "held") continue;
      const operation = this.#operationOf(meaning);
      if (operation === undefined) continue;
      for (const refusal of refusals) {
        const clause = this.#clause({ operation, meaning, refusal });
        const key = `${clause.charter} ${clause.excludes?.join() ?? `${clause.action} ${clause.verdict} ${clause.when}`}`;
        const known = written.get(key);
        written.set(key, known === undefined ? clause : { ...known, keeps: [...new Set([...known.keeps, ...clause.keeps])] });
      }
    }
    const clauses = [...written.values()];
    const asking = clauses.filter(({ verdict }) => verdict === "escalate");
    return this.#named(asking.length > 0 ? asking : withoutImplied(clauses));
  }

  #operationOf({ tool, terminals }: Refused["meaning"]): Operation | undefined {
    const [terminal = -1] = terminals;
    const actions = this.#machine.terminals[terminal]?.actions.join();
    return this.#operations.find((one) => one.number === tool && one.actions.join() === actions);
  }

  #clause(refused: Refused): WrittenClause {
    const { meaning, refusal } = refused;
    const { verdict, action, parts, leftOut } =
      meaning.kind === "held"
        ? this.#ofHeld(refused, meaning)
        : meaning.against === undefined
          ? this.#ofState(refused)
          : this.#ofBound(refused, meaning.against);
    const { charter = 0, name = "" } = this.#machine.actions[action] ?? {};
    const against = meaning.kind === "call" ? meaning.against : undefined;
    const approved = meaning.kind === "call" && meaning.approved;
    const state = this.#stateParts(refusal, charter, approved);
    const rival = this.#rivalOf(refused);
    return {
      charter,
      action: this.#ownName(name, charter),
      verdict,
      name: "",
      when: [...state.parts, ...parts].join(" && ") || "true",
      ...(rival === undefined ? {} : { excludes: [rival, this.#ownName(name, charter)].toSorted() as [string, string] }),
      keeps: keptBy(refusal, against),
      refusal,
      leftOut: rival === undefined ? [...state.leftOut, ...leftOut] : [],
    };
  }

  /** A call that breaks a bound by itself: the bound's own words; where people's answer makes it good, they are asked. */
  #ofBound({ operation, meaning }: Refused, against: string): Wording {
    const bound = this.#of.bounds.bounds.find(({ name }) => name === against);
    const asked = new Set([...(bound?.text ?? "").matchAll(/does\("([^"]+)"\)/g)].map(([, name]) => name));
    const own = operation.actions.filter((action) => this.#machine.actions[action]?.charter === bound?.charter);
    const action = own.find((one) => asked.has(this.#ownNameOf(one))) ?? own[0] ?? operation.actions[0] ?? -1;
    const said = (answered: boolean) => (bound === undefined ? undefined : this.#conditionOn(bound.text, bound.charter, action, answered));
    const here = said(meaning.kind === "call" && meaning.approved);
    if (here === undefined || here.when === "false") return { verdict: "deny", action, parts: [], leftOut: [`the bound \`${against}\``] };
    const isDirect = meaning.kind === "call" && !meaning.approved;
    const verdict = isDirect && said(true)?.when === "false" ? "escalate" : "deny";
    const words = here.when === "" ? [] : [bracketed(here.when)];
    return { verdict, action, parts: words, leftOut: here.leftOut };
  }

  #conditionOn(text: string, charter: number, action: number, asked: boolean) {
    const words = this.#words[charter];
    if (words === undefined || this.#machine.actions[action]?.charter !== charter) return undefined;
    const names = this.#machine.actions.flatMap((one) => (one.charter === charter ? [this.#ownName(one.name, charter)] : []));
    const tools = this.#toolsOf(action);
    const does = (name: string): boolean | string => {
      const other = this.#machine.actions.findIndex((one) => one.charter === charter && this.#ownName(one.name, charter) === name);
      if (other === action) return true;
      const shared = [...this.#toolsOf(other)].filter((tool) => tools.has(tool));
      return shared.length > 0 && (words.whens.get(name) ?? true);
    };
    return callCondition(text, { words, actions: names, does, asked });
  }

  /** A call that is harmless by itself, in a state from which it must not be executed. */
  #ofState({ operation, refusal }: Refused): Wording {
    const ways = operation.actions.map((action) => this.#apart(action, operation, refusal));
    const [best] = ways.toSorted((a, b) => a.leftOut.length - b.leftOut.length || a.parts.length - b.parts.length);
    return best ?? { verdict: "deny", action: -1, parts: [], leftOut: [`\`${operation.tool.name}\` is no action`] };
  }

  /** Tells an operation apart from all others of one action, by the `when` of the actions that only one of them is. */
  #apart(action: number, operation: Operation, refusal: Refusal): Wording {
    const parts = new Set<string>();
    const leftOut = new Set<string>();
    for (const other of this.#operations) {
      if (other === operation || !other.actions.includes(action) || this.#isRefusedToo(other, refusal)) continue;
      const word = other.number === operation.number ? this.#differenceOf(operation, other) : undefined;
      if (word === undefined) leftOut.add(`\`${operation.title}\` cannot be told from \`${other.title}\``);
      else parts.add(word);
    }
    return { verdict: "deny", action, parts: [...parts], leftOut: [...leftOut] };
  }

  #differenceOf(operation: Operation, other: Operation): string | undefined {
    const wordsOf = (action: number): string | undefined => {
      const charter = this.#machine.actions[action]?.charter ?? -1;
      const words = this.#words[charter];
      const when =
        charter === this.#machine.actions[operation.actions[0] ?? -1]?.charter ? words?.whens.get(this.#ownNameOf(action)) : undefined;
      return when === undefined || words === undefined || asksFacts(when, words) ? undefined : when;
    };
    for (const action of other.actions.filter((one) => !operation.actions.includes(one))) {
      const when = wordsOf(action);
      if (when !== undefined) return `!(${when})`;
    }
    return operation.actions
      .filter((one) => !other.actions.includes(one))
      .map(wordsOf)
      .find((when) => when !== undefined);
  }

  /** Whether every way to execute the other operation is refused wherever this refusal applies. */
  #isRefusedToo(other: Operation, { when }: Refusal): boolean {
    const ways = this.#of.translated.meanings.flatMap((meaning, event) =>
      meaning.kind === "call" && this.#operationOf(meaning) === other ? [event] : [],
    );
    const covers = (wide: Refusal): boolean =>
      wide.when.every((part) =>
        when.some((own) => own.variable === part.variable && own.values.every((value) => part.values.includes(value))),
      );
    return ways.every((event) => this.#tightenings.some((one) => one.event === event && one.refusals.some(covers)));
  }

  /** A call that must not be held: denied by the conditions that hold it. */
  #ofHeld({ operation }: Refused, { terminals }: Refused["meaning"]): Wording {
    const holding = [...terminals].flatMap((terminal) => this.#machine.terminals[terminal]?.clauses ?? []);
    const clauses = [...new Set(holding)].flatMap((number) => this.#machine.clauses.slice(number, number + 1));
    const texts = clauses.filter(({ verdict }) => verdict === "quarantine");
    const action = texts[0]?.action ?? operation.actions[0] ?? -1;
    const words = texts.filter((clause) => clause.action === action && clause.text !== "").map(({ text }) => `(${text})`);
    const whole = words.length === texts.length && words.length > 0;
    return { verdict: "deny", action, parts: whole ? [bracketed(words.join(" || "))] : [], leftOut: whole ? [] : ["which calls are held"] };
  }

  #stateParts({ when }: Refusal, charter: number, approved: boolean): { readonly parts: string[]; readonly leftOut: string[] } {
    const parts: string[] = [];
    const leftOut: string[] = [];
    for (const { variable, values } of when) {
      const declared = this.#machine.variables[variable];
      const name = this.#of.model.variables[variable]?.name ?? "?";
      const text = declared === undefined ? undefined : stateText(this.#ownName(declared.name, charter), declared.values, values);
      if (text === undefined) leftOut.push(`\`${name}\``);
      else if (variable === 0 && approved) leftOut.push("whether the session is contained, which an answer discharges");
      else parts.push(text);
    }
    return { parts, leftOut };
  }

  /** What must not be in flight at the same time: an action of a call whose outcome is open where the refusal applies. */
  #rivalOf({ operation, refusal }: Refused): string | undefined {
    const open = refusal.when.flatMap(({ variable, values }) => (!values.includes(0) ? [this.#of.model.variables[variable]?.name] : []));
    const others = this.#operations.filter(({ settlement }) => settlement !== undefined && open.includes(settlement.bit));
    const charterOf = (action: number | undefined) => this.#machine.actions[action ?? -1]?.charter;
    const rivals = others.flatMap(({ actions }) => actions).filter((one) => !operation.actions.includes(one));
    const rival = rivals.find((one) => charterOf(one) === charterOf(operation.actions[0]));
    return rival === undefined ? undefined : this.#ownNameOf(rival);
  }

  #toolsOf(action: number): ReadonlySet<number> {
    return new Set(this.#operations.flatMap(({ number, actions }) => (actions.includes(action) ? [number] : [])));
  }

  #ownNameOf(action: number): string {
    const { name = "", charter = 0 } = this.#machine.actions[action] ?? {};
    return this.#ownName(name, charter);
  }

  /** A name as its own charter knows it: composed charters have theirs before it. */
  #ownName(name: string, charter: number): string {
    const { charters } = this.#machine;
    const namespace = `${charters[charter]?.name ?? ""}.`;
    return charters.length > 1 && name.startsWith(namespace) ? name.slice(namespace.length) : name;
  }

  #named(clauses: readonly WrittenClause[]): WrittenClause[] {
    const taken = new Set(this.#machine.clauses.map(({ name, charter }) => this.#ownName(name, charter)));
    return clauses.map((clause) => {
      if (clause.excludes !== undefined) return { ...clause, name: `excludes(${clause.excludes.join()})` };
      const stem = `keeps-${clause.keeps.join("-and-") || "the-bounds"}`.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 56);
      let name = stem;
      for (let number = 2; taken.has(name); number++) name = `${stem}-${number}`;
      taken.add(name);
      return { ...clause, name };
    });
  }
}

function keptBy({ prevents }: Refusal, against: string | undefined): readonly string[] {
  if (prevents.kind === "never") return [prevents.bound];
  if (prevents.kind === "goal") return prevents.bounds;
  return against === undefined ? [] : [against];
}

/** A state variable has one of some values, as a condition says it; undefined for what conditions cannot ask. */
function stateText(name: string, domain: readonly (string | number | boolean)[], values: readonly number[]): string | undefined {
  const [, source] = /^seen\((.+)\)$/.exec(name) ?? [];
  const asked =
    source === undefined
      ? name === "contained"
        ? name
        : /^[A-Za-z_]\w*$/.test(name)
          ? `state.${name}`
          : undefined
      : `seen(${JSON.stringify(source)})`;
  if (asked === undefined) return undefined;
  const chosen = values.flatMap((value) => domain.slice(value, value + 1));
  const [only] = chosen;
  if (typeof only === "boolean") return only ? asked : `!${asked}`;
  if (chosen.length === 1) return `${asked} == ${JSON.stringify(only)}`;
  const [least = 0, most = 0] = [values[0], values.at(-1)];
  const isRun = most - least + 1 === values.length && typeof only === "number";
  if (isRun && most === domain.length - 1) return `${asked} >= ${only}`;
  if (isRun && least === 0) return `${asked} <= ${String(chosen.at(-1))}`;
  if (chosen.length === domain.length - 1) return `${asked} != ${JSON.stringify(domain.find((value) => !chosen.includes(value)))}`;
  return `${asked} in [${chosen.map((value) => JSON.stringify(value)).join(", ")}]`;
}

function bracketed(condition: string): string {
  return /\|\||\?/.test(condition) ? `(${condition})` : condition;
}

/** Without clauses that hold only where another of the same action does. */
function withoutImplied(clauses: readonly WrittenClause[]): WrittenClause[] {
  const partsOf = ({ when, excludes }: WrittenClause): string[] =>
    excludes !== undefined ? [excludes.join()] : when === "true" ? [] : when.split(" && ");
  return clauses.filter((clause) => {
    const own = partsOf(clause);
    return !clauses.some(
      (other) =>
        other !== clause &&
        other.charter === clause.charter &&
        other.action === clause.action &&
        other.verdict === clause.verdict &&
        partsOf(other).length < own.length &&
        partsOf(other).every((part) => own.includes(part)),
    );
  });
}
