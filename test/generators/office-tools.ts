/** Tools for governed offices: made-up ones with every kind of schema, and those that charters in the documentation speak of. */
import type { Json } from "../../src/crypto/index.ts";
import { digestOfDefinition, type Lock } from "../../src/execution/index.ts";
import type { Dice } from "./dice.ts";
import type { OfficeTools } from "./governed-office.ts";
import { PINNED_TOOLS } from "./pinned-tools.ts";

type Schemas = { readonly [tool: string]: { readonly [keyword: string]: Json } };

const TEXT = { type: "string" };
const ANY = { a: {}, b: {}, c: {} };
const KINDS = { type: ["number", "string", "boolean", "null", "array", "object"] };

const MADE_UP: Schemas = {
  "s/t": { type: "object", properties: ANY },
  "s/u": { type: "object", properties: { ...ANY, a: { ...KINDS, maximum: 100 } }, required: ["a"] },
  "s/mail": { type: "object", properties: ANY, additionalProperties: false },
  "f/read": { type: "object", properties: { path: TEXT }, required: ["path"] },
  "f/read_many": { type: "object", properties: { paths: { type: "array", items: TEXT, uniqueItems: true } } },
  "w/fetch": { type: "object", properties: { url: { ...TEXT, maxLength: 100 }, ref: { ...TEXT, pattern: "^[a-z]+$" } } },
};

const NUMBERS: readonly Json[] = [-1, 0, 0.1, 0.2, 0.5, 1, 2, 3, 500, 501, 2_000, 1e21];
const TEXTS: readonly Json[] = ["", "a", "ab", "ba", "b", "é", "😀", "a😀", "\uffff", "__proto__", "EUR", "acme", "DE1"];
const OTHERS: readonly Json[] = [
  true,
  false,
  null,
  [],
  [1],
  ["a", 2],
  [{ a: 1 }, { a: "a" }],
  [null],
  {},
  { b: 1 },
  { b: { c: "a" } },
  { c: 2, a: true },
];
/** Texts that mean something to an interpreter. */
const MEANT: readonly Json[] = [
  "ann@example.com",
  "eve@evil.org",
  "+49 170 1234567",
  "DE89 3704 0044 0532 0130 00",
  "12.50 EUR",
  "13 USD",
  "2024-05-20",
  "2022-01-03T10:00:00+02:00",
  '{"a":{"b":1}}',
  "[1]",
  "write to ann@example.com",
  "select * from users",
  "update orders set pay = 1; select 1",
  "drop table users",
  "ls -la; git status",
  "git push origin main",
  "npm test && git log",
  "curl $URL",
  "https://example.com/x",
];
/** Beyond `/home/work` and `/srv`: everything that some reader of paths reads otherwise. */
export const PATHS: readonly string[] = [
  "/home/work/x",
  "/home/work/a.md",
  "/home/work/.x/y.md",
  "/home/work/.deep/x",
  "/home/work/../x",
  "/home/worker/x",
  "/srv/x.MD",
  "/srv/shared/x",
  "x",
  "~/x",
  "/home/work//x/",
  "/",
  "/home/work/%41",
  "/home/work/a\u200bb",
  "//x",
  "//",
  "/home/work/..",
  "/home/work/ x",
  "/home/work/x\u00a0",
  "/home/work/e\u0301",
  "/home/work/\uff0e\uff0e/x",
  "/home/work/$HOME",
  "/home/work/a$",
  "/home/work/*",
  "c:/x",
  "/a/./b/../c.tar.gz",
  "/home/work/.",
  `/home/${"x".repeat(260)}`,
];
export const URLS: readonly string[] = [
  "https://example.com/x",
  "http://example.com:8080/",
  "https://a.example.com/p/x?q=1&q=2",
  "https://example.com.evil.org/",
  "http://127.0.0.1/",
  "http://[::1]:80/",
  "http://[::ffff:1.2.3.4]/",
  "http://10.0.0.1:8000/x",
  "http://169.254.1.1/",
  "https://user@example.com/",
  "https://example.com/%2e%2e/x",
  "https://example.com/%E4%BD%A0",
  "https://example.com/%41",
  "https://example.com/%",
  "ftp://example.com",
  "https://EXAMPLE.com/x",
  "https://example.com./",
  "https://xn--e1afmkfd.org/",
  "https://bücher.de/",
  "http://0x7f.1/",
  "http://2130706433/",
  "http://localhost/x",
  "https://example.com/a//b",
  "https://example.com:443/",
  "https://example.com:0443/",
  "wss://x.co.uk/",
  "https://a.github.io/x",
  "https://example.com/x;y",
  "https://example.com\\x",
  " https://example.com",
  "https:example.com",
  "https://example.com/#%zz",
  "https://_x.example.com",
];

