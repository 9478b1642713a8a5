/** In the separated grade, whoever captures a gateway, executor, countersigner, tool server or the agent's user, or has one key. */
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cosign, formatCheckpoint, noteKeyOf, noteKeyToText, parseCheckpoint, passkeyId, signNote } from "../../src/crypto/index.ts";
import { sandboxWorks } from "../../src/executor/index.ts";
import { originOf, type Statement, statement } from "../../src/ledger/index.ts";
import { must } from "../governed/system.ts";
import { SoftPasskey } from "../worlds/soft-passkey.ts";
import { CREDENTIAL, type Tries } from "./captured/attempts.ts";
import { CAPTURES, type Capture } from "./captured/captures.ts";
import { showing } from "./captured/processes.ts";
import { answerTo, BEGUN, type Parked, SeparatedBank } from "./separated-bank.ts";

const canSeparate = await sandboxWorks();
const isRoot = userInfo().uid === 0;
let bank: SeparatedBank;

function captureOf(who: string): Capture {
  const capture = CAPTURES.find((one) => one.who === who);
  if (capture === undefined) throw new Error(who);
  return capture;
}

/** Makes a row's attempts in its place. */
async function attempted(who: string): Promise<{ readonly [tries: string]: string }> {
  const { part = "gateway", tries } = captureOf(who);
  return await bank.capture(part, Object.keys(tries) as Tries[]);
}

describe.skipIf(!canSeparate)("separated (needs bwrap), whoever captures", () => {
  beforeAll(async () => {
    bank = await SeparatedBank.open({ mail: true });
    expect(bank.executed).toEqual(BEGUN);
  }, 120_000);
  afterAll(() => bank.close());

  for (const who of ["gateway", "executor", "console server", "witness", "tool server"]) {
    test(`the ${who} comes no further than its row says`, async () => {
      expect(await attempted(who)).toEqual(captureOf(who).tries);
      expect(bank.executed).toEqual(BEGUN);
    });
  }

  test.skipIf(!isRoot)(
    "the agent's own OS user comes no further than its row says (needs root)",
    async () => {
      expect(await attempted("agent's own OS user")).toEqual(captureOf("agent's own OS user").tries);
    },
    20_000,
  );

  test("a tool server with the network reaches it: where it is closed, walls have closed it", async () => {
    expect(await bank.capture("the tool server mail", ["the network"])).toEqual({ "the network": "open" });
  }, 20_000);

  test.skipIf(!isRoot)("one server's credential is with that server, and in what its executor is given, alone (needs root)", async () => {
    const mail = bank.mail;
    expect(showing(CREDENTIAL).filter((pid) => !mail.includes(pid))).toEqual([]);
    expect(showing(CREDENTIAL).length).toBeGreaterThan(0);
    const files = readdirSync(bank.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const holding = files.map(({ parentPath, name }) => join(parentPath, name)).filter((file) => readFileSync(file).includes(CREDENTIAL));
    expect(holding).toEqual([join(bank.folder, ".interlock", "parts", "executor-mail", "executor-mail.json")]);
    expect([...bank.words, JSON.stringify(await bank.entries())].join("\n")).not.toContain(CREDENTIAL);
  });

  test("one key alone, and uses it where it is not at home: link/refused", async () => {
    for (const key of ["decider", "countersigner-bank", "executor-bank", "owner", "host", "author", "ledger", "console", "witness"])
      expect([key, await bank.capture("gateway", ["a decision"], key)]).toEqual([key, captureOf("one key alone").tries]);
  });

  test("the console server has another call signed than it shows: one for a gesture, and none of high severity", async () => {
    await bank.end("console");
    const page = await bank.client("console", "console");
    const [bea, cid] = [new SoftPasskey(bank.origin), new SoftPasskey(bank.origin)];
    for (const [person, { passkey }] of [
      ["bea", bea],
      ["cid", cid],
    ] as const)
      await bank.terminal.run(["trust", "--approver", Buffer.from(JSON.stringify({ person, passkey })).toString("base64url")]);
    expect(await bank.call("pay", 55)).toBe("gateway/pending");
    const shown = await bank.parked();
    expect(await bank.call("pay", 66)).toBe("gateway/pending");
    const other = await bank.parked();
    const stolen = touched(bea, other);
    const taken = must(await page.submit(stolen));
    await bank.until(() => bank.executed.length > BEGUN.length);
    // The same gesture once more, and for the call that was shown: answered with the place that it has.
    for (const again of [stolen, { ...stolen, entry: answerTo(shown).entry }])
      expect(must(await page.submit(again)).index).toBe(taken.index);
    expect(await bank.call("pay", 95)).toBe("gateway/pending");
    const high = await bank.parked();
    for (const key of [bea, cid]) expect((await page.submit(touched(key, high))).ok).toBe(true);
    // Found: the record names the call that was approved, and what was shown still waits, as does what needs a second renderer.
    const approved = (await bank.entries()).flatMap(({ leaf: { by, entry } }) =>
      entry.kind === "approval" && by === passkeyId(bea.passkey) ? [entry.proposal] : [],
    );
    expect(approved).toEqual([other.proposal, high.proposal]);
    const waiting = await bank.terminal.run(["pending"]);
    for (const { proposal } of [shown, high]) expect(waiting).toContain(`t${proposal}`);
    expect(bank.executed).toEqual([...BEGUN, "pay 66"]);
    page.close();
  });

  test("the countersigner comes no further than its row says, and nothing runs without its word", async () => {
    const before = bank.executed;
    await bank.end("countersigner-bank");
    expect(await attempted("countersigner")).toEqual(captureOf("countersigner").tries);
    expect(await bank.reasons()).toEqual(["ledger/countersigner-missing"]);
    expect(bank.executed).toEqual(before);
  });

  test("the witness cosigns a fork, which convicts the ledger, or claims to have seen more, which ends the run", async () => {
    await bank.end("witness");
    const seen = readdirSync(join(bank.witness.folder, "heads"));
    expect(seen.some((name) => name.endsWith(".head"))).toBe(true);
    const [seer, ledger] = [bank.key("witness"), bank.key("ledger")];
    const origin = originOf(ledger);
    const honest = readFileSync(join(bank.folder, ".interlock", "witnessed"), "utf8");
    const { size } = must(parseCheckpoint(honest.slice(0, honest.indexOf("\n\n") + 1)));
    const forked = formatCheckpoint({ origin, size, root: new Uint8Array(32) });
    const offered = signNote(forked, [{ name: origin, identity: ledger }]) + cosign(forked, { name: "witness", identity: seer }, 1);
    bank.terminal.write(
      "fork.json",
      JSON.stringify({ format: "interlock-evidence/1", origin, held: honest, offered, old: size, proof: [] }),
    );
    const key = noteKeyToText(noteKeyOf(origin, ledger.signKey));
    expect(await bank.terminal.run(["convict", "fork.json", "--ledger", key])).toContain("FORKED");
    const liar = createServer((_, response) =>
      response.writeHead(409, { "content-type": "text/x.tlog.size" }).end(`${size + 1_000_000}\n`),
    );
    await new Promise<void>((resolve) => liar.listen(bank.witness.port, "127.0.0.1", () => resolve()));
    expect((await bank.ended).fault?.code).toBe("cli/ledger-behind");
    liar.close();
  });
});

/** A person touches their key for what the page says; what is signed is this call. */
function touched(key: SoftPasskey, call: Parked): Statement {
  const said = answerTo(call);
  return { by: passkeyId(key.passkey), ...said, ...key.sign(statement(said.entry, said.session, undefined)) };
}
