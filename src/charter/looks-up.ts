/**
 * Whether a tool only looks something up, by the verb that its name begins with. A closed list: anything else is taken to
 * leave what it is given with its server, and to change something.
 */
const READING =
  /^(get|list|read|search|find|show|describe|query|fetch|count|lookup|view|browse|directory|tree|stat|open|echo)(_|-|$|[A-Z])/;

/** Of `server/tool` or a tool's own name. MCP methods other than tools only read. */
export function looksUp(tool: string): boolean {
  if (/^[^/#]*#/.test(tool)) return true;
  return READING.test(tool.slice(tool.indexOf("/") + 1));
}
