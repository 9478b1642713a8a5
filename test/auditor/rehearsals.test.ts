/** What an audit says of rehearsals: of a parked call, by its server's executor, once; and they move nothing. */
import { afterEach, expect, test } from "vitest";
import { forge, found, removeForged } from "../worlds/audited.ts";
import type { ForgedLedger } from "../worlds/forged-ledger.ts";
import { SESSION } from "../worlds/ledger-world.ts";

afterEach(removeForged);

function rehearse(made: ForgedLedger, proposal: number, decision: number, server = "files"): number {
  return made.say("executor:files", { kind: "rehearsal", server, proposal, decision }, SESSION, { is: "failed", message: "" });
}

test("of a parked call, once for each decision that parks it", async () => {
  const made = forge("begun");
  const proposal = made.propose();
  const first = made.decide(proposal, "quarantine");
  rehearse(made, proposal, first);
  rehearse(made, proposal, made.decide(proposal, "escalate"));
  made.decide(proposal, "deny");
  expect(await found(made)).toBe("OK");
});

test("WRONG: twice, of another decision, or of a call that does not wait: auditor/rehearsal-wrong", async () => {
  const made = forge("begun");
  const proposal = made.propose();
  const parked = made.decide(proposal, "escalate");
  const other = rehearse(made, proposal, parked - 1);
  rehearse(made, proposal, parked);
  const twice = rehearse(made, proposal, parked);
  const running = made.propose();
  const allowed = rehearse(made, running, made.decide(running, "allow"));
  const wrong = [other, twice, allowed].map((index) => `auditor/rehearsal-wrong@${index}`).join(" ");
  expect(await found(made)).toBe(`WRONG ${wrong}`);
});

test("WRONG: by another server's executor, and of another server's call", async () => {
  const made = forge("begun");
  const proposal = made.propose();
  const decision = made.decide(proposal, "escalate");
  const theirs = made.say("executor:mail", { kind: "rehearsal", server: "files", proposal, decision }, SESSION, {});
  const second = made.propose({}, "mail/send");
  const misplaced = rehearse(made, second, made.decide(second, "escalate", { tool: "mail/send" }));
  expect(await found(made)).toBe(`WRONG auditor/duty-missing@${theirs} auditor/rehearsal-wrong@${misplaced}`);
});
