/**
 * Random charters as people could write them, with every part of the language that is in force: definitions, tables, sources,
 * state, limits, mandates, both forms of actions, interpreters, quantifiers. Few names and constants, so that much collides.
 */
import type { Json } from "../../src/crypto/index.ts";
import type { Dice } from "./dice.ts";

const PLACES = ["args.a", "args.b", "args.c", "args.a.b", "args.a.b.c", 'args["a"].c'];
const TEXTS = ["", "a", "ab", "b", "é", "😀", "\uffff", "__proto__"];
const NUMBERS = ["-1", "0", "0.5", "1", "2", "2.0", "1e3", "-0.0"];
const PATTERNS = ["^a*$", "^(ab|ba)+$", "^[a-c]{1,2}$", "^.a?$", "^[^a]*$", "^\\\\w+$", "^a$|^b$", "^$"];
const SUCCEEDS = ["result.ok == true", "has(result.ok) && result.ok", "result.list.exists(x, x == 1)", 'result.word.startsWith("a")'];
const ORDERS = ["<", "<=", ">", ">="];
const EQUALS = ["==", "!="];
const PATH_FIELDS = [
  '.name == "x"',
  '.extension != "md"',
  '.relative == "x"',
  ".hidden",
  ".inside",
  ".opaque",
  "!FIELD.opaque",
  '.absolute.startsWith("/home")',
  ".segments.size() > 1",
  '.root == "work"',
];
const URL_FIELDS = [
  '.host == "example.com"',
  '.scheme != "http"',
  ".port < 443",
  '.domain == "example.com"',
  '.address == "public"',
  ".opaque",
  '"q" in FIELD.query_keys',
  '.path.endsWith("/x")',
];

/** Questions about what a value means; `X` stands for the value. */
const MEANINGS = [
  'email(X).domain == "example.com"',
  'email(X).within("example.com")',
  "phone(X).country_code in [1, 49]",
  'iban(X).country != "DE"',
  "money(X) <= 12.5",
  'money(X).currency == "EUR"',
  "money(X) == 12.5",
  "date(X) < 1700000000000",
  'date(X).weekday == "monday"',
  "json(X).depth < 2",
  'json(X).kind in ["object", "string"]',
  '"a" in json(X).keys',
  "text(X).words > 1",
  'text(X).script == "latin"',
  'text(X).addresses.exists(a, a.endsWith("example.com"))',
  "http(X).safe",
  "sql(X).read_only",
  'sql(X).reads.all(r, r in ["users", "orders"])',
  'sql(X).statements.all(s, s.has_where || s.verb == "select")',
  'shell(X).programs.all(p, p in ["ls", "git"])',
  "shell(X).commands.exists(c, c.opaque)",
  'shell(X).commands.all(c, c.program == "git" && c.subcommand != "push")',
  '"main" in git(X).refs',
  'git(X).changes in ["nothing", "index"]',
  'url(X).host == "example.com"',
  "email(X).opaque",
  "sql(X).opaque",
  "!shell(X).opaque",
];

/** Questions about what is computed from a value and from what was learned. */
const COMPUTED = [
  'learned[X].word == "ab"',
  'learned[X].word.startsWith("a") || X == 1',
  "learned[X].many",
  "has(learned[X].ok) && !learned[X].ok",
  "learned[X].twice == [1, 2]",
  "X == learned[X].twice",
  "learned[X].twice.all(x, x == 1)",
  'learned["k"].marked == "abb"',
  'X in learned["k"].twice',
  'size(learned["k"].twice) < 2',
  'age(learned["k"].moment) <= duration("1h")',
  'learned["k"].day < time.today',
  "item[X].a == 1",
  "item[X].today",
  "date(X) < time.today",
  'X.map(x, x.a + "b") == ["ab"]',
  'X.exists(x, learned[x].word == "ab")',
  'X.all(x, email(x).domain == "example.com" && learned[x].ok)',
  'X + "b" == "ab"',
  "time(X) < 1700000000000",
  'json(learned["k"].word).kind == "string"',
  "size(X) == size(args.b)",
];

/** Questions about a part; most lists have other elements than the question expects. */
const PARTS = [
  'part.program == "ls"',
  'part.argv == ["git", "status"]',
  "part == 1",
  'part == "a" || part == 2',
  "part.a == args.a",
  "part.opaque",
];

