/**
 * A first charter from a server's tools, in list form, with a reason on every line. Cautious on purpose: allow needs a
 * read-only hint and a reading verb, because a hint is only the server's word; what destroys is denied; the rest asks.
 */
import type { Json } from "../crypto/index.ts";
import type { Lock } from "../execution/index.ts";

const READING =
  /^(get|list|read|search|find|show|describe|query|fetch|count|lookup|view|browse|directory|tree|stat|open|echo)(_|-|$|[A-Z])/;
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
  if (readOnly && READING.test(tool)) return { placement: "allow", because: "says it only reads, and its name agrees" };
  if (readOnly) return { placement: "escalate", because: "says it only reads, but its name does not" };
  return { placement: "escalate", because: destructive ? "changes things and may overwrite" : "may change things" };
}

/** The text of a first charter for everything in the lock. */
export function draftCharter(name: string, lock: Lock): string {
  const placed = Object.entries(lock.servers).flatMap(([server, { tools }]) =>
    Object.entries(tools).map(([tool, { definition }]) => ({ pattern: `${server}/${tool}`, ...placeTool(tool, definition) })),
  );
  const width = Math.max(0, ...placed.map(({ pattern }) => pattern.length));
  const section = (placement: Placement, heading: string): string => {
    const lines = placed
      .filter((tool) => tool.placement === placement)
      .map(({ pattern, because }) => `  - ${pattern.padEnd(width)}   # ${because}`);
    return lines.length === 0
      ? ""
      : `\n${placement}:${" ".repeat(Math.max(1, width + 5 - placement.length))}# ${heading}\n${lines.join("\n")}\n`;
  };
  const servers = Object.keys(lock.servers);
  return [
    `# What an agent may do with ${servers.map((server) => `\`${server}\``).join(", ")}.`,
    "# Written by `interlock init`; now it is yours to edit.",
    "# Check it with `interlock check`, see one action with `interlock explain`. Whatever is not listed is denied.",
    `charter: ${name}`,
    "version: 1                 # exactly one more with each change",
    "",
    "# Everything these servers return was written by somebody else: the session remembers that it has read it.",
    `sources: { ${servers.map((server) => `${server}: { results: ["${server}/*"] }`).join(", ")} }`,
    section("allow", "runs at once"),
    section("escalate", "waits for a person; silence is deny"),
    section("deny", "never runs"),
    "# To narrow a line, give it a condition, for example inside one folder:",
    "#   roots: { work: ./work }",
    `#   - ${placed[0]?.pattern ?? "server/tool"}: path(args.path).in("work")`,
    "",
  ].join("\n");
}

function isObject(value: Json | undefined): value is { readonly [member: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
