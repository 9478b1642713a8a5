/** A short way to play calls against a machine: what is said of each, and what the state becomes. */
import {
  type Call,
  contain,
  decide,
  initialState,
  type Machine,
  type Outcome,
  observe,
  proceed,
  ruling,
  toolNumber,
} from "../../src/kernel/index.ts";

export class Play {
  readonly machine: Machine;
  state: Int32Array;

  constructor(machine: Machine) {
    this.machine = machine;
    this.state = initialState(machine);
  }

  /** What is said of a call now; nothing is executed. */
  ask(tool: string, args: Call["args"] = {}, facts: Call["facts"] = {}): string {
    const { verdict, clauses } = ruling(this.machine, this.#terminal(tool, args, facts));
    return [verdict, ...new Set(clauses.map((clause) => this.machine.document.clauses[clause]?.code ?? ""))].join(" ");
  }

  /** The names of the clauses that fire. */
  clauses(tool: string, args: Call["args"] = {}, facts: Call["facts"] = {}): readonly string[] {
    return ruling(this.machine, this.#terminal(tool, args, facts)).clauses.map(
      (clause) => this.machine.document.clauses[clause]?.name ?? "",
    );
  }

  /** Decides, and starts the call if it is allowed (or `answered` by people). */
  start(tool: string, args: Call["args"] = {}, answered = false): string {
    const terminal = this.#terminal(tool, args, {});
    const said = this.ask(tool, args);
    if (said === "allow" || answered) this.state = proceed(this.machine, terminal, this.state);
    return said;
  }

  /** The result of a call that was started. */
  end(tool: string, outcome: Outcome = "ok", args: Call["args"] = {}): void {
    const [next] = observe(this.machine, toolNumber(this.machine, tool), this.#terminal(tool, args, {}), outcome, this.state);
    if (next !== undefined) this.state = next;
  }

  /** Starts and ends. */
  run(tool: string, outcome: Outcome = "ok", args: Call["args"] = {}): string {
    const said = this.start(tool, args);
    if (said === "allow") this.end(tool, outcome, args);
    return said;
  }

  contain(): void {
    this.state = contain(this.machine, this.state);
  }

  value(variable: string): unknown {
    const number = this.machine.document.variables.findIndex(({ name }) => name === variable);
    return this.machine.document.variables[number]?.values[this.state[number] ?? 0];
  }

  #terminal(tool: string, args: Call["args"], facts: Call["facts"]): number {
    return decide(this.machine, toolNumber(this.machine, tool), this.state, { args, facts: { "session.mandate": "none", ...facts } });
  }
}
