/**
 * `interlock demo`: a governed agent on two real tool servers, live on a terminal: ordinary work, an injection hidden in a
 * file, a call that needs a person, a held call, and at the end an audit of the ledger that all of this left.
 */
import { rmSync } from "node:fs";
import { ok, type Result } from "../../fault/index.ts";
import { type Agent, type AgentAnswer, connectAgent } from "../demo/agent.ts";
import { createApprover } from "../demo/approver.ts";
import { type SessionStep, type Stage, setStage } from "../demo/stage.ts";
import { type Attached, attach } from "../ledger/attach.ts";
import { auditFolder } from "../ledger/audit-folder.ts";
import { renderEntry, viewEntry } from "../ledger/ledger-view.ts";
import { forgetHolder } from "../state-folder/holder.ts";
import { type Command, type Declared, declare } from "../terminal/declaration.ts";
import { EXIT, type Exit } from "../terminal/exit-codes.ts";
import { type Output, paint, verdictWord, visible } from "../terminal/output.ts";

/** What somebody gets to make a passkey and answer before the scripted approver does: as long as it takes, unless they have left. */
const GRACE_MS = 480_000;
const GRACE_ALONE_MS = 600;
const STARTUP_MS = 60_000;

interface DemoOptions {
  readonly fast?: boolean;
  /** Wait for people although nobody is at this terminal. */
  readonly stay?: boolean;
  /** Leave the demo's folder where it is. */
  readonly keep?: boolean;
  readonly console: boolean;
}

const playDemo: Command<DemoOptions> = async ({ out }, { fast, stay, keep, console: isShown }) => {
  const words: string[] = [];
  const alone = fast === true || (stay !== true && process.stdin.isTTY !== true);
  const onWords = (line: string): void => {
    words.push(line);
    const [, page] = /^console: (http\S+)$/.exec(line) ?? [];
    if (page !== undefined)
      out.line(`${paint("bold", "Watch it, and answer, in a browser (the link opens once):")} ${paint("cyan", page)}`);
  };
  out.line(paint("bold", "Interlock demo: an agent, two real tool servers, and a file that lies"));
  if (alone && fast !== true)
    out.line(
      paint("yellow", "Nobody is at this terminal, so a scripted approver answers and the demo ends by itself; --stay waits for you."),
    );
  const stage = await setStage((line) => words.push(line));
  if (!stage.ok) return stage;
  out.line(paint("dim", `everything is in ${stage.value.folder}; the charter is charter.yaml`));
  const agent = await connectAgent(stage.value, { waitSeconds: 0, console: isShown }, onWords);
  const attached = await attach(stage.value.state, "owner", STARTUP_MS);
  if (!attached.ok) return attached;
  const verdicts = await play(out, stage.value, agent, attached.value, alone ? GRACE_ALONE_MS : GRACE_MS);
  if (isShown && !alone) await untilTold(out);
  await agent.close();
  attached.value.close();
  const ended = await finish(out, stage.value, verdicts);
  leaveStage(out, stage.value, keep === true);
  return ended;
};

function leaveStage(out: Output, { folder }: Stage, isKept: boolean): void {
  if (isKept) forgetHolder(folder);
  else rmSync(folder, { recursive: true, force: true });
  out.line();
  out.line(paint("dim", isKept ? `everything stays in ${folder}` : "the demo's folder is removed; --keep leaves it for you to look at"));
}

export const demo: Declared = declare({
  name: "demo",
  description: "a governed agent, two real servers, an attack",
  shape: (to) =>
    to
      .option("--fast", "do not wait for a person at a second terminal or in the console")
      .option("--stay", "wait for people, and serve the console until Ctrl-C, where this is no terminal")
      .option("--keep", "leave the demo's folder in place at the end")
      .option("--no-console", "do not serve the console"),
  read: (from) => from.opts<DemoOptions>(),
  work: playDemo,
});

/** Whoever looks at the console says when they have seen enough. */
async function untilTold(out: Output): Promise<void> {
  const isTerminal = process.stdin.isTTY === true;
  out.line();
  out.line(
    `   ${paint("yellow", "The console stays open")} until you ${isTerminal ? "press Enter here" : "end this with Ctrl-C or SIGTERM"}.`,
  );
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    if (isTerminal) process.stdin.resume().once("data", () => resolve());
  });
  process.stdin.pause();
}

