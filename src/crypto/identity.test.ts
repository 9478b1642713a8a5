import { describe, expect, test } from "vitest";
import { Bug } from "../fault/index.ts";
import { isIdentityName } from "./identity.ts";
import {
  createIdentity,
  fromBase64,
  identityToText,
  type Json,
  parseIdentity,
  parsePublicIdentity,
  publicIdentity,
  sha256,
  toHex,
  verifySignature,
} from "./index.ts";

const alice = createIdentity("alice");

function codeOf(value: Json): string | undefined {
  const result = parsePublicIdentity(value);
  return result.ok ? undefined : result.fault.code;
}

describe("an identity", () => {
  test("is named by its keys", () => {
    const digest = sha256(
      Buffer.from("interlock-key/1"),
      fromBase64(alice.signKey) ?? Buffer.of(),
      fromBase64(alice.sealKey) ?? Buffer.of(),
    );
    expect(alice.id).toBe(toHex(digest).slice(0, 16));
  });

  test("comes back from its text, with both secrets", () => {
    const again = parseIdentity(identityToText(alice));
    if (!again.ok) throw new Error(again.fault.message);
    const bob = createIdentity("bob");
    const message = Buffer.from("message");
    expect(publicIdentity(again.value)).toEqual(publicIdentity(alice));
    expect(verifySignature(alice.signKey, message, again.value.sign(message))).toBe(true);
    expect(again.value.agree(bob.sealKey)).toEqual(bob.agree(alice.sealKey));
  });

  test("shows no secret when it is printed, spread or serialised", () => {
    const secrets = JSON.parse(identityToText(alice));
    for (const shown of [JSON.stringify(alice), JSON.stringify({ ...alice }), JSON.stringify(publicIdentity(alice))]) {
      expect(shown).not.toContain(secrets.signSecret);
      expect(shown).not.toContain(secrets.sealSecret);
    }
  });

  test("has a printable name", () => {
    for (const name of ["alice", "executor:files", "a@b.example", "x".repeat(64)]) expect(isIdentityName(name)).toBe(true);
    for (const name of ["", "a b", "a+b", "a\n", "é", "x".repeat(65)]) {
      expect(isIdentityName(name)).toBe(false);
      expect(() => createIdentity(name)).toThrow(Bug);
    }
  });

  test("is refused where its text is not the format: `crypto/identity-malformed`", () => {
    const text = identityToText(alice);
    for (const wrong of [
      "{}",
      "[]",
      text.replace("/1", "/2"),
      text.replace("alice", ""),
      text.replace('"sealSecret":"', '"sealSecret":"A'),
      text.replace('"name":"alice"', '"name":7'),
    ]) {
      const result = parseIdentity(wrong);
      expect(result).toMatchObject({ ok: false, fault: { code: "crypto/identity-malformed" } });
    }
    expect(parseIdentity("{")).toMatchObject({ ok: false, fault: { code: "crypto/json-malformed" } });
  });
});

describe("a public identity from outside", () => {
  const known = publicIdentity(alice);

  test("is accepted exactly as it was written", () => {
    expect(parsePublicIdentity(known)).toEqual({ ok: true, value: known });
  });

  test("is refused where its parts contradict one another: `crypto/identity-malformed`", () => {
    const bob = publicIdentity(createIdentity("bob"));
    for (const wrong of [
      null,
      [],
      {},
      { ...known, more: "x" },
      { ...known, id: bob.id },
      { ...known, signKey: bob.signKey },
      { ...known, sealKey: bob.sealKey },
    ]) {
      expect(codeOf(wrong as Json)).toBe("crypto/identity-malformed");
    }
    for (const wrong of [
      { name: "a b" },
      { name: 7 },
      { signKey: "" },
      { signKey: `${known.signKey}A` },
      { sealKey: known.sealKey.slice(4) },
    ]) {
      expect(codeOf({ ...known, ...wrong })).toBe("crypto/identity-malformed");
    }
  });

  test("is refused with a key of small order or in a second encoding: `crypto/weak-key`", () => {
    const weak = (bytes: string): string => Buffer.from(bytes.padEnd(64, "0"), "hex").toString("base64");
    const prime = `ed${"ff".repeat(30)}7f`;
    const signKeys = [
      "00",
      "01",
      prime,
      `ec${"ff".repeat(30)}7f`,
      `ee${"ff".repeat(30)}7f`,
      `${"00".repeat(31)}80`,
      `01${"00".repeat(30)}80`,
      `${"ff".repeat(32)}`,
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ];
    const sealKeys = [
      "00",
      "01",
      prime,
      `ec${"ff".repeat(30)}7f`,
      `ee${"ff".repeat(30)}7f`,
      `${"ff".repeat(32)}`,
      `09${"00".repeat(30)}80`,
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
      "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    ];
    for (const key of signKeys) expect([key, codeOf({ ...known, signKey: weak(key) })]).toEqual([key, "crypto/weak-key"]);
    for (const key of sealKeys) expect([key, codeOf({ ...known, sealKey: weak(key) })]).toEqual([key, "crypto/weak-key"]);
    for (const key of sealKeys) expect(() => alice.agree(weak(key))).toThrow(Bug);
  });
});