function anyValue({ oneIn, pick }: Dice): Json {
  if (oneIn(6)) return pick(MEANT);
  return oneIn(3) ? pick(OTHERS) : oneIn(2) ? pick(NUMBERS) : pick(TEXTS);
}

/** A value that a schema of this kind is likely to let through. */
function valueFor(name: string, schema: Json | undefined, dice: Dice): Json {
  const { below, oneIn, pick } = dice;
  const { type, enum: among, items } = (schema ?? {}) as { readonly type?: Json; readonly enum?: readonly Json[]; readonly items?: Json };
  if (among !== undefined) return pick(among);
  if (name === "path") return pick(PATHS);
  if (name === "url" || name === "uri") return pick(URLS);
  if (name === "query" || name === "command") return pick(MEANT);
  if (type === "array") return Array.from({ length: below(4) }, () => valueFor(name === "paths" ? "path" : "", items, dice));
  if (type === "boolean") return oneIn(2);
  if (type === "number" || type === "integer") return pick(NUMBERS);
  if (type === "string") return pick(["boss@example.com", "ann@example.com", "eve@evil.org", "acme", "DE1", "XX12", "a", ""]);
  return anyValue(dice);
}

function officeTools(schemas: Schemas, methods: { readonly [server: string]: readonly string[] }): OfficeTools {
  const names = [
    ...Object.keys(schemas),
    ...Object.entries(methods).flatMap(([server, own]) => own.map((method) => `${server}#${method}`)),
  ];
  const servers = [...new Set(names.map((name) => name.split(/[/#]/)[0] ?? ""))];
  const definitionOf = ([name, inputSchema]: readonly [string, Json]): readonly [
    string,
    { digest: string; definition: { readonly [member: string]: Json } },
  ] => {
    const definition = { name: name.slice(name.indexOf("/") + 1), inputSchema };
    return [definition.name, { digest: digestOfDefinition(definition), definition }];
  };
  const lock: Lock = {
    format: "interlock-lock/1",
    servers: Object.fromEntries(
      servers.map((server) => {
        const own = Object.entries(schemas).filter(([name]) => name.startsWith(`${server}/`));
        return [server, { methods: methods[server] ?? [], tools: Object.fromEntries(own.map(definitionOf)) }];
      }),
    ),
  };
  return {
    lock,
    names,
    fromServers: names.filter((name) => name.endsWith("#notifications/message")),
    argumentsOf: (tool, dice) => {
      if (tool.endsWith("#notifications/message")) return { level: "info", data: anyValue(dice) };
      const properties = Object.entries((schemas[tool]?.["properties"] ?? { uri: TEXT }) as { readonly [name: string]: Json });
      return Object.fromEntries(properties.filter(() => !dice.oneIn(10)).map(([name, schema]) => [name, valueFor(name, schema, dice)]));
    },
  };
}

const evenly = officeTools(MADE_UP, { s: ["resources/read", "notifications/message"] });
/** For generated charters, most of whose actions are about one tool. */
export const MADE_UP_TOOLS: OfficeTools = { ...evenly, names: [...evenly.names, "s/t", "s/t", "s/t", "s/t", "s/u", "s/u"] };

/** For the charters of the documentation. */
export const DOCUMENTED_TOOLS: OfficeTools = officeTools(
  Object.fromEntries(
    PINNED_TOOLS.filter(({ name }) => name.includes("/") && !name.includes("#")).map(({ name, inputSchema }) => [
      name,
      (inputSchema ?? { type: "object" }) as Schemas[string],
    ]),
  ),
  { files: ["resources/read"] },
);

/** For a charter with pins beside it: the tools as pinned, and none of the methods. */
export function pinnedOffice(lock: Lock): OfficeTools {
  const schemas = Object.fromEntries(
    Object.entries(lock.servers).flatMap(([server, { tools }]) =>
      Object.entries(tools).map(([tool, { definition }]) => [`${server}/${tool}`, definition["inputSchema"] as Schemas[string]]),
    ),
  );
  return { ...officeTools(schemas, {}), lock };
}
