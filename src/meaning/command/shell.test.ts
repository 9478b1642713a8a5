import { describe, expect, test } from "vitest";
import { canonicalForm } from "../interpret.ts";
import { recordOf } from "../interpreter.contract.ts";

describe("shell", () => {
  test("says what each command reads and writes", () => {
    expect(recordOf("shell", "cat a.txt 'b c' | grep -n x | tee out.txt && rm -rf build")).toMatchObject({
      opaque: false,
      count: 4,
      pipes: 2,
      programs: ["cat", "grep", "tee", "rm"],
      reads: ["a.txt", "b c"],
      writes: ["out.txt", "build"],
      hosts: [],
    });
  });

  test.each([
    ["ls", ["."], []],
    ["ls -la src", ["src"], []],
    ["grep -r TODO", ["."], []],
    ["grep -e a -e b f", ["f"], []],
    ["cp -r a b/ c", ["a", "b/"], ["c", "c/a", "c/b"]],
    ["cp x/.npmrc y/", ["x/.npmrc"], ["y/", "y/.npmrc"]],
    ["cp -r x/. y", ["x/."], ["y"]],
    ["mv a b", ["a"], ["a", "b", "b/a"]],
    ["head -20 f", ["f"], []],
    ["sort -k 2 -t : f", ["f"], []],
    ["find src test -name '*.ts' -maxdepth 2", ["src", "test"], []],
    ["find -type f", ["."], []],
    ["mkdir -p a/b", [], ["a/b"]],
    ["git status", ["."], []],
    ["git commit -m x", ["."], ["."]],
    ["cat -- -n", ["-n"], []],
    ["cat -", [], []],
    ["uniq in.txt", ["in.txt"], []],
    ["tee -", [], ["-"]],
    ["tree -dL 2 src", ["src"], []],
  ])("%s", (command, reads, writes) => {
    expect(recordOf("shell", command)).toMatchObject({ opaque: false, reads, writes });
  });

  test("names the host that curl asks", () => {
    expect(recordOf("shell", "curl -fsS https://example.com/a -o page.html")).toMatchObject({
      hosts: ["example.com"],
      writes: ["page.html"],
    });
  });

  test.each([
    "npm test",
    "python x.py",
    "make",
    "./ls",
    "/bin/ls",
    "sh -c 'rm x'",
    "bash x.sh",
    "env ls",
    "xargs rm",
    "sudo ls",
    "find . -delete",
    "find . -exec rm '{}' ';'",
    "find . -fprint x",
    "sort -o out in",
    "uniq in out",
    "sed -i s/a/b/ f",
    "awk 1 f",
    "tail -f f",
    "ls --unknown",
    "grep -f patterns f",
    "curl -L https://a.com",
    "curl -d x https://a.com",
    "curl 'http://a.com/[1-9]'",
    "curl -K config https://a.com",
    "git push origin main",
    "git -C /etc log",
    "git diff --no-index a b",
    "git log --pretty --output=x",
    "git diff -U ../a b",
    "grep -e --output=x f",
    "tree -L2o out",
    "tree -Lo 2 out",
    "rmdir -p a/b",
    "rm",
    "cp a",
    "date -s tomorrow",
  ])("%s may reach anything: it can be named by its whole vector only", (command) => {
    const record = recordOf("shell", command);
    expect(record).toMatchObject({ opaque: true, programs: [""], commands: [{ opaque: true, program: "" }] });
    expect(record.reads).toBeUndefined();
  });

  test("one command that may reach anything hides what the line reaches, not the other commands", () => {
    const { opaque, writes, commands } = recordOf("shell", "ls src && npm test");
    expect({ opaque, writes }).toEqual({ opaque: true, writes: undefined });
    expect(commands).toMatchObject([
      { program: "ls", reads: ["src"] },
      { program: "", argv: ["npm", "test"] },
    ]);
  });

  test.each([
    ["a variable", "ls $HOME"],
    ["a variable as a program", "$cmd x"],
    ["a substitution", "ls $(id)"],
    ["an old substitution", "ls `id`"],
    ["a substitution in quotes", 'ls "$(id)"'],
    ["arithmetic", "ls $((1))"],
    ["a process substitution", "cat <(id)"],
    ["a pattern", "rm *"],
    ["a question mark", "rm a?"],
    ["a class", "rm [ab]"],
    ["braces", "rm {a,b}"],
    ["a home folder", "ls ~"],
    ["a home folder after a sign", "ls --x=~/y"],
    ["a redirect", "ls > out"],
    ["a redirect of errors", "ls 2>&1"],
    ["a here-document", "cat <<X\na\nX"],
    ["a here-string", "cat <<< x"],
    ["a background job", "ls &"],
    ["both outputs in a pipe", "ls |& cat"],
    ["an assignment", "A=b ls"],
    ["an assignment alone", "PATH=/tmp"],
    ["a subshell", "(ls)"],
    ["a group", "{ ls; }"],
    ["a loop", "for f in a; do rm b; done"],
    ["a condition", "if true; then ls; fi"],
    ["a function", "ls() { rm x; }"],
    ["a test", "[[ -f x ]]"],
    ["a negation", "! ls"],
    ["timing", "time ls"],
    ["an escaped string", "ls $'a\\x41'"],
    ["a translated string", 'ls $"a"'],
    ["an open quote", "ls 'a"],
    ["a keyword in quotes", "'if' x"],
    ["nothing", ""],
    ["a comment only", "# ls"],
    ["NUL", "ls a\u0000b"],
    ["a carriage return", "ls\rrm x"],
    ["an escape sequence", "ls \u001b[2K"],
    ["eval", "eval rm x"],
    ["a change of folder", "cd /etc && cat passwd"],
    ["a sourced file", ". ./x"],
    ["an export", "export A=b; ls"],
    ["an alias", "alias ls=rm; ls x"],
    ["a trap", "trap 'rm x' EXIT"],
    ["exec", "exec rm x"],
    ["command", "command rm x"],
    ["51 commands", Array.from({ length: 51 }, () => "ls").join(";")],
    ["500 commands in a pipe", Array.from({ length: 500 }, () => "cat").join("|")],
    ["16 KiB and one", `ls ${"a".repeat(16_382)}`],
  ])("refuses %s", (_name, command) => {
    expect(recordOf("shell", command)).toEqual({ opaque: true });
  });

  test("writes every vector so that no shell can read it otherwise", () => {
    const canonical = canonicalForm("shell", `echo "a\\$b" it\\'s a=b # note\nls  -la`, { roots: {} });
    expect(canonical).toBe(`echo 'a$b' 'it'\\''s' 'a=b'; ls -la`);
  });
});

describe("a chain of commands", () => {
  test.each([51, 500, 50_000])("of %i is opaque at once: it is denied, and nobody is asked", (count) => {
    const started = performance.now();
    for (const joint of [" && ", "; ", " | ", "\n"])
      expect(recordOf("shell", Array.from({ length: count }, () => "ls").join(joint))).toMatchObject({ opaque: true });
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
