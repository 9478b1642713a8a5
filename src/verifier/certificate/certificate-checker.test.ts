import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assuredModel, generatedModel } from "../../../test/models/generated.ts";
import { dice } from "../../../test/models/generated-machine.ts";
import { agvSystem, peterson, philosophers, transferLine } from "../../../test/models/textbook.ts";
import type { ModelDocument } from "../model/model-document.ts";
import { parseModel } from "../model/parse-model.ts";
import { symbolicModelOf } from "../symbolic/symbolic-model.ts";
import { type Certificate, certify } from "./certificate.ts";
import { checkCertificate } from "./certificate-checker.ts";

const DIGEST = "d".repeat(64);

function certificateOf(document: ModelDocument): Certificate | undefined {
  const parsed = parseModel(document);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return certify(symbolicModelOf(parsed.value), DIGEST);
}

function certified(document: ModelDocument): Certificate {
  const certificate = certificateOf(document);
  if (certificate === undefined) throw new Error("admissible");
  return certificate;
}

/** A model whose certificate needs both reasons: `fall` leads to a trap, from `slope` the world pushes into it. */
const CLIFF: ModelDocument = {
  format: "interlock-model/1",
  name: "cliff",
  variables: [
    { name: "at", values: ["home", "slope", "cliff", "sea"] },
    { name: "rope", values: [false, true] },
  ],
  events: [
    { name: "climb", agency: "controllable", guard: { is: ["at", "home"] }, effects: [{ variable: "at", to: "slope" }] },
    { name: "tie", agency: "controllable", guard: { is: ["rope", false] }, effects: [{ variable: "rope", to: true }] },
    {
      name: "slip",
      agency: "uncontrollable",
      guard: { all: [{ is: ["at", "slope"] }, { is: ["rope", false] }] },
      effects: [{ variable: "at", to: "sea" }],
    },
    { name: "return", agency: "controllable", guard: { is: ["at", "slope", "cliff"] }, effects: [{ variable: "at", to: "home" }] },
    { name: "storm", agency: "uncontrollable", guard: { is: ["at", "cliff"] }, requires: { is: ["rope", true] } },
  ],
  goals: [{ name: "home", when: { is: ["at", "home"] } }],
};

const OUTCOME = { agency: "uncontrollable", choice: "the answer", guard: { is: ["at", "asked"] } } as const;

/** Two tries against one failure in a row; a lottery, where the world may choose for ever, is no way to the goal. */
const RETRY: ModelDocument = {
  format: "interlock-model/1",
  name: "retry",
  variables: [
    { name: "at", values: ["idle", "asked", "done", "lottery"] },
    { name: "tries", values: [2, 1, 0] },
  ],
  events: [
    {
      name: "ask",
      agency: "controllable",
      guard: { all: [{ is: ["at", "idle"] }, { is: ["tries", 1, 2] }] },
      effects: [
        { variable: "at", to: "asked" },
        { variable: "tries", add: -1 },
      ],
    },
    { ...OUTCOME, name: "ok", outcome: "success", effects: [{ variable: "at", to: "done" }] },
    { ...OUTCOME, name: "error", outcome: "failure", effects: [{ variable: "at", to: "idle" }] },
    { name: "gamble", agency: "controllable", guard: { is: ["at", "idle"] }, effects: [{ variable: "at", to: "lottery" }] },
    { name: "win", agency: "uncontrollable", guard: { is: ["at", "lottery"] }, effects: [{ variable: "at", to: "done" }] },
    { name: "draw", agency: "uncontrollable", guard: { is: ["at", "lottery"] } },
    {
      name: "again",
      agency: "controllable",
      guard: { is: ["at", "done"] },
      effects: [
        { variable: "at", to: "idle" },
        { variable: "tries", to: 2 },
      ],
    },
  ],
  goals: [{ name: "done", when: { is: ["at", "done"] } }],
  grade: "assured",
  assume: { failures: 1 },
};

function changed(name: string, change: object): ModelDocument {
  return { ...RETRY, events: RETRY.events.map((event) => (event.name === name ? { ...event, ...change } : event)) };
}

