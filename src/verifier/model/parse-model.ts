/**
 * Reads a model from its JSON form, strictly: unknown members, unknown names, duplicates and effects that can leave a
 * domain are faults that name their place. It resolves names to indices and defaults; it decides nothing.
 */
import { fail, ok, type Result } from "../../fault/index.ts";
import type { VerifierCode } from "../faults.ts";
import { DEPTH_MAX, EVENTS_MAX, VALUES_MAX, VARIABLES_MAX } from "../limits.ts";
import { ALWAYS, all, any, type Condition, holdsPartly, is, NEVER, not } from "./condition.ts";
import { countFailures, type Outcome } from "./failure-count.ts";
import { JsonReader } from "./json-reader.ts";
import type { Grade, Model, ModelEffect, ModelEvent, ModelVariable, NamedCondition } from "./model.ts";

const MEMBERS = ["format", "name", "variables", "define", "events", "never", "goals", "grade", "standing", "assume"];
const EVENT_MEMBERS = ["name", "agency", "guard", "requires", "effects", "relied", "choice", "outcome", "letter"];

/** Stands for a variable after a problem was found. */
const NO_VARIABLE: ModelVariable = { name: "?", values: [], initial: 0 };

/** Reads a parsed JSON value as a model. Codes: all of this layer's. The place is a JSON pointer. */
export function parseModel(document: unknown): Result<Model, VerifierCode> {
  const reader = new JsonReader();
  const model = new ModelReader(reader).read(document);
  if (reader.problem === undefined) return ok(model);
  const { code, message, at, remedy } = reader.problem;
  return fail(code, message, { at, ...(remedy === undefined ? {} : { remedy }) });
}

/** One reading of one document: the names it has declared so far. */
class ModelReader {
  readonly #json: JsonReader;
  readonly #variables: ModelVariable[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #definitions = new Map<string, Condition>();
  readonly #outcomes: (Outcome | undefined)[] = [];
  #humanLive = false;
  #stands = false;

  constructor(json: JsonReader) {
    this.#json = json;
  }

