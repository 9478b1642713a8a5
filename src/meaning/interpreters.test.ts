/** Every interpreter against the contract, in its own language. */
import { describe, expect, test } from "vitest";
import { VOCABULARY } from "../vocabulary/index.ts";
import { interpreterContract, type Language } from "./interpreter.contract.ts";

const LONG = 65_536;
const COMMAND_LINE = 16_384;
const words = (text: string): readonly string[] => text.split(" ");
const letters = [..."abzAZ019 .,:;-_/@+'\"()[]{}<>|&$~`*?!#%=\\^"];

const LANGUAGES: readonly Language[] = [
  {
    interpreter: "path",
    examples: ["/srv/work/a.txt", "notes/../b", ".git/config", "/", "/srv/work", "sub/x", "a/b/c.tar.gz"],
    pieces: [...words("/ // . .. ... a b.txt work srv ~ %2e %2F : C: \\ * ? $HOME .git -rf"), ...letters],
    long: ["/".repeat(LONG), "a/".repeat(LONG / 2), "../".repeat(LONG / 3), "%2e".repeat(LONG / 3)],
  },
  {
    interpreter: "url",
    examples: ["https://example.com/a/b?x=1#f", "http://127.0.0.1:8080/", "http://[::1]/", "wss://a.b.co.uk", "HTTPS://EXAMPLE.com:443"],
    pieces: [
      ...words(
        "http:// https:// ws:// javascript: file:/// example.com evil.com @ : :80 :443 / // /../ %2e %2f %41 ? # x=1 & [::1] 127.0.0.1",
      ),
      ...words("0x7f.1 2130706433 xn--80ak6aa92e.com ⓔvil.com . a.b ;"),
      ...letters,
    ],
    long: [`https://${"a.".repeat(LONG)}com`, `https://a.com/${"%2e".repeat(LONG / 3)}`, `https://a.com/?${"a&".repeat(LONG)}`],
  },
  {
    interpreter: "sql",
    examples: [
      "select a, count(*) from s.t where b = 'x' group by a limit 5",
      "update t set a = 1 where b > 2",
      "with c as (select 1) select * from c",
    ],
    pieces: words(
      "select insert into update delete from where t u a b * , ; ( ) = < 1 'x' \"q\" and or not null limit 10 group by order union all" +
        " with as" +
        " values set join on using true count( lower( pg_sleep( -- /* */ $$ :: int is in exists case when then end",
    ).map((word) => `${word} `),
    long: [
      `select ${"(".repeat(LONG)}`,
      `select ${"1+".repeat(LONG / 2)}1`,
      "select 1;".repeat(LONG / 9),
      `'${"''".repeat(8_000)}`,
      "/*".repeat(8_000),
      "+".repeat(16_000),
      "-- x\n".repeat(3_200),
      ".".repeat(16_000),
    ],
  },
  {
    interpreter: "shell",
    examples: ["ls -la src", "cat a.txt | grep -r x src && rm 'old file'", 'git status; echo "done"', "find . -name '*.ts' -type f"],
    pieces: [
      ...words(
        "ls cat grep find git status echo npm test rm -rf -la | && || ; & > < >> $( ) ` $x 'a b' \"c\" \\ * ~ { } ! # ( [[ if then fi" +
          " <<EOF = A=b",
      ),
      ...letters,
    ].map((word) => `${word} `),
    long: [
      "(".repeat(COMMAND_LINE),
      "$(".repeat(COMMAND_LINE / 2),
      "a;".repeat(COMMAND_LINE / 2),
      "a|".repeat(COMMAND_LINE / 2),
      "'".repeat(COMMAND_LINE),
      "{a,".repeat(COMMAND_LINE / 3),
      "`".repeat(COMMAND_LINE),
    ],
  },
  {
    interpreter: "git",
    examples: [
      "git status",
      "git push origin main",
      "git commit -m 'a message'",
      "git log --oneline -5",
      "git add src/a.ts",
      "git clone https://a.com/b",
    ],
    pieces: words(
      "git status push origin main commit -m 'x' --amend -f --force log add . -- ../x :/ +a a:b https://a.com -c x=y diff /etc" +
        " ext::sh HEAD~1",
    ).map((word) => `${word} `),
    long: [`git log ${"a ".repeat(LONG / 2)}`, `git ${"-".repeat(LONG)}`, `git add ${"a/".repeat(LONG / 2)}`],
  },
  {
    interpreter: "email",
    examples: ["ann@example.com", "Bob+tag@Mail.Example.co.uk"],
    pieces: [...words('a b.c @ example.com .com + < > " ( ) , ; % ! [127.0.0.1] xn--80ak6aa92e.com'), ...letters],
    long: [`${"a".repeat(LONG)}@a.com`, "a@".repeat(LONG / 2), `a@${"a.".repeat(LONG / 2)}`],
  },
  {
    interpreter: "phone",
    examples: ["+49 170 1234567", "+1 (415) 555-2671", "+4412345678"],
    pieces: [...words("+ 49 1 (0) ( ) - . 555 x12 00 ４９"), ...letters],
    long: [`+${"1".repeat(LONG)}`, "+1 ".repeat(LONG / 3)],
  },
  {
    interpreter: "iban",
    examples: ["GB29 NWBK 6016 1331 9268 19", "DE89370400440532013000", "NO9386011117947"],
    pieces: [...words("GB29 DE89 NWBK 6016 1331 9268 19 370400440532013000 gb O 0"), ...letters],
    long: ["GB29".repeat(LONG / 4)],
  },
  {
    interpreter: "money",
    examples: [12.3, "12.30", "12.30 EUR", "EUR 12.30", "€12.3", "-5", 0, "5 JPY", "0.1"],
    pieces: [...words("1 0 00 . , 12 EUR USD JPY € $ £ - + e5 12.30 999999999999999"), ...letters],
    long: ["1".repeat(LONG), `0.${"0".repeat(LONG)}1`],
  },
  {
    interpreter: "date",
    examples: ["2024-05-20", "2024-05-20T10:00:00Z", "2024-05-20 10:00", "2024-02-29T23:59:59.999+05:30"],
    pieces: [...words("2024 - 05 20 T : 10 00 Z +02:00 . 31 29 02 60 24 1599"), ...letters],
    long: ["2024-".repeat(LONG / 5)],
  },
  {
    interpreter: "http",
    examples: [
      { method: "GET", url: "https://example.com/a" },
      { method: "POST", url: "https://example.com", headers: { "Content-Type": "text/plain" }, body: "é" },
    ],
    pieces: letters,
    long: [],
  },
  {
    interpreter: "json",
    examples: ['{"a":[1,2,{"b":null}]}', "[1.5e3]", '"text"', { a: 1 }, [1, [2]], "true"],
    pieces: [...words('{ } [ ] : , "a" "b" 1 1.0 1e400 -0 true null "\\u0061" "\\ud800" 12345678901234567890'), ...letters],
    long: ["[".repeat(LONG), '"\\'.repeat(LONG / 2), `[${"1,".repeat(LONG / 2)}1]`, `0.1${"0".repeat(LONG)}1`, '{"a":'.repeat(LONG / 5)],
  },
  {
    interpreter: "text",
    examples: ["Hello, see https://example.com and ann@example.com ❤️", "", "Привет", "two\nlines"],
    pieces: [...words("hello мир 你好 https://evil.com a@b.co 10.0.0.1 👩‍👩‍👧 ️ e.g. www."), ...letters],
    long: ["a".repeat(LONG), "a.".repeat(LONG / 2), "@".repeat(LONG), "a@".repeat(LONG / 2), " ".repeat(LONG), "[".repeat(LONG)],
  },
];

describe("interpreters", () => {
  for (const language of LANGUAGES) interpreterContract(language);

  test("all of the vocabulary are tried here", () => {
    expect(LANGUAGES.map(({ interpreter }) => interpreter).sort()).toEqual(Object.keys(VOCABULARY).sort());
  });
});
