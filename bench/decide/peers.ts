/**
 * The others, each made ready as its documentation says: text parsed once, clauses indexed where the library can, and
 * every call in the form the library takes before the clock starts.
 */
import { createMongoAbility, subject } from "@casl/ability";
import { preparsePolicySet, type StatefulAuthorizationCall, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import { parse } from "@marcbachmann/cel-js";
import { ConflictResolutionStrategy, PolicyEngine } from "@microsoft/agent-governance-sdk";
import { type BenchClause, byTool, type Contender, conditionText, type Notation, type Sample, type Value } from "./clause.ts";

const list = (words: readonly string[], quote: (word: string) => string): string => `[${words.map(quote).join(", ")}]`;
const double = (word: Value): string => JSON.stringify(word);
const single = (word: Value): string => (typeof word === "string" ? `'${word}'` : String(word));

/** Cedar: one policy for each clause, parsed once into the library's cache. A deny in Cedar is a `forbid`. */
export function cedar(clauses: readonly BenchClause[]): Contender {
  const notation: Notation = {
    field: (field) => `context.${field}`,
    value: double,
    equals: "==",
    isOneOf: (field, words) => `${list(words, double)}.contains(${field})`,
    and: " && ",
  };
  const policies = clauses.map((clause) => {
    const condition = conditionText(clause, notation);
    const scope = `(principal, action == Action::${double(clause.tool)}, resource)`;
    return `${clause.verdict === "allow" ? "permit" : "forbid"} ${scope}${condition === undefined ? "" : ` when { ${condition} }`};`;
  });
  const id = `clauses-${clauses.length}`;
  const parsed = preparsePolicySet(id, { staticPolicies: policies.join("\n") });
  if (parsed.type !== "success") throw new Error(JSON.stringify(parsed));
  return {
    name: "@cedar-policy/cedar-wasm",
    prepare: ({ tool, args }): StatefulAuthorizationCall => ({
      principal: { type: "Agent", id: "agent" },
      action: { type: "Action", id: tool },
      resource: { type: "Server", id: "server" },
      context: { ...args },
      preparsedPolicySetId: id,
      entities: [],
    }),
    allows: (call: StatefulAuthorizationCall) => {
      const answer = statefulIsAuthorized(call);
      return answer.type === "success" && answer.response.decision === "allow";
    },
  };
}

/** CASL: a later statement overrides an earlier one, so what is denied comes last. It indexes by action. */
export function casl(clauses: readonly BenchClause[]): Contender {
  const operators = { "<=": "$lte", ">": "$gt", "==": "$eq", in: "$in" } as const;
  const statements = clauses.map(({ verdict, tool, when }) => ({
    action: tool,
    subject: "Call",
    inverted: verdict === "deny",
    ...(when.length === 0
      ? {}
      : { conditions: Object.fromEntries(when.map(([field, operator, value]) => [field, { [operators[operator]]: value }])) }),
  }));
  const ability = createMongoAbility([...statements.filter(({ inverted }) => !inverted), ...statements.filter(({ inverted }) => inverted)]);
  return {
    name: "@casl/ability",
    prepare: ({ tool, args }) => ({ tool, call: subject("Call", { ...args }) }),
    allows: ({ tool, call }: { tool: string; call: ReturnType<typeof subject> }) => ability.can(tool, call),
  };
}

/** CEL: no set of clauses of its own, so one parsed expression for each tool, denies first. */
export function cel(clauses: readonly BenchClause[]): Contender {
  const notation: Notation = {
    field: (field) => `args.${field}`,
    value: (value) => (typeof value === "number" ? value.toFixed(1) : double(value)),
    equals: "==",
    isOneOf: (field, words) => `${field} in ${list(words, double)}`,
    and: " && ",
  };
  const expressions = new Map(
    [...byTool(clauses)].map(([tool, own]) => {
      const text = (verdict: string): string =>
        own
          .filter((clause) => clause.verdict === verdict)
          .map((clause) => `(${conditionText(clause, notation) ?? "true"})`)
          .join(" || ") || "false";
      return [tool, parse(`!(${text("deny")}) && (${text("allow")})`)];
    }),
  );
  return {
    name: "@marcbachmann/cel-js",
    prepare: ({ tool, args }) => ({ tool, context: { args } }),
    allows: ({ tool, context }: { tool: string; context: { args: Sample["args"] } }) => expressions.get(tool)?.(context) === true,
  };
}

/** Agent Governance Toolkit: one document, conditions as expressions over the call's context, deny overrides. */
export function agentGovernance(clauses: readonly BenchClause[]): Contender {
  const notation: Notation = {
    field: (field) => `args.${field}`,
    value: single,
    equals: "==",
    isOneOf: (field, words) => `${field} in ${list(words, single)}`,
    and: " and ",
  };
  const engine = new PolicyEngine(undefined, ConflictResolutionStrategy.DenyOverrides);
  engine.loadPolicy({
    name: "bench",
    scope: "global",
    default_action: "deny",
    rules: clauses.map((clause, index) => {
      const condition = conditionText(clause, notation);
      const ofTool = `tool == ${single(clause.tool)}`;
      return {
        name: `clause-${index}`,
        condition: condition === undefined ? ofTool : `${ofTool} and ${condition}`,
        ruleAction: clause.verdict,
      };
    }),
  });
  return {
    name: "@microsoft/agent-governance-sdk",
    prepare: ({ tool, args }) => ({ tool, args }),
    allows: (context: { tool: string; args: Sample["args"] }) => engine.evaluatePolicy("agent", context).allowed,
  };
}