  read(document: unknown): Model {
    const json = this.#json;
    const top = json.members(document, "", MEMBERS);
    if (top["format"] !== "interlock-model/1") json.refuse("verifier/model-malformed", "`format` is not `interlock-model/1`", "/format");
    const name = json.text(top["name"], "/name");
    const grade = top["grade"] === undefined ? "possible" : json.oneOf(top["grade"], "/grade", ["possible", "assured"] as const);
    this.#stands = top["standing"] !== undefined && json.flag(top["standing"], "/standing");
    const failuresMax = this.#assumptions(top["assume"] ?? {}, grade);
    for (const [i, item] of json.list(top["variables"], "/variables", VARIABLES_MAX).entries()) this.#variable(item, `/variables/${i}`);
    for (const definition of this.#named(top["define"], "/define")) this.#definitions.set(definition.name, definition.when);
    const events = json.list(top["events"], "/events", EVENTS_MAX).map((item, i) => this.#event(item, `/events/${i}`));
    json.distinct(
      events.map((event) => event.name),
      "/events",
    );
    const never = this.#named(top["never"], "/never");
    const goals = this.#named(top["goals"], "/goals");
    const model: Model = { name, variables: this.#variables, events, never, goals, grade, exempt: NEVER };
    if (failuresMax === undefined) return model;
    const counting = countFailures(model, this.#outcomes, failuresMax);
    json.distinct(
      counting.variables.map((variable) => variable.name),
      "/variables",
    );
    return counting;
  }

  /** Notes what is assumed; returns how often in a row the world may fail, where that is bounded. */
  #assumptions(item: unknown, grade: Grade): number | undefined {
    const json = this.#json;
    const assume = json.members(item, "/assume", ["human", "failures"]);
    this.#humanLive = assume["human"] !== undefined && json.oneOf(assume["human"], "/assume/human", ["live"]) === "live";
    if (assume["failures"] === undefined) return undefined;
    const most = json.count(assume["failures"], "/assume/failures");
    if (grade !== "assured")
      json.refuse("verifier/model-malformed", "only `assured` goals count on a bound on failures", "/assume/failures");
    if (most > VALUES_MAX - 2) json.refuse("verifier/model-too-large", `more than ${VALUES_MAX - 2} failures in a row`, "/assume/failures");
    return most;
  }

  #variable(item: unknown, at: string): void {
    const json = this.#json;
    const members = json.members(item, at, ["name", "values", "initial"]);
    const name = json.text(members["name"], `${at}/name`);
    const values = json.list(members["values"], `${at}/values`, VALUES_MAX).map((value, i) => json.value(value, `${at}/values/${i}`));
    if (values.length === 0) json.refuse("verifier/model-malformed", `variable \`${name}\` has no values`, `${at}/values`);
    json.distinct(values, `${at}/values`);
    if (this.#numbers.has(name)) json.refuse("verifier/model-duplicate-name", `two variables are named \`${name}\``, at);
    this.#numbers.set(name, this.#variables.length);
    const initial = members["initial"] === undefined ? 0 : values.indexOf(json.value(members["initial"], `${at}/initial`));
    if (initial < 0) json.refuse("verifier/model-unknown-name", `the initial value of \`${name}\` is not in its domain`, `${at}/initial`);
    this.#variables.push({ name, values, initial });
  }

  /** A list of `{name, when}`; each condition may use the definitions before it, and in `define` also its own list's. */
  #named(items: unknown, at: string): NamedCondition[] {
    const json = this.#json;
    const named: NamedCondition[] = [];
    for (const [i, item] of json.list(items ?? [], at, EVENTS_MAX * 16).entries()) {
      const members = json.members(item, `${at}/${i}`, ["name", "when"]);
      const name = json.text(members["name"], `${at}/${i}/name`);
      const when = this.#condition(members["when"], `${at}/${i}/when`, 0);
      if (at === "/define" && !this.#definitions.has(name)) this.#definitions.set(name, when);
      named.push({ name, when });
    }
    json.distinct(
      named.map((item) => item.name),
      at,
    );
    return named;
  }

  #event(item: unknown, at: string): ModelEvent {
    const json = this.#json;
    const members = json.members(item, at, EVENT_MEMBERS);
    const name = json.text(members["name"], `${at}/name`);
    const agency = json.oneOf(members["agency"], `${at}/agency`, ["controllable", "human", "uncontrollable"] as const);
    const guard = members["guard"] === undefined ? ALWAYS : this.#condition(members["guard"], `${at}/guard`, 0);
    const requires = members["requires"] === undefined ? ALWAYS : this.#condition(members["requires"], `${at}/requires`, 0);
    const effects = json
      .list(members["effects"] ?? [], `${at}/effects`, VARIABLES_MAX)
      .map((effect, i) => this.#effect(effect, `${at}/effects/${i}`, guard));
    json.distinct(
      effects.map((effect) => effect.variable),
      `${at}/effects`,
    );
    const relied = members["relied"] === undefined ? agency !== "human" || this.#humanLive : json.flag(members["relied"], `${at}/relied`);
    const letter = members["letter"] === undefined ? name : members["letter"] === "" ? "" : json.text(members["letter"], `${at}/letter`);
    if (members["choice"] !== undefined && agency !== "uncontrollable")
      json.refuse("verifier/model-malformed", "only what is uncontrollable is the world's choice", `${at}/choice`);
    const choice = members["choice"] === undefined ? "" : json.text(members["choice"], `${at}/choice`);
    const { outcome } = members;
    this.#outcomes.push(outcome === undefined ? undefined : json.oneOf(outcome, `${at}/outcome`, ["success", "failure"] as const));
    const refusable = agency === "controllable" && !this.#stands;
    return { name, agency, refusable, guard, requires, effects, relied, choice, letter };
  }

  #effect(item: unknown, at: string, guard: Condition): ModelEffect {
    const json = this.#json;
    const members = json.members(item, at, ["variable", "to", "add", "map"]);
    const variable = this.#number(members["variable"], `${at}/variable`);
    const domain = this.#variables[variable]?.values ?? [];
    const table = domain.map((_, value) => value);
    if (["to", "add", "map"].filter((member) => members[member] !== undefined).length !== 1) {
      json.refuse("verifier/model-malformed", "an effect has exactly one of `to`, `add` and `map`", at);
    }
    if (members["to"] !== undefined) table.fill(this.#valueOf(variable, members["to"], `${at}/to`));
    if (members["map"] !== undefined) {
      for (const [i, pair] of json.list(members["map"], `${at}/map`, VALUES_MAX).entries()) {
        const [from, to] = json.list(pair, `${at}/map/${i}`, 2);
        table[this.#valueOf(variable, from, `${at}/map/${i}/0`)] = this.#valueOf(variable, to, `${at}/map/${i}/1`);
      }
    }
    if (members["add"] !== undefined) this.#add(table, variable, json.integer(members["add"], `${at}/add`), guard, at);
    return { variable, table };
  }

  /** Fills the table of `x + n`; a value whose sum leaves the domain must be excluded by the guard. */
  #add(table: number[], variable: number, amount: number, guard: Condition, at: string): void {
    const { name, values } = this.#variables[variable] ?? NO_VARIABLE;
    for (const [index, value] of values.entries()) {
      const sum = typeof value === "number" ? values.indexOf(value + amount) : -1;
      if (sum >= 0) table[index] = sum;
      else {
        const known = this.#variables.map((_, number) => (number === variable ? index : undefined));
        if (holdsPartly(guard, known) !== false) {
          this.#json.refuse(
            "verifier/effect-out-of-range",
            `\`${name}\` is \`${String(value)}\` and \`add\` of \`${amount}\` leaves its domain`,
            at,
            `Add {"not": {"is": ["${name}", ${JSON.stringify(value)}]}} to the guard, or widen the domain.`,
          );
        }
      }
    }
  }

  #condition(item: unknown, at: string, depth: number): Condition {
    const json = this.#json;
    if (depth > DEPTH_MAX) {
      json.refuse("verifier/model-too-large", `conditions nest deeper than ${DEPTH_MAX}`, at);
      return NEVER;
    }
    if (typeof item === "boolean") return item ? ALWAYS : NEVER;
    const members = json.members(item, at, ["is", "all", "any", "not", "defined"]);
    const [kind, ...more] = Object.keys(members);
    if (kind === undefined || more.length > 0) {
      json.refuse("verifier/model-malformed", "a condition has exactly one of `is`, `all`, `any`, `not` and `defined`", at);
      return NEVER;
    }
    const place = `${at}/${kind}`;
    if (kind === "not") return not(this.#condition(members["not"], place, depth + 1));
    if (kind === "defined") return this.#definition(members["defined"], place);
    const parts = json.list(members[kind], place, VALUES_MAX + 1);
    if (kind === "is") {
      const variable = this.#number(parts[0], `${place}/0`);
      const values = parts.slice(1).map((value, i) => this.#valueOf(variable, value, `${place}/${i + 1}`));
      return values.length === 0 ? NEVER : is(variable, ...new Set(values));
    }
    const conditions = parts.map((part, i) => this.#condition(part, `${place}/${i}`, depth + 1));
    return kind === "all" ? all(conditions) : any(conditions);
  }

  #definition(item: unknown, at: string): Condition {
    const name = this.#json.text(item, at);
    const condition = this.#definitions.get(name);
    if (condition === undefined) this.#json.refuse("verifier/model-unknown-name", `no definition before this is named \`${name}\``, at);
    return condition ?? NEVER;
  }

  #number(item: unknown, at: string): number {
    const name = this.#json.text(item, at);
    const number = this.#numbers.get(name);
    if (number === undefined) this.#json.refuse("verifier/model-unknown-name", `no variable is named \`${name}\``, at);
    return number ?? 0;
  }

  #valueOf(variable: number, item: unknown, at: string): number {
    const { name, values } = this.#variables[variable] ?? NO_VARIABLE;
    const index = values.indexOf(this.#json.value(item, at));
    if (index < 0) this.#json.refuse("verifier/model-unknown-name", `\`${name}\` has no value \`${String(item)}\``, at);
    return Math.max(index, 0);
  }
}
