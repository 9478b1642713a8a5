/** Values for interpreters: what people write, and the pieces of it put together by chance, most of which is nearly right. */
import type { Json } from "../../src/kernel/index.ts";
import type { Dice } from "./dice.ts";
import { URLS } from "./office-tools.ts";
import { randomStatement } from "./sql-generator.ts";

const ODD = [
  "",
  " ",
  "\u200b",
  "\u0000",
  "é",
  "e\u0301",
  "\ud800",
  "😀",
  "👩\u200d💻",
  "ｅ",
  "\u202e",
  "\u3164",
  "\u034f",
  "\u2800",
  "\u212a",
  "\ufe0f",
  "\n",
  "\t",
  "\u00a0",
  "%",
  "ß",
  "İ",
];

const PIECES: { readonly [interpreter: string]: readonly string[] } = {
  email: [
    ..."ann bob.smith a+b x_y @ @ @ . .. example.com sub.example.co.uk evil x.github.io [1.2.3.4] 1.2.3.4 localhost _a.com ! %".split(" "),
  ],
  phone: [..."+ + +49 +1 +358 +7 170 1234567 ( ) (0) (30) - . 0 12 99 00".split(" "), " "],
  iban: [..."DE DE89 3704 0044 0532 0130 00 GB29 NWBK 6016 1331 9268 19 NO93 8601 1117 947 de x".split(" "), " "],
  money: [..."12 12.5 12.50 0 -1 - . 1,000 EUR USD JPY KWD XYZ € £ $ 1e3 0.001 123456789012345 9999999999999999".split(" "), " "],
  date: [..."2024 2024-05-20 2024-02-30 1599-01-01 T10:00 T24:00 10:00:59.123456789 :00 .5 Z +02:00 -13:00 +14:00 T 05/20".split(" "), " "],
  git: [
    ..."git git push pull origin main --force -f +main :main HEAD~1 commit -m msg --amend --no-edit status log -n 5 -- src ../x /etc".split(
      " ",
    ),
    ..."https://example.com/x.git switch -c clone diff add -A . branch -D tag reset --hard -C rev-parse --short blame -L 1,2 ; && |".split(
      " ",
    ),
    ..."show -a -U -U5 --pretty --pretty=%B --output=x --since -S -3".split(" "),
    " ",
    " ",
    "'a b'",
  ],
  shell: [
    ..."ls cat git grep -r -n -e find . -name x -exec curl https://example.com/a -o out -la -- rm -rf a b/c npm test make cp mv".split(" "),
    ..."tree -L -dL -L2o tee - rmdir -p head -n -5".split(" "),
    ..."head -20 tail -c5 sort -k 2 tee - date +%F echo wc && || | ; & > < $x $(id) `id` {a,b} * ~ # ! = x=y cd if then done \\ -".split(
      " ",
    ),
    ...[" ", " ", " ", "\n", "'a b'", '"c d"', '"$x"', "\\\n", "a\\ b", "--color", "--output=x", "-o", "-maxdepth"],
  ],
  sql: [
    ..."select insert into update delete from where users orders s.users * id name = 1 , ( ) ; limit 5 with as set values null".split(" "),
    ..."count(*) pg_sleep(1) and or order by group having union all drop table begin $1 'x' ::text ::regclass -- /* */ truncate".split(" "),
    ...[" ", " ", " ", "\n", '"Odd"', "limit all", "returning *", "is null", "for update", "on conflict do nothing"],
  ],
  json: [
    ...'{ } [ ] , : "a" "b" 1 1.0 1e2 01 -0 true null "a":1 {"a":1} [1,2] 12345678901234567890 "\\u0041" "\\ud800" nul'.split(" "),
    " ",
  ],
  text: [
    ..."hello привет γειά 漢字 ひら 한글 عربى עברית สวัสดี ann@example.com evil.example.org 1.2.3.4 01.2.3.4 [::1] [0:0:0:0:0:0:0:1]".split(
      " ",
    ),
  ].concat([
    "example.com.",
    "a.b",
    "localhost",
    "x.localhost",
    "ann@example.com!",
    "don't",
    "e-mail",
    "\r\n",
    "\n",
    " ",
    " ",
    "#️⃣",
    "1\u200d",
    "՞",
  ]),
  path: [..."/ /home /work / .. . x .md ~ $HOME %41 * // c: \\ a.tar.gz .hidden".split(" ")],
};

