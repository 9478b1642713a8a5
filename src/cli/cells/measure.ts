/**
 * Measures what the cells are worth: a stand-in in each tries to reach what the others hold, as the kernel lets it. The grade is
 * what this finds, not what was asked for.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { dirname } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { behindWalls, type Walls } from "../../executor/index.ts";
import { keyFile } from "../state-folder/key-ring.ts";
import type { StateFolder } from "../state-folder/state-folder.ts";
import type { Cell, Cells } from "./cell.ts";
import type { Attempt, Way } from "./probe.ts";

export interface Measured {
  /** How many attempts were made, from how many places. */
  readonly tried: number;
  readonly places: number;
  /** Which led somewhere, in words. */
  readonly reached: readonly string[];
  /** Own things that a part can't use, in words: its cell is too narrow to work in. */
  readonly blind: readonly string[];
}

/** A tool server as it is started. */
export interface WalledServer {
  readonly name: string;
  readonly walls: Walls;
  /** Whether it was given the network. */
  readonly network: boolean;
}

/** A place from which something is tried. */
interface Place {
  readonly name: string;
  /** The part whose things are its own. */
  readonly cell: Cell | undefined;
  /** Whether it is to reach the network; absent: it may. */
  readonly network?: boolean;
  readonly command: readonly string[];
}

/** What started in a place. */
interface Standing extends Place {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly lines: AsyncIterator<string>;
  readonly reader: Interface;
}

/** How long a stand-in may take for everything. */
const STAND_MS = 30_000;

/** Tries all ways between the cells and into the network. `servers`: those with walls. A place that can't say what it found is blind. */
export async function measure(state: StateFolder, cells: Cells, servers: readonly WalledServer[]): Promise<Measured> {
  const network = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  try {
    await once(network, "listening");
    return await measureWith({ state, cells, port: portOf(network) }, servers);
  } finally {
    network.close();
  }
}

/** What is tried. */
interface Target {
  readonly state: StateFolder;
  readonly cells: Cells;
  /** Where somebody listens on this machine's network. */
  readonly port: string;
}

function portOf(server: Server): string {
  return `${(server.address() as AddressInfo).port}`;
}

async function measureWith(target: Target, servers: readonly WalledServer[]): Promise<Measured> {
  const { cells } = target;
  const parts = cells.all.map((cell) => ({ name: cell.part, cell, network: !cell.offline, command: probe(cell.prefix) }));
  const others = cells.stranger === undefined ? [] : [{ name: "another user", cell: undefined, command: probe(cells.stranger) }];
  const standing: Standing[] = [];
  const report: Report = { tried: 0, reached: [], blind: [] };
  let places = 0;
  try {
    // Tool servers last: an executor may look into its own.
    for (const round of [[...parts, ...others], behind(cells, servers)]) {
      places += round.length;
      const started = await Promise.all(round.map(stand));
      const up = started.filter((one): one is Standing => "child" in one);
      standing.push(...up);
      for (const { name } of started.filter((one) => !up.includes(one as Standing))) report.blind.push(`nothing can be started as ${name}`);
      for (const tried of await Promise.all(up.map((one) => tryAll(target, one, standing)))) note(report, tried);
    }
  } finally {
    for (const { child, reader } of standing) {
      reader.close();
      child.kill("SIGKILL");
    }
  }
  return { ...report, places };
}

interface Report {
  tried: number;
  readonly reached: string[];
  readonly blind: string[];
}

function note(report: Report, { name, attempts, led, own, ledOwn }: Tried): void {
  report.tried += attempts.length;
  if (led.length === 0) report.blind.push(`${name} can't say what it found`);
  for (const [index, { way, of }] of attempts.entries()) if (led[index] === true) report.reached.push(`${name} can ${WORDS[way]} ${of}`);
  for (const [index, { way, of }] of own.entries()) if (ledOwn[index] !== true) report.blind.push(`${name} can't ${WORDS[way]} ${of}`);
}

const WORDS: { readonly [way in Way]: string } = {
  read: "read",
  write: "write",
  list: "list",
  enter: "enter",
  environment: "read the environment of",
  attach: "attach to",
  files: "see the open files of",
  signal: "signal",
  see: "look into",
  connect: "connect to",
};

