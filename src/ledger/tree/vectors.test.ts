/** The Merkle proof vectors of transparency-dev/merkle: 518 proofs, each accepted or refused as labelled. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { verifyConsistency, verifyInclusion, verifySubtreeConsistency, verifySubtreeInclusion } from "./proof.ts";

const FOLDER = join(import.meta.dirname, "../../../../shared/data/vectors/merkle-proofs/testdata");
const isThere = existsSync(FOLDER);

interface Vector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly start: number;
  readonly end: number;
  readonly size: number;
  readonly size1: number;
  readonly size2: number;
  readonly root: string;
  readonly root1: string;
  readonly root2: string;
  readonly leafHash: string;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

function bytes(text: string | undefined): Uint8Array {
  return Buffer.from(text ?? "", "base64");
}

const SUITES: { readonly [name: string]: { count: number; verify: (vector: Vector, proof: Uint8Array[]) => boolean } } = {
  inclusion: {
    count: 98,
    verify: (v, proof) => verifyInclusion(v.leafIdx, v.treeSize, bytes(v.leafHash), bytes(v.root), proof),
  },
  consistency: {
    count: 98,
    verify: (v, proof) => verifyConsistency(v.size1, v.size2, bytes(v.root1), bytes(v.root2), proof),
  },
  subtreeinclusion: {
    count: 204,
    verify: (v, proof) => verifySubtreeInclusion(v.leafIdx, v, bytes(v.leafHash), bytes(v.root), proof),
  },
  subtreeconsistency: {
    count: 118,
    verify: (v, proof) => verifySubtreeConsistency(v, v.size, bytes(v.root1), bytes(v.root2), proof),
  },
};

describe.skipIf(!isThere)(`Merkle proof vectors${isThere ? "" : " (skipped: shared data missing)"}`, () => {
  for (const [name, { count, verify }] of Object.entries(SUITES)) {
    test(`${name}: all ${count} as labelled`, () => {
      const files = readdirSync(join(FOLDER, name), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
      const wrong = files.filter((file) => {
        const vector = JSON.parse(readFileSync(join(FOLDER, name, file), "utf8")) as Vector;
        return verify(vector, (vector.proof ?? []).map(bytes)) === vector.wantErr;
      });
      expect(wrong).toEqual([]);
      expect(files).toHaveLength(count);
    });
  }
});
