/** Names: plain with one server, qualified with several, never shadowed. */
import { describe, expect, test } from "vitest";
import { Names } from "./names.ts";

const names = (...servers: string[]): Names => {
  const made = Names.of(servers);
  if (!made.ok) throw new Error(made.fault.message);
  return made.value;
};

describe("names", () => {
  test("with one server are the server's own", () => {
    const one = names("files");
    expect(one.shown("files", "read")).toBe("read");
    expect(one.pinnedTool("read")).toBe("files/read");
    expect(one.pinnedTool("files__read")).toBe("files/files__read");
  });

  test("with several servers are qualified, and what names no server stays as it is", () => {
    const two = names("files", "mail");
    expect(two.shown("mail", "read")).toBe("mail__read");
    expect(two.pinnedTool("mail__read")).toBe("mail/read");
    expect(two.pinnedTool("read")).toBe("read");
    expect(two.meant("post__read")).toBeUndefined();
    expect(two.meant("files__a__b")).toEqual({ server: "files", name: "a__b" });
  });

  test("of servers that could be confused are refused: gateway/config-malformed", () => {
    expect(Names.of(["a", "a__b"])).toMatchObject({ ok: false, fault: { code: "gateway/config-malformed" } });
    expect(Names.of([])).toMatchObject({ ok: false, fault: { code: "gateway/config-malformed" } });
    expect(Names.of(["a", "ab", "a_b"]).ok).toBe(true);
  });
});
