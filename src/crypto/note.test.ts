import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Bug } from "../fault/index.ts";
import {
  createIdentity,
  formatCheckpoint,
  identityToText,
  type Json,
  type NoteKey,
  noteKeyOf,
  noteKeyToText,
  openNote,
  parseCheckpoint,
  parseIdentity,
  parseNoteKey,
  sha256,
  signNote,
  toBase64,
} from "./index.ts";

const VECTORS = fileURLToPath(new URL("../../../shared/data/vectors/signed-note/vectors.json", import.meta.url));
const HERE = existsSync(VECTORS);

interface Vectors {
  readonly signer: { readonly skey: string; readonly text: string; readonly expected: string };
  readonly badVerifierKeys: readonly string[];
  readonly vectors: readonly {
    readonly id: string;
    readonly noteBase64: string;
    readonly keys: readonly string[];
    readonly expect: string;
    readonly verified?: readonly string[];
  }[];
  readonly checkpointBodies: { readonly good: readonly string[]; readonly bad: readonly string[] };
  readonly cosignatures: readonly { readonly id: string; readonly noteBase64: string; readonly key: string; readonly expect: string }[];
}

const ledger = createIdentity("ledger");
const witness = createIdentity("witness");
const ORIGIN = "ledger.example/1";
const ledgerKey = noteKeyOf(ORIGIN, ledger.signKey);
const checkpoint = formatCheckpoint({ origin: ORIGIN, size: 4, root: sha256() });
const note = signNote(checkpoint, [
  { name: ORIGIN, identity: ledger },
  { name: "witness", identity: witness },
]);

