/** The register of calls: bounded for each owner, and exact about which call is the same one. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OPEN_CALLS_MAX, UNCOLLECTED_MAX } from "../limits.ts";
import { type Call, CallRegister, type Phase } from "./call-register.ts";

const running = { server: "bank", epoch: "e1", terminals: new Map() };
const parked = {
  verdict: "escalate" as const,
  clauses: new Set<number>(),
  reasons: new Set<string>(),
  roles: [],
  until: 0,
  machine: "",
  definition: "",
  votes: [],
};
const PHASES: { readonly [name: string]: Phase } = {
  parked: { is: "parked", parked },
  running: { is: "running", running, asked: false },
  asked: { is: "running", running, asked: true },
  doubt: { is: "doubt", running },
  finished: { is: "finished", verdict: "allow", codes: [] },
};

function callOf(proposal: number, user: string, phase: Phase, digest = `d${proposal}`): Call {
  const owner = { agent: "desk", user };
  const what = { tool: "bank/pay", args: {}, form: undefined, salt: "", digest, commitment: "", patience: 0 };
  return { proposal, session: "s1", owner, from: "agent", ...what, phase };
}

const kind = fc.constantFrom(...Object.keys(PHASES));
const user = fc.constantFrom("ann", "bob");

describe("the register", () => {
  test("keeps at most a bounded number of results that nobody collects, for each owner the newest", () => {
    fc.assert(
      fc.property(fc.array(user, { minLength: 1, maxLength: 3 * UNCOLLECTED_MAX }), (users) => {
        const register = new CallRegister();
        for (const [proposal, owner] of users.entries())
          register.keep(callOf(proposal, owner, { is: "finished", verdict: "allow", codes: [] }));
        for (const owner of ["ann", "bob"]) {
          const all = users.flatMap((other, proposal) => (other === owner ? [proposal] : []));
          const kept = [...register.all()].filter((call) => call.owner.user === owner).map(({ proposal }) => proposal);
          expect(kept).toEqual(all.slice(-UNCOLLECTED_MAX));
        }
      }),
    );
  });

  test("is full for an owner with as many calls open as a person can oversee, and for nobody else", () => {
    const register = new CallRegister();
    for (let proposal = 0; proposal < OPEN_CALLS_MAX; proposal += 1) {
      expect(register.isFull({ agent: "desk", user: "ann" })).toBe(false);
      register.keep(callOf(proposal, "ann", proposal % 2 === 0 ? { is: "parked", parked } : { is: "running", running, asked: false }));
    }
    expect(register.isFull({ agent: "desk", user: "ann" })).toBe(true);
    expect(register.isFull({ agent: "desk", user: "bob" })).toBe(false);
    register.forget(7);
    expect(register.isFull({ agent: "desk", user: "ann" })).toBe(false);
  });

  test("knows the same call of the same owner again, unless it simply runs", () => {
    fc.assert(
      fc.property(kind, user, user, fc.boolean(), (name, owner, asker, sameDigest) => {
        const register = new CallRegister();
        const phase = PHASES[name];
        if (phase === undefined) throw new Error(name);
        register.keep(callOf(1, owner, { ...phase }, "digest"));
        const found = register.sameAs({ agent: "desk", user: asker }, sameDigest ? "digest" : "another");
        expect(found?.proposal).toBe(owner === asker && sameDigest && name !== "running" ? 1 : undefined);
      }),
    );
  });
});