/** Whether nobody is waited for any more: they have pressed Enter, or the time is over. */
function patience(graceMs: number): { readonly isOver: () => boolean; readonly end: () => void } {
  const until = performance.now() + graceMs;
  let isTold = false;
  const tell = (): void => {
    isTold = true;
  };
  const isTerminal = process.stdin.isTTY === true;
  if (isTerminal) process.stdin.resume().once("data", tell);
  const end = (): void => {
    process.stdin.off("data", tell);
    if (isTerminal) process.stdin.pause();
  };
  return { isOver: () => isTold || performance.now() > until, end };
}

const WAYS = `answer in the console or in a second terminal, or press Enter here, and a scripted approver answers; \
it does after ${GRACE_MS / 60_000} minutes, too`;

/** What to type there: nobody has given the command a name yet. */
function secondTerminal(folder: string): readonly string[] {
  const [, program = ""] = process.argv;
  return [`cd ${folder}; alias interlock="${process.execPath} ${program}"`, "interlock pending; interlock held"];
}

async function play(
  out: Output,
  { session, folder }: Stage,
  agent: Agent,
  attached: Attached,
  graceMs: number,
): Promise<ReadonlySet<string>> {
  const verdicts = new Set<string>();
  let shown = 0;
  const seen = { last: performance.now() };
  attached.client.follow(0, { what: "durable" }, (entry) => {
    shown = entry.index;
    seen.last = performance.now();
    const view = viewEntry(attached.identity, entry);
    if (entry.leaf.entry.kind === "decision") verdicts.add(entry.leaf.entry.verdict);
    out.line(`   ${renderEntry(view)}`);
  });
  const quiet = async (): Promise<void> => {
    while (performance.now() - seen.last < 120) await new Promise((resolve) => setTimeout(resolve, 30));
  };
  const approver = createApprover(attached);
  const settle = async (): Promise<void> => {
    out.line();
    out.line(
      `   ${paint("yellow", "a person is needed")}: ${graceMs === GRACE_MS ? WAYS : "a scripted approver answers with its own key"}`,
    );
    if (graceMs === GRACE_MS) for (const line of secondTerminal(folder)) out.line(paint("dim", `     ${line}`));
    const waited = patience(graceMs);
    await approver.settle(waited.isOver, (call, kind) =>
      out.line(`   ${paint("cyan", "approver")}: ${kind} of ${call.ticket}, ${visible(call.tool)}`),
    );
    waited.end();
    await quiet();
  };
  await quiet();
  for (const step of session.steps) await playStep(out, step, agent, settle, quiet);
  out.line(paint("dim", `   ${shown + 1} entries`));
  return verdicts;
}

async function playStep(
  out: Output,
  step: SessionStep,
  agent: Agent,
  settle: () => Promise<void>,
  quiet: () => Promise<void>,
): Promise<void> {
  if ("await" in step) return settle();
  out.line();
  out.line(`${paint("bold", "agent")}: ${step.say}`);
  let answer = await agent.call(step.tool, step.args);
  await quiet();
  showAnswer(out, answer);
  if (answer.verdict === "escalate") {
    await settle();
    out.line();
    out.line(`${paint("bold", "agent")}: I ask for the same call again; its ticket brings the result.`);
    answer = await agent.call(step.tool, step.args);
    await quiet();
    showAnswer(out, answer);
  }
}

function showAnswer(out: Output, answer: AgentAnswer): void {
  const text = visible(answer.text.split("\n").join(" ")).slice(0, 300);
  out.line(
    `   ${paint("bold", "→")} ${answer.verdict === undefined ? paint("green", "result") : verdictWord(answer.verdict).trim()}: ${text}`,
  );
}

async function finish(out: Output, stage: Stage, verdicts: ReadonlySet<string>): Promise<Result<Exit>> {
  out.line();
  out.line(paint("bold", "Audit of the ledger that this left (a separate program that shares no code with the rest):"));
  const report = await auditFolder(stage.state);
  if (!report.ok) return report;
  out.line(report.value.text);
  out.value({ ok: report.value.exit === EXIT.ok, verdicts: [...verdicts], folder: stage.folder });
  out.line();
  out.line(paint("bold", "Put Interlock in front of your own agent:"));
  out.line("  1. interlock init -- npx -y @modelcontextprotocol/server-filesystem DIR      writes charter.yaml, pins, keys");
  out.line("  2. interlock check charter.yaml                                              says what is wrong with it");
  out.line(
    "  3. in your MCP client, as the server's command: interlock run charter.yaml -- npx -y @modelcontextprotocol/server-filesystem DIR",
  );
  return ok(report.value.exit);
}