function key(text: string): NoteKey {
  const result = parseNoteKey(text);
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

function codeOf(
  result: ReturnType<typeof openNote> | ReturnType<typeof parseNoteKey> | ReturnType<typeof parseCheckpoint>,
): string | undefined {
  return result.ok ? undefined : result.fault.code;
}

describe("a signed note", () => {
  test("gives its text to whoever knows a signer, and says who signed", () => {
    expect(openNote(note, [ledgerKey])).toEqual({ ok: true, value: { text: checkpoint, signedBy: [ledgerKey], seenAt: new Map() } });
    expect(openNote(Buffer.from(note), [noteKeyOf("witness", witness.signKey), ledgerKey])).toMatchObject({
      ok: true,
      value: { signedBy: [{ name: ORIGIN }, { name: "witness" }] },
    });
  });

  test("counts a repeated signature once", () => {
    expect(openNote(`${note}${note.split("\n").at(-3)}\n`, [ledgerKey])).toMatchObject({
      ok: true,
      value: { signedBy: [{ name: ORIGIN }] },
    });
  });

  test("is not opened where no known key has signed: `crypto/note-unverified`", () => {
    expect(codeOf(openNote(note, []))).toBe("crypto/note-unverified");
    expect(codeOf(openNote(note, [noteKeyOf("another", ledger.signKey)]))).toBe("crypto/note-unverified");
  });

  test("is refused where a known key's signature is wrong: `crypto/note-wrong-signature`", () => {
    expect(codeOf(openNote(note.replace("\n4\n", "\n5\n"), [ledgerKey]))).toBe("crypto/note-wrong-signature");
    const cosigner = noteKeyOf(ORIGIN, ledger.signKey, "cosignature/v1");
    const short = `${checkpoint}\n— ${ORIGIN} ${toBase64(Buffer.concat([Buffer.from(cosigner.hash, "hex"), Buffer.alloc(64)]))}\n`;
    expect(codeOf(openNote(short, [cosigner]))).toBe("crypto/note-wrong-signature");
  });

  test("is refused where a key is given twice: `crypto/note-key-ambiguous`", () => {
    expect(codeOf(openNote(note, [ledgerKey, { ...ledgerKey }]))).toBe("crypto/note-key-ambiguous");
  });

  test("is refused where it is not a note: `crypto/note-malformed`", () => {
    const huge = `${"x".repeat(65_536)}\n${note}`;
    for (const wrong of [
      "",
      "\n\n",
      checkpoint,
      `${checkpoint}\n`,
      note.slice(0, -1),
      `\ud800${note}`,
      note.replace("— ", "- "),
      note.replace("4", "4\r"),
      huge,
    ]) {
      expect(codeOf(openNote(wrong, [ledgerKey]))).toBe("crypto/note-malformed");
    }
  });

  test("a text that would forge a signature line can't be signed", () => {
    for (const text of ["no end", "a\u0007\n", "\ud800\n"]) expect(() => signNote(text, [{ name: ORIGIN, identity: ledger }])).toThrow(Bug);
    const forging = signNote(`${checkpoint}\n— ${ORIGIN} AAAAAAAA\n`, [{ name: "witness", identity: witness }]);
    expect(openNote(forging, [noteKeyOf("witness", witness.signKey), ledgerKey])).toMatchObject({
      ok: true,
      value: { signedBy: [{ name: "witness" }] },
    });
  });
});

describe("a note key", () => {
  test("comes back from its text", () => {
    const cosigner = noteKeyOf("witness", witness.signKey, "cosignature/v1");
    for (const made of [ledgerKey, cosigner]) expect(parseNoteKey(noteKeyToText(made))).toEqual({ ok: true, value: made });
  });

  test("is refused cut short, or with any byte one higher: `crypto/note-key-malformed`", () => {
    const text = noteKeyToText(ledgerKey);
    for (let start = 0; start < text.length; start += 1) {
      for (let end = start; end <= text.length; end += 1) {
        if (end - start < text.length) expect(codeOf(parseNoteKey(text.slice(start, end)))).toBe("crypto/note-key-malformed");
      }
      const raised = text.slice(0, start) + String.fromCharCode(text.charCodeAt(start) + 1) + text.slice(start + 1);
      expect(codeOf(parseNoteKey(raised))).toBe("crypto/note-key-malformed");
    }
  });

  test("is refused where the key is of small order: `crypto/weak-key`", () => {
    expect(codeOf(parseNoteKey(noteKeyToText(noteKeyOf("x", toBase64(Buffer.alloc(32))))))).toBe("crypto/weak-key");
  });
});

describe("a checkpoint", () => {
  test("comes back from its text", () => {
    for (const made of [
      { origin: ORIGIN, size: 0, root: sha256() },
      { origin: "a b", size: Number.MAX_SAFE_INTEGER, root: sha256(), extensions: ["x", "y z"] },
    ]) {
      expect(parseCheckpoint(formatCheckpoint(made))).toEqual({ ok: true, value: made });
    }
  });

  test("is refused in any other spelling: `crypto/checkpoint-malformed`", () => {
    const root = toBase64(sha256());
    for (const wrong of [
      "",
      "\n",
      `o\n1\n${root}`,
      `\n1\n${root}\n`,
      `o\n01\n${root}\n`,
      `o\n-1\n${root}\n`,
      `o\n1e3\n${root}\n`,
      `o\n9007199254740992\n${root}\n`,
      `o\n1\n${root.slice(4)}\n`,
      `o\n1\n${root}\n\nx\n`,
      `o\n1\n${root}\nx`,
    ]) {
      expect(codeOf(parseCheckpoint(wrong))).toBe("crypto/checkpoint-malformed");
    }
  });

  test("has lines, a size and a root", () => {
    for (const wrong of [{ origin: "a\nb" }, { size: -1 }, { size: 0.5 }, { root: Buffer.alloc(31) }, { extensions: [""] }]) {
      expect(() => formatCheckpoint({ origin: ORIGIN, size: 1, root: sha256(), ...wrong })).toThrow(Bug);
    }
  });
});

describe.skipIf(!HERE)(`vectors of signed notes${HERE ? "" : " (skipped: shared data missing)"}`, () => {
  const all: Vectors = HERE ? JSON.parse(readFileSync(VECTORS, "utf8")) : {};

  test.each(all.vectors ?? [])("$id: $expect", ({ noteBase64, keys, expect: expected, verified }) => {
    const opened = openNote(Buffer.from(noteBase64, "base64"), keys.map(key));
    expect(opened.ok ? opened.value.signedBy.map(({ name }) => name) : "reject").toEqual(expected === "accept" ? verified : "reject");
  });

  test.each(all.cosignatures ?? [])("$id", ({ noteBase64, key: text }) => {
    expect(openNote(Buffer.from(noteBase64, "base64"), [key(text)]).ok).toBe(true);
    const later = Buffer.from(noteBase64, "base64").toString().replace("\n300\n", "\n301\n");
    expect(codeOf(openNote(later, [key(text)]))).toBe("crypto/note-wrong-signature");
  });

  test.each(all.badVerifierKeys ?? [])("refuses the key %s", (text) => {
    expect(codeOf(parseNoteKey(text))).toBe("crypto/note-key-malformed");
  });

  test("signs as the reference does", () => {
    const { skey, text, expected } = all.signer;
    const [, name = "", secret = ""] = /^PRIVATE\+KEY\+(.*?)\+.*?\+(.*)$/.exec(skey) ?? [];
    const model = JSON.parse(identityToText(ledger)) as { [name: string]: Json };
    const signer = parseIdentity(JSON.stringify({ ...model, signSecret: toBase64(Buffer.from(secret, "base64").subarray(1)) }));
    if (!signer.ok) throw new Error(signer.fault.message);
    expect(signNote(text, [{ name, identity: signer.value }])).toBe(expected);
  });

  test("reads the bodies of checkpoints as the reference does", () => {
    for (const body of all.checkpointBodies.good) expect(parseCheckpoint(body).ok).toBe(true);
    for (const body of all.checkpointBodies.bad) expect(parseCheckpoint(body).ok).toBe(false);
  });
});