/** Whole statements and lines. */
const WHOLE: { readonly [interpreter: string]: readonly string[] } = {
  email: ["ann@example.com", "Bob.Smith+x@Sub.Example.co.uk", "a@x.github.io", "a@b"],
  phone: ["+49 170 1234567", "+1 (212) 555-0100", "+358.40.1234567", "+999 1234567"],
  iban: ["DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819", "no9386011117947", "DE89 3704 0044 0532 0130 01"],
  date: ["2024-05-20", "2024-02-29T10:00:59.123Z", "2024-05-20 10:00", "2023-02-29"],
  git: ["git push origin main", "git commit -m 'a b'", "git log --oneline -5 -- src", "git status"],
  sql: [
    "select u from users u",
    "with x as (select 1) select * from x, users",
    "with recursive x as (select 1 union select * from x) select * from x limit 3",
    "delete from users using orders where users.id = orders.id",
    "update users set pay = 1 where true",
    "insert into users select * from orders",
    "select users.max from users",
    'select * from "a.b"',
    "select 1 where exists (select 1 from orders where x not between symmetric 1 and 2)",
    "truncate users, orders",
    "truncate users cascade",
    "select * from users limit 1+1",
    "select * from users fetch first 2 rows with ties",
    "select case when a then b else c end from t order by 1 desc nulls last",
    "select extract(year from d), substring(a from 1 for 2), coalesce(a, b), greatest(a, b) from t",
  ],
};

/** A value that an interpreter may be handed. */
export function meaningValue(interpreter: string, dice: Dice): Json {
  const { below, oneIn, pick } = dice;
  if (oneIn(30)) return pick<Json>([5, 12.5, -0.1, null, true, [], ["git", "push"], ["git", 1], {}, { a: 1 }]);
  if (interpreter === "url") return oneIn(2) ? pick(URLS) : pick(URLS).replace(/./u, () => pick([...ODD, "h"]));
  if (interpreter === "http") return message(dice);
  if (interpreter === "money" && oneIn(4)) return pick([0, 0.1, 1e21, 1e-7, 123456789012345, 0.30000000000000004, below(1000) / 100]);
  if (interpreter === "git" && oneIn(3)) return Array.from({ length: below(6) }, () => pick(PIECES["git"] ?? []));
  if (interpreter === "json" && oneIn(4)) return JSON.parse(JSON.stringify(message(dice)));
  if (interpreter === "sql" && oneIn(3)) return randomStatement(dice);
  const whole = WHOLE[interpreter];
  if (whole !== undefined && oneIn(6)) return pick(whole);
  const pieces = PIECES[interpreter] ?? [];
  const text = Array.from({ length: 1 + below(9) }, () => (oneIn(25) ? pick(ODD) : pick(pieces)));
  return text.join(["shell", "sql", "git"].includes(interpreter) && !oneIn(4) ? " " : "");
}

function message({ below, oneIn, pick }: Dice): Json {
  const name = (): string =>
    pick(["Accept", "accept", "Host", "X-Key", "x-http-method-override", "Proxy-A", "a b", "X-Forwarded-For", "via"]);
  const headers = Object.fromEntries(Array.from({ length: below(3) }, () => [name(), pick<Json>(["x", " x", "x y", "é", 1, ""])]));
  return {
    ...(oneIn(9) ? {} : { method: pick(["GET", "POST", "DELETE", "get", "TRACE"]) }),
    ...(oneIn(9) ? {} : { url: pick(URLS) }),
    ...(oneIn(2) ? { headers } : {}),
    ...(oneIn(2) ? { body: pick<Json>(["", "é", "{}", 5, "\ud800"]) } : {}),
    ...(oneIn(9) ? { more: 1 } : {}),
  };
}