describe("accepts what the engines find", () => {
  test.each([transferLine(), agvSystem(), peterson(3), philosophers(12), CLIFF, RETRY])("$name", (document) => {
    expect(checkCertificate(document, JSON.parse(JSON.stringify(certified(document))), DIGEST).accepted).toBe(true);
  });

  test.each([
    ["possible", generatedModel],
    ["assured", assuredModel],
  ])("on 1,000 generated models whose goals are %s, wherever the start is winning", (_, generated) => {
    let admissible = 0;
    fc.assert(
      fc.property(generated({ variables: 4, values: 3, events: 8 }), (document) => {
        const certificate = certificateOf(document);
        if (certificate === undefined) return;
        admissible++;
        expect(checkCertificate(document, certificate, DIGEST).accepted).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(admissible).toBeGreaterThan(100);
  });
});

describe("refuses, naming the false claim", () => {
  const certificate = certified(CLIFF);
  const cases: readonly [string, unknown, unknown, string, string][] = [
    ["what is no certificate", CLIFF, { ...certificate, extra: 1 }, DIGEST, "the certificate has the documented form"],
    ["another model's digest", CLIFF, certificate, "e".repeat(64), "the certificate is about this model"],
    [
      "an order that misses a variable",
      CLIFF,
      { ...certificate, order: ["at", "at"] },
      DIGEST,
      "the model has the documented form, and the order names its variables",
    ],
    [
      "a model it cannot read",
      { ...CLIFF, format: "?" },
      certificate,
      DIGEST,
      "the model has the documented form, and the order names its variables",
    ],
    [
      "a node that is never used",
      CLIFF,
      { ...certificate, nodes: [...certificate.nodes, [0, -1, -1, -1, -2]] },
      DIGEST,
      "the diagrams are reduced, ordered, without repetition, each used, children first",
    ],
    [
      "everything as winning",
      CLIFF,
      { ...certificate, nodes: [], winning: -2, progress: [], exclusion: [] },
      DIGEST,
      "no winning state is bad",
    ],
    ["nothing as winning", CLIFF, { ...certificate, nodes: [], winning: -1, progress: [], exclusion: [] }, DIGEST, "the start is winning"],
    ["a goal without progress", CLIFF, { ...certificate, progress: [] }, DIGEST, "each goal has its progress"],
  ];
  test.each(cases)("%s", (_, document, item, digest, claim) => {
    expect(checkCertificate(document, item, digest)).toEqual({ accepted: false, claim });
  });

  test.each<readonly [string, ModelDocument, string]>([
    [
      "counts on one failure less",
      { ...RETRY, assume: { failures: 2 } },
      "the diagrams are reduced, ordered, without repetition, each used, children first",
    ],
    ["counts on no bound at all", { ...RETRY, assume: {} }, "the model has the documented form, and the order names its variables"],
    [
      "lets the world choose what was ours",
      changed("gamble", { agency: "uncontrollable" }),
      "`gamble`, which nobody can refuse, does not leave the winning set",
    ],
    ["lets no game be drawn for ever", changed("draw", { choice: "the draw" }), "exclusion 1: nothing can be forced out of it"],
    [
      "takes a failure for a success",
      changed("error", { outcome: "success" }),
      "`error`, which nobody can refuse, does not leave the winning set",
    ],
    ["stands as it is", { ...RETRY, standing: true }, "`gamble`, which nobody can refuse, does not leave the winning set"],
  ])("a certificate of assured progress, of a model that %s", (_, document, claim) => {
    expect(checkCertificate(document, certified(RETRY), DIGEST)).toEqual({ accepted: false, claim });
  });

  test("a certificate of a model that allows more, or less, than this one", () => {
    const changed = CLIFF.events.map((event) => (event.name === "slip" ? { ...event, guard: { is: ["at", "slope"] } as const } : event));
    expect(checkCertificate({ ...CLIFF, events: changed }, certificate, DIGEST).accepted).toBe(false);
    const unpushed = CLIFF.events.filter((event) => event.name !== "slip");
    expect(checkCertificate({ ...CLIFF, events: unpushed }, certificate, DIGEST).accepted).toBe(false);
  });
});

type Mutable = { [name: string]: Mutable } | Mutable[] | string | number;
type Roll = (below: number) => number;

/** A random place of a JSON value: what holds it, and its name there. */
function placeIn(root: Mutable, roll: Roll): { readonly holder: { [name: string]: Mutable }; readonly key: string } {
  let holder = root as { [name: string]: Mutable };
  for (;;) {
    const keys = Object.keys(holder);
    const key = keys[roll(keys.length)] ?? "";
    const item = holder[key] ?? 0;
    if (typeof item !== "object" || Object.keys(item).length === 0 || roll(4) === 0) return { holder, key };
    holder = item as { [name: string]: Mutable };
  }
}

/** Changes one place of a JSON value: another number or text, an item left out, doubled, or swapped with the next. */
function mutate(root: Mutable, roll: Roll): void {
  const { holder, key } = placeIn(root, roll);
  const value = holder[key] ?? 0;
  if (Array.isArray(holder) && roll(3) === 0) {
    const [at, next] = [Number(key), holder[Number(key) + 1] ?? 0];
    holder.splice(at, roll(3), ...(roll(2) === 0 ? [value, next] : []));
  } else if (typeof value === "number") holder[key] = roll(2) === 0 ? value + 1 - 2 * roll(2) : roll(12) - 2;
  else holder[key] = typeof value === "string" ? `${value}x` : 0;
}

test("10,000 mutated certificates are all refused", () => {
  const roll = dice(2_026);
  const documents = [CLIFF, RETRY, transferLine()];
  const texts = documents.map((document) => JSON.stringify(certified(document)));
  const accepted: string[] = [];
  for (let refused = 0; refused < 10_000; ) {
    const which = roll(documents.length);
    const certificate = JSON.parse(texts[which] ?? "") as Mutable;
    mutate(certificate, roll);
    if (JSON.stringify(certificate) === texts[which]) continue;
    refused++;
    if (checkCertificate(documents[which], certificate, DIGEST).accepted) accepted.push(JSON.stringify(certificate));
  }
  expect(accepted).toEqual([]);
});