function behind(cells: Cells, servers: readonly WalledServer[]): Place[] {
  return servers.map(({ name, walls: wall, network }) => {
    const cell = cells.of(`executor-${name}`);
    const [command = "", ...args] = probe([]);
    // The stand-in's own program is seen, too.
    const only =
      wall.only === undefined ? {} : { only: { ...wall.only, reads: [...wall.only.reads, dirname(command), ...args.slice(-1)] } };
    const walled = behindWalls({ command, args, env: {} }, { ...wall, ...only });
    return { name: `the tool server ${name}`, cell: undefined, network, command: [...cell.prefix, walled.command, ...walled.args] };
  });
}

function probe(prefix: readonly string[]): readonly string[] {
  const suffix = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const program = fileURLToPath(new URL(`probe.${suffix}`, import.meta.url));
  return [...prefix, process.execPath, "--disable-warning=ExperimentalWarning", program];
}

async function stand(place: Place): Promise<Standing | Place> {
  const [command = "", ...args] = place.command;
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"], env: { PATH: process.env["PATH"] ?? "" }, timeout: STAND_MS });
  child.stdin.on("error", () => undefined);
  child.on("error", () => undefined);
  const reader = createInterface({ input: child.stdout });
  const lines = reader[Symbol.asyncIterator]();
  const first = await lines.next();
  return first.done === true ? place : { ...place, child, reader, lines };
}

interface Tried {
  readonly name: string;
  readonly attempts: readonly Attempt[];
  readonly led: readonly boolean[];
  readonly own: readonly Attempt[];
  readonly ledOwn: readonly boolean[];
}

async function tryAll({ state, cells, port }: Target, one: Standing, all: readonly Standing[]): Promise<Tried> {
  const others = all.filter((other) => other !== one).flatMap((other) => into(other, state, cells));
  const network: Attempt = { way: "connect", of: "the network", at: port };
  const outside = one.network === false ? [network] : [];
  // The ledger listens at every door.
  const attempts = [...ofLauncher(state), ...others, ...outside].filter(({ way }) => way !== "enter" || one.name !== "ledger");
  const own = [...(one.cell === undefined ? [] : ofItself(one.cell, state)), ...(one.network === true ? [network] : [])];
  one.child.stdin.write(`${JSON.stringify([...attempts, ...own])}\n`);
  const answer = await one.lines.next();
  const led = answer.done === true ? [] : (JSON.parse(answer.value) as readonly boolean[]);
  return { name: one.name, attempts, led: led.slice(0, attempts.length), own, ledOwn: led.slice(attempts.length) };
}

/** What the launcher keeps, and what is nobody's. */
function ofLauncher(state: StateFolder): readonly Attempt[] {
  return [
    { way: "list", of: "the folder of all keys", at: state.keys },
    { way: "read", of: "the author's key", at: keyFile(state, "author") },
    { way: "write", of: "the ring", at: state.ring },
    ...ofProcess("the launcher", process.pid),
    { way: "see", of: "another process", at: "" },
  ];
}

function into({ name, cell, child }: Standing, state: StateFolder, { doors }: Cells): readonly Attempt[] {
  const processes = child.pid === undefined ? [] : ofProcess(name, child.pid);
  if (cell === undefined) return processes;
  const keys: readonly Attempt[] = [
    { way: "read", of: `the key of ${name}`, at: cell.key },
    { way: "read", of: `what ${name} is given`, at: cell.ring },
  ];
  const at = doors.length === 0 ? undefined : cell.socket;
  const door: readonly Attempt[] = at === undefined ? [] : [{ way: "enter", of: `the door of ${name}`, at: dirname(at) }];
  const heads: readonly Attempt[] = name === "witness" ? [{ way: "list", of: "the witness's heads", at: cell.home }] : [];
  const ledger: readonly Attempt[] = name === "ledger" ? [{ way: "list", of: "the ledger's files", at: state.ledger }] : [];
  return [...processes, ...keys, ...door, ...ledger, ...heads];
}

function ofProcess(name: string, pid: number): readonly Attempt[] {
  return (["environment", "attach", "files", "signal"] as const).map((way) => ({ way, of: name, at: pid }));
}

/** What a part can't work without. */
function ofItself({ part, key, ring, socket, home }: Cell, state: StateFolder): readonly Attempt[] {
  return [
    { way: "read", of: "its own key", at: key },
    { way: "read", of: "its ring", at: ring },
    ...(socket === undefined ? [] : [{ way: "enter" as const, of: "its own door", at: dirname(socket) }]),
    { way: "list", of: "its own folder", at: home },
    ...(part === "ledger" ? [{ way: "list" as const, of: "its own files", at: state.ledger }] : []),
  ];
}
