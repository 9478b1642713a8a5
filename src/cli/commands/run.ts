/** `interlock run`: Interlock as an MCP server. Starts every part, serves the client on standard input and output, ends with it. */
import { ok } from "../../fault/index.ts";
import { embeddedCells } from "../cells/cell.ts";
import { EMBEDDED, type GoverningOptions, prepareGoverning, untilEnd, wallsNote, withGoverning } from "../launch/governing.ts";
import { launch } from "../launch/launch.ts";
import { type Command, type Declared, declare, wholeNumber } from "../terminal/declaration.ts";

const govern: Command<GoverningOptions> = async (context, options) => {
  const prepared = await prepareGoverning(context, options);
  if (!prepared.ok) return prepared;
  context.out.note(EMBEDDED);
  const { state, servers, sandbox } = prepared.value;
  context.out.note(wallsNote(sandbox));
  const started = await launch({ ...prepared.value, cells: () => ok(embeddedCells(state, servers)), front: true });
  if (!started.ok) return started;
  return ok(await untilEnd(context, started.value));
};

export const run: Declared = declare({
  name: "run",
  description: "govern tool servers: this command is an MCP server on standard input and output",
  shape: (to) =>
    withGoverning(to).option("--http <port>", "serve streamable HTTP on this loopback port instead", wholeNumber("a port", 65_535)),
  read: (from) => ({ charters: from.args, ...from.opts<Omit<GoverningOptions, "charters">>() }),
  work: govern,
});
