/** The bank in the separated grade: each part in its cell, as `interlock up --separated` starts it, and an attacker in any of them. */
import { spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { audit, type Report, readRing, readSealKey } from "../../src/auditor/index.ts";
import {
  type Cell,
  type Cells,
  compileFiles,
  keptKey,
  keyFile,
  launch,
  openStateFolder,
  type Running,
  readKey,
  type StateFolder,
  separatedCells,
  stateFolderBeside,
  wallsOf,
} from "../../src/cli/index.ts";
import { digestOf, type Identity, identityToText, noteKeyOf, noteKeyToText, type Ring, ringToText, toHex } from "../../src/crypto/index.ts";
import { behindWalls } from "../../src/executor/index.ts";
import { ok } from "../../src/fault/index.ts";
import { type House, type HttpGateway, openHouse, startHttpGateway } from "../../src/gateway/index.ts";
import { type AnswerEntry, type FollowedEntry, LedgerClient, leafHash, leafText } from "../../src/ledger/index.ts";
import { connect } from "../../src/link/index.ts";
import { TestClient } from "../governed/client.ts";
import { must } from "../governed/system.ts";
import { NODE, Terminal } from "../transcripts/terminal.ts";
import { type Saw, until } from "../worlds/eventually.ts";
import { freePort } from "../worlds/free-port.ts";
import { CHARTER, COUNTING_SERVER } from "./bank.ts";
import type { Orders } from "./captured/attacker.ts";
import { CREDENTIAL, type Tries, vain } from "./captured/attempts.ts";
import { descendantsOf, shows } from "./captured/processes.ts";
import type { LedgerPlace } from "./lying-ledger.ts";

/** A call that waits, as a person is shown it. */
export interface Parked {
  readonly session: string;
  readonly proposal: number;
  readonly decision: number;
  readonly shown: string;
}

/** A person's yes to a call. */
export function answerTo({ session, ...call }: Parked): { readonly session: string; readonly entry: AnswerEntry } {
  return { session, entry: { kind: "approval", ...call, role: "owner", expires: Date.now() + 60_000 } };
}

/** What has been executed when an attacker comes. */
export const BEGUN: readonly string[] = ["look 1", "pay 60"];

/** A process that every program may run: what an attacker finds of others is the same for all. */
const ATTACKER = join(import.meta.dirname, "captured/attacker.ts");
const STRANGER = 65_534;
/** The tool server beside the bank's. */
const MAIL = { name: "mail", command: "", args: [], env: { MAIL_TOKEN: CREDENTIAL }, network: true };

/** What a part is started with. */
function configOf({ folder, part }: Cell): string {
  return join(folder, `${part}.json`);
}

export class SeparatedBank {
  readonly words: string[] = [];
  readonly folder: string;
  readonly #state: StateFolder;
  readonly ring: Ring;
  readonly #cells: Cells;
  readonly #running: Running;
  readonly terminal: Terminal;
  #house: House | undefined;
  #agent: TestClient | undefined;
  #served: HttpGateway | undefined;
  #kept: HttpGateway | undefined;

  private constructor(terminal: Terminal, state: StateFolder, ring: Ring, cells: Cells, running: Running, words: string[]) {
    this.terminal = terminal;
    this.folder = terminal.folder;
    this.#state = state;
    this.ring = ring;
    this.#cells = cells;
    this.#running = running;
    this.words = words;
  }

  /**
   * `begins`: whether calls have run before an attacker comes (`BEGUN`). `mail`: whether another tool server runs beside the bank's,
   * with a credential and the network; the charter knows nothing of it.
   */
  static async open({ begins = true, mail = false }: { readonly begins?: boolean; readonly mail?: boolean } = {}): Promise<SeparatedBank> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "interlock-cells-")));
    chmodSync(folder, 0o755);
    const work = join(folder, "work");
    mkdirSync(work);
    chmodSync(work, 0o777);
    const command = { command: NODE, args: ["--disable-warning=ExperimentalWarning", COUNTING_SERVER, join(work, "executed")] };
    const terminal = new Terminal("", folder);
    terminal.write("charter.yaml", CHARTER);
    terminal.write("servers.json", JSON.stringify({ mcpServers: { bank: command } }));
    await terminal.run(["pin", "charter.yaml"]);
    const charter = join(folder, "charter.yaml");
    const compiled = must(compileFiles([charter]));
    const state = stateFolderBeside(charter);
    const mailServer = { ...MAIL, command: NODE, args: [...command.args.slice(0, 2), join(work, "mailed")] };
    const servers = [{ name: "bank", ...command, env: {} }, ...(mail ? [mailServer] : [])];
    const ring = must(openStateFolder(state, servers, true));
    const { uid } = userInfo();
    const port = await freePort();
    const { signKey } = must(keptKey(keyFile(state, "witness"), "witness"));
    const seer = noteKeyToText(noteKeyOf("witness", signKey, "cosignature/v1"));
    writeFileSync(join(state.root, "witnesses"), `witness here ${seer} http://127.0.0.1:${port}\nquorum here\n`);
    const extra = ["console", "witness"] as const;
    const cells = must(separatedCells({ state, ring, servers, extra, writable: [work], user: uid, agentUser: STRANGER }));
    const words: string[] = [];
    const started = await launch({
      ...{ state, compiled, charter, servers, writable: [work], readOnly: [], sandbox: true },
      ...{
        cells: () => ok(cells),
        front: false,
        console: 0,
        witness: port,
        readyMs: 60_000,
        onWords: (part, line) => words.push(`${part}: ${line}`),
      },
    });
    const bank = new SeparatedBank(terminal, state, ring, cells, must(started), words);
    if (begins) await bank.#begin();
    if (mail && uid === 0) await bank.until(() => bank.#credentials.length > 1);
    return bank;
  }

  /** What every attacker finds: a call that was looked at by nobody, and one that a person has approved. */
  async #begin(): Promise<void> {
    await this.call("look", 1);
    await this.call("pay", 60);
    const owner = await this.client("owner");
    must(await owner.append(answerTo(await this.parked())));
    owner.close();
    await this.until(() => this.executed.length === BEGUN.length);
  }

  /** The decision that parked a call last. */
  async parked(): Promise<Parked> {
    const found = (await this.entries()).findLast(({ leaf }) => leaf.entry.kind === "decision" && leaf.entry.parked !== undefined);
    if (found?.leaf.entry.kind !== "decision") throw new Error("a call waits");
    const shown = toHex(leafHash(Buffer.from(leafText(found.leaf))));
    return { session: found.leaf.session ?? "", proposal: found.leaf.entry.proposal, decision: found.index, shown };
  }

  get executed(): readonly string[] {
    const file = join(this.folder, "work", "executed");
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  }

  /** Why the run would end by itself. */
  get ended(): Running["ended"] {
    return this.#running.ended;
  }

  /** Where the page is, as browsers name it. */
  get origin(): string {
    return /console: (http:\/\/localhost:\d+)\/#link=/.exec(this.words.join("\n"))?.[1] ?? "";
  }

  /** The witness's folder and address. */
  get witness(): { readonly folder: string; readonly port: number } {
    const port = /witness: witness\S* http:\/\/127\.0\.0\.1:(\d+)/.exec(this.words.join("\n"))?.[1];
    return { folder: this.#cells.of("witness").home, port: Number(port) };
  }

  key(name: string): Identity {
    return must(readKey(this.#state, name));
  }

  /** What whoever captures the ledger holds: its key and folder, and where all parts come to it. */
  get ledgerPlace(): LedgerPlace {
    const doors = this.#cells.doors.map(({ path }) => ({ path, isOpen: true }));
    const people = { path: this.#cells.of("ledger").socket ?? this.#state.socket, isOpen: false };
    const { ledger: folder } = this.#state;
    const identity = this.key("ledger");
    return { folder, identity, ring: this.ring, servers: ["bank"], grade: "separated", sockets: [people, ...doors] };
  }

  /** Another agent, through a gateway of its own. */
  async agent(name: string): Promise<{ readonly client: TestClient; readonly leave: () => void }> {
    const house = await this.#open(name);
    return { client: await TestClient.open(house), leave: () => house.ledger.close() };
  }

  async audit(): Promise<Report> {
    const members = readRing(ringToText(this.ring));
    const key = readSealKey(identityToText(this.key("auditor")));
    if (typeof members === "string" || typeof key === "string") throw new Error("ring and key are good");
    return await audit({ folder: this.#state.ledger, ring: members, key });
  }

  async #gateway(): Promise<House> {
    this.#house ??= await this.#open("agent");
    return this.#house;
  }

  /** A gateway in this process, at its own door. */
  async #open(agent: string): Promise<House> {
    const socket = this.#doorOf("gateway");
    const lock = must(compileFiles([join(this.folder, "charter.yaml")])).lock;
    const identity = must(readKey(this.#state, "gateway"));
    const shape = {
      agent,
      grant: undefined,
      chartered: ["bank/pay", "bank/look"],
      parkedMs: 500,
      page: undefined,
      http: undefined,
    } as const;
    return must(await openHouse({ socket, identity, ring: this.ring, grade: "separated", lock, ...shape }, () => Date.now()));
  }

  /** An agent's call; the verdict's code, or nothing where the tool answered. */
  async call(tool: "pay" | "look" | "tell", amount: number): Promise<string> {
    this.#agent ??= await TestClient.open(await this.#gateway());
    const { isError, structuredContent } = await this.#agent.call(tool, { amount });
    return isError === true ? String(structuredContent?.code) : "";
  }

  /** A link at a door under a key: the test may pass every door. */
  async client(key: string, door?: string): Promise<LedgerClient> {
    const identity = must(readKey(this.#state, key));
    const path = door === undefined ? this.#state.socket : this.#doorOf(door);
    return new LedgerClient(must(await connect({ path, identity, ring: this.ring })), identity);
  }

  async entries(): Promise<readonly FollowedEntry[]> {
    const client = await this.client("auditor");
    const entries = must(await client.read(0, 1_000));
    client.close();
    return entries;
  }

  async reasons(): Promise<readonly string[]> {
    const client = await this.client("auditor");
    const { reasons } = must(await client.status());
    client.close();
    return reasons.map(({ code }) => code);
  }

  async until(holds: (saw: Saw) => Promise<boolean> | boolean): Promise<void> {
    await until(holds, `${holds}`, { tell: () => this.words.join("\n") });
  }

  #doorOf(part: string): string {
    return this.#cells.of(part).socket ?? this.#state.socket;
  }

  /** Ends an honest part for good: its place is the attacker's. */
  async end(part: string): Promise<void> {
    await this.#running.parts.find(({ name }) => name === part)?.stop(3_000);
  }

  /** What comes of these attempts in a place: a part's cell, behind the tool server's walls, or a stranger's. `key`: a stolen one. */
  async capture(place: string, tries: readonly Tries[], key?: string): Promise<{ readonly [tries: string]: string }> {
    const cell = this.#cells.all.find(({ part }) => part === place);
    const others = this.#othersOf(place);
    if (userInfo().uid === 0 && vain(tries, others).length > 0) throw new Error(`tried in vain: ${vain(tries, others).join(", ")}`);
    const entries = await this.entries();
    const proposal = entries.find(({ leaf }) => leaf.entry.kind === "proposal");
    const approval = entries.find(({ leaf }) => leaf.entry.kind === "approval");
    if (approval === undefined) throw new Error("a call was approved");
    const at = { host: "127.0.0.1", port: 0 };
    this.#served ??= must(await startHttpGateway(await this.#gateway(), at));
    this.#kept ??= must(await startHttpGateway(await this.#gateway(), { ...at, token: digestOf("a token that nobody knows") }));
    const orders: Orders = {
      key: key === undefined ? (cell?.key ?? "") : this.#steal(key, cell),
      ring: cell?.ring ?? "",
      socket: cell?.socket ?? this.#state.socket,
      others,
      session: proposal?.leaf.session ?? "",
      proposal: proposal?.index ?? 0,
      approval,
      gateway: this.#served.url,
      keptGateway: this.#kept.url,
      port: Number(new URL(this.#served.url).port),
      tries,
    };
    const [command = "", ...words] = this.#attackerIn(place, cell);
    const child = spawn(command, words, { stdio: ["pipe", "pipe", "pipe"], env: { PATH: process.env.PATH ?? "" } });
    let [said, wept] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (wept += chunk));
    child.stdin.end(JSON.stringify(orders));
    await new Promise((resolve) => child.once("close", resolve));
    if (said === "") throw new Error(`nothing came from ${place}: ${wept}`);
    return JSON.parse(said) as { readonly [tries: string]: string };
  }

  async close(): Promise<void> {
    await this.#agent?.close();
    await this.#served?.close();
    await this.#kept?.close();
    this.#house?.ledger.close();
    await this.#running.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #attackerIn(place: string, cell: Cell | undefined): readonly string[] {
    const program = [process.execPath, "--disable-warning=ExperimentalWarning", ATTACKER];
    if (cell !== undefined) return [...cell.prefix, ...program];
    if (place === "a stranger") return [...(this.#cells.stranger ?? []), ...program];
    const [command = "", ...args] = program;
    const server = place === "the tool server mail" ? MAIL : { ...MAIL, name: "bank", network: false };
    const walls = wallsOf({ state: this.#state, cells: this.#cells, writable: [], readOnly: [] }, server);
    const walled = behindWalls({ command, args, env: {} }, walls);
    return [...this.#cells.of(`executor-${server.name}`).prefix, walled.command, ...walled.args];
  }

  /** A stolen key lies among the files of the thief. */
  #steal(key: string, cell: Cell | undefined): string {
    const stolen = join(cell?.folder ?? "", "stolen");
    rmSync(stolen, { force: true });
    copyFileSync(keyFile(this.#state, key), stolen);
    if (cell?.user !== undefined) chownSync(stolen, cell.user, cell.user);
    return stolen;
  }

  #othersOf(place: string): Orders["others"] {
    const others = this.#cells.all.filter(({ part }) => part !== place);
    const keys = ["author", "owner", "host", "auditor"].map((name) => keyFile(this.#state, name));
    const own = place === "ledger" ? [] : [this.#state.ledger];
    const running = this.#running.parts.flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }]));
    const configs = others.filter(({ part }) => running.some(({ name }) => name === part)).map(configOf);
    const processes = running.filter(({ name }) => name !== place).flatMap(({ pid }) => [pid, ...descendantsOf(pid)]);
    return {
      files: [...others.flatMap(({ key, ring }) => [key, ring]), ...configs, ...keys],
      folders: [this.#state.keys, ...own],
      doors: others.flatMap(({ socket }) => (socket === undefined ? [] : [dirname(socket)])),
      processes: [process.pid, ...processes].map(String),
      credentials: this.#credentials,
    };
  }

  /** The processes of the other tool server. */
  get mail(): readonly number[] {
    const executor = this.#running.parts.find(({ name }) => name === "executor-mail")?.pid;
    return executor === undefined ? [] : descendantsOf(executor);
  }

  /** Where the other tool server's credential is to be had: with its executor, and in its environment, where that can be seen. */
  get #credentials(): readonly string[] {
    const environments = this.mail.filter((pid) => shows(pid, CREDENTIAL)).map((pid) => `/proc/${pid}/environ`);
    return [configOf(this.#cells.of("executor-mail")), ...environments];
  }
}
