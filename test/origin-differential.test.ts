/**
 * Two readers of who said what: the decider's and the auditor's, which share no code. They must agree on every word of random
 * sessions. `INTERLOCK_SEED` and `FUZZ_RUNS` as everywhere; fast-check prints what differs.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LeftWords, Voices } from "../src/auditor/index.ts";
import type { Json } from "../src/crypto/index.ts";
import { createOrigin, createSentValues } from "../src/meaning/index.ts";

const RUNS = Number(process.env["FUZZ_RUNS"] ?? 2_000);
const SOURCES = {
  whole: "bank",
  fields: [
    { path: ["*", "note"], source: "notes" },
    { path: ["note"], source: "notes" },
  ],
  least: "notes",
};

const WORDS = [
  "DE89370400440532013000",
  "DE89 3704 0044 0532 0130 00",
  "de89370400440532013000",
  "GB29NWBK60161331926819",
  "+49 170 1234567",
  "+49-170-1234567",
  "+491701234567",
  "+49 (170) 1234567 12",
  "ann@example.com",
  "Ann@Example.COM",
  "ann@example.com.",
  "<ann@example.com>",
  "ann@evil-example.com",
  "https://example.com/a?b=c",
  "https://EXAMPLE.com/a?b=c).",
  "HTTPS://example.com/a",
  "Example",
  "example",
  "Straße",
  "STRASSE",
  "Ann Lee Smith",
  "ann",
  "Lee-Smith",
  "o'neil",
  "12.50",
  "12.5",
  "12.50 EUR",
  "EUR 12.5",
  "€12.50",
  "1,000",
  "12345678",
  "1234567",
  "2024-05-20",
  "2024-05-20T10:00:00.5Z",
  "2024-05-20T12:00:00+02:00",
  "2024-02-30",
  "0x1f",
  "e\u0301te\u0301-long",
  "\u00e9t\u00e9-long",
  "a\u0000b-long-word",
  "'13'",
  "'ready'",
  "mall",
  "ory@ev",
  "il.com",
  "true",
  "-0",
  "1e3",
];
const word = fc.constantFrom(...WORDS);
const glue = fc.constantFrom(
  " '",
  "' ",
  ' "',
  '". ',
  "', '",
  " ",
  "  ",
  "\n",
  ", ",
  ". ",
  "; ",
  "|",
  "",
  "(",
  ")",
  '"',
  ": ",
  "...",
  "\t",
  " - ",
);
const prose = fc.array(fc.tuple(word, glue), { minLength: 1, maxLength: 5 }).map((parts) => parts.flat().join(""));
const scalar: fc.Arbitrary<Json> = fc.oneof(word, prose, fc.constantFrom(12.5, 5, 1e21, true, false, null, "", 12_345_678));
const record: fc.Arbitrary<Json> = fc.dictionary(fc.constantFrom("to", "note", "amount"), scalar, { noNullPrototype: true });
const data: fc.Arbitrary<Json> = fc.oneof(
  record,
  fc.array(fc.oneof(record, scalar), { maxLength: 3 }),
  fc.record({ rows: fc.array(record, { maxLength: 2 }) }),
);

/** As JSON, as YAML of a simple kind, with its data beside it, or as what is nearly data. */
const result: fc.Arbitrary<Json> = fc
  .tuple(data, prose, fc.constantFrom("json", "yaml", "both", "differs", "prose", "comment", "error", "two"))
  .map(([value, text, form]): Json => {
    const json = JSON.stringify(value);
    const block = (content: string): Json => ({ type: "text", text: content });
    switch (form) {
      case "json":
        return { content: [block(json)] };
      case "yaml":
        return { content: [block(`note: ${JSON.stringify(text)}\nto:\n  - ${json}\n`)] };
      case "both":
        return { content: [block(json)], structuredContent: value };
      case "differs":
        return { content: [block(json)], structuredContent: [value] };
      case "comment":
        return { content: [block(`note: ${JSON.stringify(text)} # ${json}\n`)] };
      case "error":
        return { content: [block(json)], isError: true };
      case "two":
        return { content: [block(json), block(JSON.stringify([text]))] };
      default:
        return { content: [block(text)] };
    }
  });

const step = fc.oneof(
  fc.record({ is: fc.constant("hear" as const), text: prose }),
  fc.record({ is: fc.constant("receive" as const), server: fc.constantFrom("bank", "mail"), result }),
  fc.record({ is: fc.constant("send" as const), server: fc.constantFrom("bank", "mail"), args: data }),
  fc.record({
    is: fc.constant("ask-one" as const),
    values: fc.array(fc.oneof(scalar, fc.constant(undefined)), { minLength: 2, maxLength: 3 }),
    sources: fc.subarray(["user", "bank", "notes", "charter"], { minLength: 1 }),
  }),
  fc.record({
    is: fc.constant("ask" as const),
    value: fc.oneof(scalar, data),
    sources: fc.subarray(["user", "bank", "notes", "charter"], { minLength: 1 }),
  }),
);

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** Most sessions fit; some pass the limit on the way. */
const SIZES = [1_000_000, 1_000_000, 200, 300];

/** What both say of a question; other steps they only take. */
function bothSay(one: Step, origin: ReturnType<typeof createOrigin>, voices: Voices): readonly (boolean | undefined)[] {
  switch (one.is) {
    case "hear":
      origin.hear({ source: "user", where: "task", text: one.text });
      voices.hear(one.text);
      return [];
    case "receive":
      origin.receive({ server: one.server, where: "result", result: one.result, sources: SOURCES });
      voices.receive(one.server, one.result, SOURCES);
      return [];
    case "send":
      origin.send({ server: one.server, args: one.args });
      voices.leave(one.server, one.args);
      return [];
    case "ask-one":
      expect(voices.isFromOne(one.values, one.sources)).toBe(origin.fromOneRecord(one.values, one.sources));
      return [];
    case "ask": {
      const ours = origin.from(one.value, one.sources);
      expect(voices.isFrom(one.value, one.sources)).toBe(ours);
      return [ours];
    }
  }
}

describe("two readers of who said what agree", () => {
  test("on random sessions", { timeout: 3_600_000 }, () => {
    const said: (boolean | undefined)[] = [];
    let full = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 3, maxLength: 12 }), word, fc.constantFrom(...SIZES), (steps, constant, sizeMax) => {
        const [sent, left] = [createSentValues(), new LeftWords()];
        const origin = createOrigin({ sent, sizeMax });
        origin.state({ source: "charter", where: "charter", values: [constant] });
        const voices = new Voices(left, [constant], sizeMax);
        for (const one of steps) said.push(...bothSay(one, origin, voices));
        expect(voices.isFull).toBe(origin.isFull());
        if (voices.isFull) full += 1;
      }),
      { numRuns: RUNS },
    );
    expect(said.filter((answer) => answer === true).length).toBeGreaterThan(said.length / 20);
    expect(said.filter((answer) => answer === false).length).toBeGreaterThan(said.length / 20);
    expect(full).toBeGreaterThan(0);
  });

  test("and both say yes and no", () => {
    const voices = new Voices(new LeftWords(), [], 1_000);
    voices.hear("pay DE89 3704 0044 0532 0130 00 now");
    voices.receive("mail", { content: [{ type: "text", text: "to GB29NWBK60161331926819" }] }, SOURCES);
    expect(voices.isFrom("DE89370400440532013000", ["user"])).toBe(true);
    expect(voices.isFrom("GB29NWBK60161331926819", ["user", "bank"])).toBe(false);
    expect(voices.isFrom("GB29NWBK60161331926819", ["notes"])).toBe(true);
  });
});
