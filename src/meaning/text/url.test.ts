import { describe, expect, test } from "vitest";
import { canonicalForm, interpret } from "../interpret.ts";
import { recordOf } from "../interpreter.contract.ts";

const CONTEXT = { roots: {} };

describe("url", () => {
  test("reads every part of it, and writes it one way", () => {
    expect(recordOf("url", "HTTPS://Docs.Example.co.uk:443/a/../b/c?y=1&x=2&x=3#top")).toEqual({
      opaque: false,
      text: "https://docs.example.co.uk/b/c?y=1&x=2&x=3#top",
      scheme: "https",
      host: "docs.example.co.uk",
      domain: "example.co.uk",
      port: 443,
      address: "name",
      path: "/b/c",
      segments: ["b", "c"],
      query_keys: ["x", "y"],
    });
  });

  test("counts private suffixes as suffixes: neighbours on a host are strangers", () => {
    expect(recordOf("url", "https://mallory.github.io/").domain).toBe("mallory.github.io");
  });

  test("knows a domain from a name that only ends like it", () => {
    const within = (url: string) =>
      interpret({ from: "meaning", interpreter: "url", of: ["u"], field: "within", parameters: ["example.com"] }, { u: url }, CONTEXT);
    expect(within("https://example.com/")).toBe(true);
    expect(within("https://a.example.com/")).toBe(true);
    expect(within("https://evilexample.com/")).toBe(false);
    expect(within("https://example.com.evil.net/")).toBe(false);
  });

  test.each([
    ["http://127.0.0.1/", "loopback"],
    ["http://localhost/", "loopback"],
    ["http://a.localhost/", "loopback"],
    ["http://10.1.2.3/", "private"],
    ["http://192.168.1.1/", "private"],
    ["http://100.64.0.1/", "private"],
    ["http://169.254.169.254/", "link-local"],
    ["http://8.8.8.8/", "public"],
    ["http://0.0.0.0/", "reserved"],
    ["http://224.0.0.1/", "multicast"],
    ["http://[::1]/", "loopback"],
    ["http://[fd00::1]/", "private"],
    ["http://[2606:4700:4700::1111]/", "public"],
    ["http://[::7f00:1]/", "reserved"],
    ["http://[200::1]/", "reserved"],
  ])("%s is %s", (url, address) => {
    expect(recordOf("url", url).address).toBe(address);
  });

  test.each([
    ["credentials", "http://evil.com@good.com/"],
    ["an empty user", "http://@good.com/"],
    ["a dot at the end of the host", "http://good.com./"],
    ["IPv4 inside IPv6", "http://[::ffff:127.0.0.1]/"],
    ["an address as one number", "http://2130706433/"],
    ["an octal address", "http://0177.0.0.1/"],
    ["a hexadecimal address", "http://0x7f.0.0.1/"],
    ["a short address", "http://127.1/"],
    ["IPv6 written at length", "http://[0:0:0:0:0:0:0:1]/"],
    ["a port that is none", "http://good.com:65537/"],
    ["a host in other letters", "https://ｇood.com/"],
    ["a host of look-alikes", "https://gооd.com/"],
    ["an escaped host", "https://%67ood.com/"],
    ["a backslash", "https://good.com\\@evil.com/"],
    ["one slash", "https:/evil.com/"],
    ["no slash", "https:evil.com"],
    ["a tab that parsers drop", "https://go\tod.com/"],
    ["spaces around it", " https://good.com/"],
    ["an escaped slash", "https://good.com/a%2fb"],
    ["an escaped letter", "https://good.com/%61dmin"],
    ["an escaped escape", "https://good.com/%252e%252e/"],
    ["an escape that is none", "https://good.com/%zz"],
    ["NUL, escaped", "https://good.com/a%00.txt"],
    ["an empty segment", "https://good.com//evil.com"],
    ["a matrix parameter", "https://good.com/a;x=1/b"],
    ["a script", "javascript:alert(1)"],
    ["a file", "file:///etc/passwd"],
    ["data", "data:text/html,x"],
    ["a relative URL", "/a/b"],
    ["no host", "https:///a"],
    ["a URL of 8,001 characters", `https://good.com/${"a".repeat(8_000)}`],
  ])("refuses %s", (_name, url) => {
    expect(recordOf("url", url)).toEqual({ opaque: true });
  });

  test("keeps escapes that are needed", () => {
    expect(canonicalForm("url", "https://good.com/a%20b/%C3%A9", CONTEXT)).toBe("https://good.com/a%20b/%C3%A9");
  });
});
