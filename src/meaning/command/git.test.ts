import { describe, expect, test } from "vitest";
import { recordOf } from "../interpreter.contract.ts";

describe("git", () => {
  test.each([
    ["git status -sb", { subcommand: "status", changes: "nothing", network: false }],
    ["git log --oneline -5 main..dev -- src", { changes: "nothing", refs: ["main..dev"], paths: ["src"] }],
    ["git log --pretty=oneline -U5 --since 2024-05-20", { changes: "nothing", refs: [] }],
    ["git tag -a v1 -m x", { changes: "history", refs: ["v1"] }],
    ["git add src/a.ts", { changes: "index", paths: ["src/a.ts"] }],
    ["git commit -m 'a b'", { changes: "history", force: false }],
    ["git commit --amend --no-edit", { changes: "history", force: true }],
    ["git branch", { changes: "nothing" }],
    ["git branch topic", { changes: "history", refs: ["topic"] }],
    ["git branch -D topic", { changes: "history", force: true }],
    ["git push", { changes: "remote", remote: "", refs: [], network: true, force: false }],
    ["git push origin main", { remote: "origin", refs: ["main"], force: false }],
    ["git push origin +main", { refs: ["main"], force: true }],
    ["git push origin a:b", { refs: ["b"], force: false }],
    ["git push origin :b", { refs: ["b"], force: true }],
    ["git push --force-with-lease origin main", { force: true }],
    ["git push https://example.com/a.git main", { remote: "https://example.com/a.git" }],
    ["git pull --ff-only origin main", { changes: "worktree", remote: "origin", network: true }],
    ["git clone https://example.com/a.git here", { changes: "worktree", remote: "https://example.com/a.git", paths: ["here"] }],
    ["git reset --hard HEAD~1", { changes: "worktree", force: true, refs: ["HEAD~1"] }],
    ["git switch -c topic", { changes: "worktree", refs: ["topic"] }],
    ["git rm -f a", { changes: "worktree", paths: ["a"], force: true }],
  ])("%s", (command, record) => {
    expect(recordOf("git", command)).toMatchObject({ opaque: false, ...record });
  });

  test("takes a vector as it stands", () => {
    expect(recordOf("git", ["git", "commit", "-m", "$(id) 'x'"])).toMatchObject({ opaque: false, changes: "history" });
  });

  test.each([
    ["options that replace the repository", "git -C /etc status"],
    ["configuration on the command line", "git -c core.pager=sh log"],
    ["another work tree", "git --git-dir=/x status"],
    ["a transport that runs a program", "git clone ext::sh-x"],
    ["a remote over ssh", "git clone git@example.com:a"],
    ["an option as a remote", "git push --receive-pack=sh origin"],
    ["a helper", "git fetch --upload-pack=sh origin"],
    ["files outside, compared", "git diff /etc/passwd /dev/null"],
    ["a path upwards", "git add ../x"],
    ["a magic path", "git add :/"],
    ["an output file", "git log --output=x"],
    ["an external program", "git diff --ext-diff"],
    ["an editor", "git commit"],
    ["an editor for a tag", "git tag -a v1"],
    ["an output file as the value of an option that takes none there", "git log --pretty --output=x"],
    ["a path as such a value", "git diff -U /etc/passwd a"],
    ["an option that another version may read", "git log --since --output=x"],
    ["an option of another subcommand", "git diff -L 1,2"],
    ["a program for each commit", "git rebase --exec make main"],
    ["configuration", "git config user.name x"],
    ["a submodule", "git submodule update"],
    ["a mirror", "git push --mirror origin"],
    ["a ref that is an option", "git push origin --force-if-includes"],
    ["two commands", "git status; git push"],
    ["another program", "gti status"],
    ["no subcommand", "git"],
    ["an alias", "git st"],
  ])("refuses %s", (_name, command) => {
    expect(recordOf("git", command)).toEqual({ opaque: true });
  });
});