const TOOLS = ["s/t", "s/u", "s/mail", "f/read", "f/read_many", "w/fetch", "s#resources/read", "s#notifications/message"];

/** Which members the arguments of a tool have, as far as conditions ask. */
const ASKED: { readonly [tool: string]: "any" | "path" | "paths" | "url" | "uri" | "nothing" } = {
  "s/t": "any",
  "s/u": "any",
  "s/mail": "any",
  "f/read": "path",
  "f/read_many": "paths",
  "w/fetch": "url",
  "s#resources/read": "uri",
  "s#notifications/message": "nothing",
};

export class CharterWriter {
  readonly #dice: Dice;
  readonly #name: string;
  /** Whether conditions may ask `part`; of a tool without parts they don't compile. */
  #hasParts = false;

  constructor(dice: Dice, name: string) {
    this.#dice = dice;
    this.#name = name;
  }

  /** One charter. It may not compile: two actions may want different things of one variable. */
  write(otherwise: "deny" | "allow"): { readonly [key: string]: Json } {
    const { below, oneIn, pick } = this.#dice;
    this.#hasParts = oneIn(3);
    const actions = Object.fromEntries(Array.from({ length: 1 + below(4) }, (_, index) => [`act${index}`, this.#action()]));
    const short = Object.fromEntries(
      (["allow", "escalate", "quarantine", "deny"] as const).flatMap((verdict, rarity) =>
        oneIn(1 + rarity) ? [[verdict, this.#shortList(verdict)]] : [],
      ),
    );
    return {
      charter: this.#name,
      ...(otherwise === "deny" ? {} : { otherwise }),
      ...(oneIn(3) ? { zone: pick(["UTC", "Europe/Berlin", "Asia/Kolkata"]) } : {}),
      ...(oneIn(60) ? { expires: pick(["2026-01-05T14:00:00Z", "2026-01-06"]) } : {}),
      ...(oneIn(2) ? { running_sessions: pick(["pinned", "pinned", "stricter"]) } : {}),
      roots: { work: "work", deep: "/home/work/.deep", top: "/srv" },
      sources: {
        mail: { results: ["s/mail"] },
        files: { trusted: true, results: ["f/*"] },
        ...(oneIn(2) ? { one: { results: ["f/read"] } } : {}),
      },
      define: {
        flag: "args.a == 1",
        limit: 2,
        words: ["a", "b", 1, true],
        caps: { a: 1, b: 2, ab: 0 },
        open: { calm: true, busy: false },
        where: "args.c",
      },
      ...(this.#hasParts ? { parts: { "s/t": pick(["args.a", "shell(args.a).commands", "args.a.map(x, x.a)"]) } } : {}),
      records: {
        learned: {
          from: ["s/u", "f/*"],
          key: pick(["result.id", "result.word", '"k"', "result.list.size()"]),
          keep: {
            word: "result.word",
            many: "size(result.list) > 1",
            ok: "has(result.ok) && result.ok",
            twice: "result.list.map(x, x)",
            marked: 'result.word + "b"',
            day: "date(result.day)",
            moment: "time(result.day)",
          },
          ...(oneIn(2) ? { max: 2 } : {}),
          ...(oneIn(3) ? { max_age: pick(["5m", "1h"]) } : {}),
        },
        item: { from: ["s/u"], each: "result.list", key: "item.id", keep: { a: "item.a", today: "time.today > 5" } },
      },
      state: {
        mood: { enum: ["calm", "busy", "gone"] },
        count: { range: [0, 3], scope: pick(["session", "agent"]), ...(oneIn(2) ? { resets: pick(["hour", "day"]) } : {}) },
        done: { bool: false, scope: pick(["session", "organisation"]) },
      },
      ...short,
      actions,
      ...(oneIn(2) ? { limits: this.#limits(Object.keys(actions)) } : {}),
      ...(oneIn(3) ? { mandates: { reading: this.#dice.some(Object.keys(actions)), other: this.#dice.some(Object.keys(actions)) } } : {}),
    };
  }

  #shortList(verdict: string): Json {
    const { below, oneIn, pick } = this.#dice;
    const most = verdict === "allow" ? ["s/*", "f/*", "w/*", "s#*"].filter(() => !oneIn(4)) : [];
    return [
      ...most,
      ...Array.from({ length: 1 + below(2) }, () => {
        const tool = pick([...TOOLS, "f/*", "s/*"]);
        return verdict === "allow" || oneIn(8)
          ? tool
          : { [tool]: this.#condition(tool.includes("*") ? "nothing" : (ASKED[tool] ?? "nothing"), 1) };
      }),
    ];
  }

  #action(): Json {
    const { oneIn, pick } = this.#dice;
    const tool = oneIn(4) ? pick(TOOLS) : "s/t";
    const asked = ASKED[tool] ?? "nothing";
    return {
      tool: oneIn(4) && asked === "any" ? [tool, "s/u"] : tool,
      ...this.#sometimes("when", 3, () => this.#condition(asked, 1)),
      ...(oneIn(6) ? {} : { allow: oneIn(3) ? this.#condition(asked, 2) : true }),
      ...this.#sometimes("escalate", 3, () => this.#verdict(asked)),
      ...this.#sometimes("quarantine", 8, () => this.#verdict(asked)),
      ...this.#sometimes("deny", 6, () => this.#condition(asked, 2)),
      ...this.#sometimes("while_contained", 2, () => true),
      ...this.#sometimes("then", 3, () => this.#effects()),
      ...this.#sometimes("outcome", 3, () => ({
        ...this.#sometimes("ok", 2, () => this.#constants()),
        ...this.#sometimes("error", 2, () => this.#constants()),
        ...this.#sometimes("unknown", 3, () => this.#constants()),
      })),
      ...this.#sometimes("succeeds", 4, () => pick(SUCCEEDS)),
    };
  }

  /** The key, once in so many times. */
  #sometimes(key: string, throws: number, value: () => Json): { readonly [key: string]: Json } {
    return this.#dice.oneIn(throws) ? { [key]: value() } : {};
  }

  #verdict(asked: (typeof ASKED)[string]): Json {
    return this.#dice.oneIn(2) ? this.#condition(asked, 2) : this.#clauses(asked);
  }

  #clauses(asked: (typeof ASKED)[string]): Json {
    const { below, oneIn, pick } = this.#dice;
    return Array.from({ length: 1 + below(2) }, () => ({
      ...(oneIn(3) ? { name: `${pick(["ask", "look", "hold"])}-${below(1e6)}` } : {}),
      when: this.#condition(asked, 1),
      ...(oneIn(2) ? { to: pick(["owner", "boss"]) } : {}),
      ...(oneIn(3) ? { approvals: 2 } : {}),
      ...(oneIn(4) ? { severity: "high" } : {}),
      ...(oneIn(3) ? { within: pick(["30s", "10m", "2h"]) } : {}),
    }));
  }

  #effects(): Json {
    const { oneIn } = this.#dice;
    return oneIn(3) ? { count: "state.count + 1" } : this.#constants();
  }

  #constants(): Json {
    const { pick } = this.#dice;
    return pick<Json>([{ mood: "busy" }, { mood: "calm" }, { done: true }, { done: false, mood: "gone" }, { count: 0 }]);
  }

  #limits(actions: readonly string[]): Json {
    const { below, oneIn, pick } = this.#dice;
    const action = (): string => pick(actions);
    return Array.from({ length: 1 + below(2) }, (): Json => {
      if (oneIn(3) && actions.length > 1)
        return {
          first: actions[0] ?? "",
          before: actions[1] ?? "",
          ...(actions.length > 2 && oneIn(2) ? { undone_by: [actions[2] ?? ""] } : {}),
        };
      if (oneIn(3) && actions.length > 1) return { excludes: actions.slice(0, 2) };
      return { action: action(), ...this.most() };
    });
  }

  /** How often an action may be executed, or what an argument of it may come to. */
  most(): { readonly [key: string]: Json } {
    const { below, oneIn, pick } = this.#dice;
    return {
      ...(oneIn(2)
        ? { at_most: pick([0.3, 1.1, 2.5, 502, 1e21]), of: pick(["args.a", "args.b", 'args["a"]', "args.a.b", "where"]) }
        : { at_most: 1 + below(3) }),
      ...(oneIn(2) ? { per: pick(["hour", "day"]) } : {}),
      ...(oneIn(3) ? { scope: pick(["agent", "organisation"]) } : {}),
      ...(oneIn(3) ? { over: "escalate" } : {}),
    };
  }

  /** A condition on the arguments of a tool, the state and the facts. */
  #condition(asked: (typeof ASKED)[string], depth: number): string {
    const { below } = this.#dice;
    if (depth > 0) {
      const part = (): string => this.#condition(asked, depth - 1);
      switch (below(6)) {
        case 0:
          return `(${part()} && ${part()})`;
        case 1:
          return `(${part()} || ${part()})`;
        case 2:
          return `!(${part()})`;
        case 3:
          return `(${part()} ? ${part()} : ${part()})`;
      }
    }
    return below(3) === 0 ? this.#ofState() : this.#ofCall(asked);
  }

  #ofState(): string {
    const { below, pick } = this.#dice;
    return pick([
      `state.mood ${pick(EQUALS)} "${pick(["calm", "busy"])}"`,
      `state.count ${pick(ORDERS)} ${below(4)}`,
      'state.mood in ["busy", "gone"]',
      "state.done",
      "contained",
      'seen("mail")',
      'seen("world")',
      'seen("files")',
      `session.role ${pick(EQUALS)} "user"`,
      'session.mandate in ["none", "reading"]',
      `time.hour ${pick(ORDERS)} 13`,
      "time.weekday == 1",
      "time.day < 6",
      "time.month == 1",
      "open[state.mood]",
      "true",
      "false",
      "args.b == args.c",
    ]).replace("args.b == args.c", "state.done == true");
  }

  #ofCall(asked: (typeof ASKED)[string]): string {
    const { pick } = this.#dice;
    const field = (record: string, fields: readonly string[]): string => {
      const asks = pick(fields);
      return asks.includes("FIELD") ? asks.replace("FIELD", record) : `${record}${asks}`;
    };
    const ofPath = (record: string): string =>
      pick([`${record}.in("work")`, `${record}.in("deep")`, `!${record}.in("top")`, field(record, PATH_FIELDS)]);
    switch (asked) {
      case "any":
        return this.#ofPlace(pick(PLACES), true);
      case "path":
        return ofPath("path(args.path)");
      case "paths":
        return `args.paths.${pick(["all", "exists"])}(p, ${ofPath("path(p)")})`;
      case "url":
        return pick(['url(args.url).within("example.com")', field("url(args.url)", URL_FIELDS)]);
      case "uri":
        return pick(['args.uri.startsWith("file:")', "size(args.uri) > 8", "has(args.uri)"]);
      case "nothing":
        return this.#ofState();
    }
  }

