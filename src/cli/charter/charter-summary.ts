/**
 * What a charter comes to for whoever reads it first: which tools run at once, which wait for a person, which never run, and for the others
 * on what that depends. Read off the machine's diagrams; a contained session, in which nearly nothing runs, is left out.
 */
import type { MachineDocument } from "../../kernel/index.ts";
import { count, type Output, paint, visible } from "../terminal/output.ts";

type Verdict = "allow" | "escalate" | "quarantine" | "deny";

/** What calls of a tool can come to, severest last, and what decides between these. */
export interface ToolSummary {
  readonly tool: string;
  readonly verdicts: readonly Verdict[];
  readonly dependsOn: readonly string[];
}

const SEVERITY: readonly Verdict[] = ["allow", "escalate", "quarantine", "deny"];
const WORDS = { allow: "runs", escalate: "waits for a person", quarantine: "is held", deny: "never runs" } as const;
const ALWAYS = { allow: "run at once", escalate: "wait for a person", quarantine: "are held", deny: "never run" } as const;
const CONTAINED = 0;

/** What each pinned tool's calls can come to. */
export function summariseCharter(document: MachineDocument): readonly ToolSummary[] {
  const { variables, nodes, tools } = document;
  // What people know best stands first: tools, then other methods.
  const [own, methods] = [tools.filter(({ name }) => !name.includes("#")), tools.filter(({ name }) => name.includes("#"))];
  return [...own, ...methods].map(({ name, terms, root }) => {
    const verdicts = new Set<Verdict>();
    const asked = new Set<string>();
    const seen = new Set<number>();
    const follow = (reference: number): void => {
      if (seen.has(reference)) return;
      seen.add(reference);
      if (reference < 0) {
        verdicts.add(verdictOf(document, -1 - reference));
        return;
      }
      const [variable = CONTAINED, ...children] = nodes[reference] ?? [];
      if (variable === CONTAINED) return follow(children[0] ?? 0);
      asked.add(variables[variable]?.name ?? terms[variable - variables.length]?.name ?? "?");
      for (const child of children) follow(child);
    };
    follow(root);
    const found = SEVERITY.filter((verdict) => verdicts.has(verdict));
    return { tool: name, verdicts: found, dependsOn: found.length > 1 ? [...asked] : [] };
  });
}

function verdictOf({ clauses, terminals }: MachineDocument, terminal: number): Verdict {
  const fired = terminals[terminal]?.clauses ?? [];
  return SEVERITY.findLast((verdict) => fired.some((clause) => clauses[clause]?.verdict === verdict)) ?? "allow";
}

/** The tools in a line or two for each way that their calls go. */
export function showSummary(out: Output, tools: readonly ToolSummary[]): void {
  out.line(`${count(tools.length, "tool and method", "tools and methods")}:`);
  for (const verdict of SEVERITY) {
    const alike = tools.filter(({ verdicts }) => verdicts.length === 1 && verdicts[0] === verdict);
    if (alike.length > 0)
      out.line(`  ${STYLED[verdict](alike.length, ALWAYS[verdict])}  ${paint("dim", listed(alike.map(({ tool }) => tool)))}`);
  }
  const others = tools.filter(({ verdicts }) => verdicts.length > 1);
  if (others.length > 0) out.line(`  ${String(others.length).padStart(3)} depend on the call`);
  for (const { tool, verdicts, dependsOn } of others.slice(0, DEPENDING_MAX)) {
    const ends = verdicts.map((verdict) => (verdict === "deny" ? "is denied" : WORDS[verdict])).join(" or ");
    out.line(`      ${visible(tool)} ${ends}${dependsOn.length === 0 ? "" : paint("dim", `, by ${listed(dependsOn)}`)}`);
  }
  if (others.length > DEPENDING_MAX) out.line(paint("dim", `      and ${others.length - DEPENDING_MAX} more: see \`interlock explain\``));
}

const lineOf =
  (style: Parameters<typeof paint>[0]) =>
  (number: number, words: string): string =>
    `${String(number).padStart(3)} ${paint(style, `always ${words}`.replace("always never", "never").padEnd(WIDTH))}`;
const WIDTH = "always wait for a person".length;
const STYLED = { allow: lineOf("green"), escalate: lineOf("yellow"), quarantine: lineOf("magenta"), deny: lineOf("red") } as const;

/** Tools that are told one by one, and characters of a list of names: a screen stays a screen. */
const DEPENDING_MAX = 8;
const LISTED_MAX = 90;

function listed(names: readonly string[]): string {
  const kept: string[] = [];
  for (const name of names) {
    if (kept.length > 0 && [...kept, name].join(", ").length > LISTED_MAX) break;
    kept.push(visible(name));
  }
  return kept.join(", ") + (kept.length < names.length ? `, and ${names.length - kept.length} more` : "");
}
