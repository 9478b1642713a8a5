/**
 * `interlock up`: Interlock as a service. Starts every part, serves agents over HTTP on this machine, and runs until it is told to end.
 * Whether the parts are separated is measured at each start; where they can't be, a start that was to separate them fails.
 */
import { userInfo } from "node:os";
import { basename } from "node:path";
import { fail, ok, type Result } from "../../fault/index.ts";
import { type Cells, type ExtraPart, embeddedCells } from "../cells/cell.ts";
import { type Measured, measure } from "../cells/measure.ts";
import { separatedCells } from "../cells/separated-cells.ts";
import type { CliCode } from "../faults.ts";
import {
  EMBEDDED,
  type Governing,
  type GoverningOptions,
  prepareGoverning,
  untilEnd,
  wallsNote,
  withGoverning,
} from "../launch/governing.ts";
import { launch, wallsOf } from "../launch/launch.ts";
import { isFetched } from "../pins/server-list.ts";
import { keptKey, keyFile } from "../state-folder/key-ring.ts";
import { type Command, type Context, type Declared, declare, wholeNumber } from "../terminal/declaration.ts";

interface UpOptions extends GoverningOptions {
  readonly separated?: boolean;
  readonly agentUser: number;
  /** Loopback port of a witness; absent: none is started. */
  readonly witness?: number;
}

/** What systems call `nobody`: any user who is no part. */
const NOBODY = 65_534;

const serve: Command<UpOptions> = async (context, options) => {
  const prepared = await prepareGoverning(context, options, options.separated === true);
  if (!prepared.ok) return prepared;
  const { witness } = options;
  if (witness !== undefined) {
    const key = keptKey(keyFile(prepared.value.state, "witness"), "witness");
    if (!key.ok) return key;
  }
  const cells = (): Promise<Result<Cells, CliCode>> => measuredCells(context, prepared.value, options);
  const started = await launch({ ...prepared.value, ...(witness === undefined ? {} : { witness }), cells, front: false });
  if (!started.ok) return started;
  context.out.note("interlock: ready");
  return ok(await untilEnd(context, started.value));
};

export const up: Declared = declare({
  name: "up",
  description: "govern tool servers as a service: agents connect over HTTP on this machine",
  shape: (to) =>
    withGoverning(to)
      .option("--separated", "keep the parts apart: as root by an OS user for each, else by namespaces")
      .option("--agent-user <number>", "the OS user of agents, tried as a stranger", wholeNumber("a user", 0xffff_fffe), NOBODY)
      .option("--http <port>", "the loopback port (0: any)", wholeNumber("a port", 65_535), 0)
      .option("--agent-token <file>", "serve only clients that send what this file holds, as a bearer token")
      .option("--witness <port>", "run a witness of this machine on this loopback port", wholeNumber("a port", 65_535)),
  read: (from) => ({ charters: from.args, ...from.opts<Omit<UpOptions, "charters">>() }),
  work: serve,
});

/** Makes the cells and tries them. Codes: those of `separatedCells`, `cli/not-separated`. */
async function measuredCells(
  { out }: Pick<Context, "out">,
  governing: Governing,
  { separated, agentUser, console: page, witness }: Pick<UpOptions, "separated" | "agentUser" | "console" | "witness">,
): Promise<Result<Cells, CliCode>> {
  const { state, servers, ring, writable, sandbox } = governing;
  const user = userInfo().uid;
  const extra: readonly ExtraPart[] = [
    ...(page === undefined ? [] : (["console"] as const)),
    ...(witness === undefined ? [] : (["witness"] as const)),
  ];
  const made =
    separated === true
      ? separatedCells({ state, servers, extra, ring, writable, user, agentUser })
      : ok(embeddedCells(state, servers, extra));
  if (!made.ok) return made;
  const cells = made.value;
  const walled = servers.map((server) => ({
    name: server.name,
    walls: wallsOf({ ...governing, cells }, server),
    network: server.network === true,
  }));
  const measured = await measure(state, cells, separated === true ? walled : []);
  if (separated !== true) {
    out.note(EMBEDDED);
    out.note(wallsNote(sandbox));
    out.note(`interlock: measured: ${measured.reached.length} of ${measured.tried} ways from one part into another lead somewhere`);
    return made;
  }
  const wrong = sandbox ? whyNot(measured) : "tool servers can't be put into namespaces here";
  if (wrong !== undefined) {
    cells.release();
    return fail("cli/not-separated", wrong, {
      remedy: "see docs/operating.md for what the separated grade needs, or run embedded, without --separated",
    });
  }
  out.note(`interlock: grade separated (${cells.walls}): ${measured.tried} ways tried from ${measured.places} places, none leads anywhere`);
  out.note(wallsNote(sandbox));
  for (const line of remarks(cells, governing)) out.note(`interlock: ${line}`);
  return made;
}

function whyNot({ reached, blind }: Measured): string | undefined {
  const [first] = [...reached, ...blind];
  const count = reached.length + blind.length;
  return first === undefined ? undefined : count === 1 ? first : `${first}, and ${count - 1} more`;
}

/** What a measure can't say, and what people have to do. */
function remarks(cells: Cells, { servers, writable }: Governing): readonly string[] {
  const cut = servers.filter(({ command, network }) => network !== true && isFetched(command));
  const fetching = cut.map(({ name, command }) => {
    const way = 'install it, or give it `"network": true` in servers.json';
    return `the tool server ${name} has no network for ${basename(command)} to fetch it with: ${way}`;
  });
  if (cells.stranger === undefined)
    return [...fetching, "not measured: other processes of your own OS user, which nothing keeps out; let agents run as another user"];
  const writing = servers.flatMap(({ name }) => {
    const { user } = cells.of(`executor-${name}`);
    return writable.length === 0 ? [] : [`the tool server ${name} runs as user ${user}: let that user write ${writable.join(", ")}`];
  });
  return [...fetching, ...writing];
}
