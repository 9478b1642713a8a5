/**
 * A first charter from a server's tools, in list form, with a reason on every line. Cautious on purpose: allow needs a
 * read-only hint and a reading verb, because a hint is only the server's word; what destroys is denied; the rest asks.
 */
import { looksUp } from "../../charter/index.ts";
import type { Json } from "../../crypto/index.ts";
import type { Lock } from "../../execution/index.ts";
import { governedMethod } from "../../meaning/index.ts";

const DESTROYING =
  /(^|_|-)(delete|remove|drop|destroy|erase|purge|truncate|move|rename|exec|execute|eval|run|kill|shutdown|format|revoke)(_|-|$|[A-Z])/i;

type Placement = "allow" | "escalate" | "deny";

/** Where a tool goes and why, from its name and the hints in its pinned definition. */
export function placeTool(
  tool: string,
  definition: { readonly [member: string]: Json },
): { readonly placement: Placement; readonly because: string } {
  const hints = definition["annotations"];
  const readOnly = isObject(hints) && hints["readOnlyHint"] === true;
  const destructive = isObject(hints) && hints["destructiveHint"] === true && !readOnly;
  if (DESTROYING.test(tool)) return { placement: "deny", because: "its name says that it destroys, moves or executes" };
  if (readOnly && looksUp(tool)) return { placement: "allow", because: "says it only reads, and its name agrees" };
  if (readOnly) return { placement: "escalate", because: "says it only reads, but its name does not" };
  return { placement: "escalate", because: destructive ? "changes things and may overwrite" : "may change things" };
}

/** Methods that an ordinary client cannot do without, and that carry nobody's words but the server's. */
const NEEDED = /^(.+\/list|notifications\/(cancelled|progress))$/;

/** Where a governed method other than a tool call goes: what lists or keeps a call going is allowed, the rest is left out. */
export function placeMethod(method: string): { readonly placement: "allow" | "none"; readonly because: string } {
  const { from } = governedMethod(method) ?? {};
  if (!NEEDED.test(method) || from === "server") return { placement: "none", because: "" };
  return { placement: "allow", because: method.endsWith("/list") ? "lists what the server offers" : "keeps a call under way in step" };
}

interface Placed {
  readonly pattern: string;
  readonly placement: Placement | "none";
  readonly because: string;
}

function placeAll({ servers }: Lock): readonly Placed[] {
  return Object.entries(servers).flatMap(([server, { tools, methods }]) => [
    ...Object.entries(tools).map(([tool, { definition }]) => ({ pattern: `${server}/${tool}`, ...placeTool(tool, definition) })),
    ...methods.map((method) => ({ pattern: `${server}#${method}`, ...placeMethod(method) })),
  ]);
}

/** The text of a first charter for everything in the lock. */
export function draftCharter(name: string, lock: Lock): string {
  const placed = placeAll(lock);
  const width = Math.max(0, ...placed.map(({ pattern }) => pattern.length));
  const section = (placement: Placement, heading: string): readonly string[] => {
    const lines = placed
      .filter((tool) => tool.placement === placement)
      .map(({ pattern, because }) => `  - ${pattern.padEnd(width)}   # ${because}`);
    return lines.length === 0 ? [] : ["", `${`${placement}:`.padEnd(width + 7)}# ${heading}`, ...lines];
  };
  const servers = Object.keys(lock.servers);
  const left = placed.filter(({ placement }) => placement === "none").map(({ pattern }) => pattern);
  return [
    `# What an agent may do with ${servers.map((server) => `\`${server}\``).join(", ")}.`,
    "# Written by `interlock init`; now it is yours to edit.",
    "# Check it with `interlock check`, see one action with `interlock explain`. Whatever is not listed is denied.",
    `charter: ${name}`,
    "version: 1                 # yours to count; the ledger counts what is put in force",
    "",
    "# Everything these servers return was written by somebody else: the session remembers that it has read it.",
    `sources: { ${servers.map((server) => `${server}: { results: ["${server}/*"] }`).join(", ")} }`,
    ...section("allow", "runs at once"),
    ...section("escalate", "waits for a person; silence is deny"),
    ...section("deny", "never runs"),
    ...(left.length === 0
      ? []
      : ["", "# Left out, so denied; docs/mcp.md says what each of these methods is for:", ...left.map((pattern) => `#   - ${pattern}`)]),
    "",
    "# To narrow a line, give it a condition, for example inside one folder:",
    "#   roots: { work: ./work }",
    `#   - ${placed[0]?.pattern ?? "server/tool"}: path(args.path).in("work")`,
    "",
  ].join("\n");
}

function isObject(value: Json | undefined): value is { readonly [member: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