  #ofPlace(place: string, isArgument: boolean): string {
    const { below, oneIn, pick } = this.#dice;
    const constant = (): string => pick([...NUMBERS, ...TEXTS.map((text) => JSON.stringify(text)), "true", "false", "null"]);
    const asks = [
      (): string => `${place} ${pick(EQUALS)} ${constant()}`,
      (): string => `${place} in [${Array.from({ length: below(3) }, constant).join(", ")}]`,
      (): string => `${place} ${pick(ORDERS)} ${pick([pick(NUMBERS), JSON.stringify(pick(TEXTS))])}`,
      (): string => `size(${place}) ${pick([...ORDERS, "=="])} ${below(3)}`,
      (): string => `${place}.${pick(["startsWith", "endsWith", "contains"])}(${JSON.stringify(pick(TEXTS))})`,
      (): string => `${place}.matches("${pick(PATTERNS)}")`,
      (): string => place,
      (): string => `${constant()} in ${place}`,
      (): string => `${place} in words`,
      (): string => `${place} in caps`,
    ];
    const ofArguments = [
      (): string => `has(${place})`,
      (): string => `${place} ${pick([...EQUALS, ...ORDERS])} ${pick(PLACES)}`,
      (): string => `caps[${place}] ${pick(ORDERS)} 1`,
      (): string => `${place} <= caps[${pick(PLACES)}]`,
      (): string => "flag",
      (): string => pick(MEANINGS).replace("X", place),
      ...(this.#hasParts ? [(): string => pick(PARTS)] : []),
      (): string => pick(COMPUTED).replaceAll("X", place),
      (): string => "where == limit",
      (): string => `${place}.${pick(["all", "exists"])}(x, ${this.#ofPlace(pick(["x", "x.a", "x.b"]), false)})`,
      (): string =>
        `${place}.${pick(["all", "exists"])}(x, ${this.#ofPlace("x", false)} ${pick(["&&", "||"])} !(${this.#ofPlace("x.a", false)}))`,
    ];
    return isArgument && oneIn(2) ? pick(ofArguments)() : pick(asks)();
  }
}
