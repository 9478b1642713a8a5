/**
 * A segment of the journal without the blobs of some of its entries: the same commits of the same leaves, so the tree and every proof stay
 * as they are. Bytes only: when it takes the place of the old one is `journal.ts`.
 */
import { assert } from "../fault/index.ts";
import { encodeFrame, FRAME_HEADER_BYTES, recordBytes, type StoredEntry, scanCommits, segmentHeader } from "./journal-frame.ts";

export interface Rewritten {
  readonly bytes: Buffer;
  /** Where each record starts. */
  readonly positions: readonly number[];
}

/** Undefined where none of them has a blob. `segment` begins with entry `first` and holds whole commits only. */
export function withoutBlobs(segment: Buffer, first: number, entries: ReadonlySet<number>): Rewritten | undefined {
  const commits = scanCommits(segment, first);
  assert(commits !== undefined, "a segment was found whole when it was opened");
  let isChanged = false;
  let next = first;
  const positions: number[] = [];
  const parts: Buffer[] = [segmentHeader(first)];
  let end = parts[0]?.length ?? 0;
  for (const commit of commits) {
    const begins = next;
    const kept = commit.map((stored): StoredEntry => {
      const isErased = stored.blob !== undefined && entries.has(next);
      isChanged ||= isErased;
      next += 1;
      return isErased ? { leaf: stored.leaf } : stored;
    });
    const frame = encodeFrame(begins, kept);
    let position = end + FRAME_HEADER_BYTES;
    for (const stored of kept) {
      positions.push(position);
      position += recordBytes(stored);
    }
    parts.push(frame);
    end += frame.length;
  }
  return isChanged ? { bytes: Buffer.concat(parts), positions } : undefined;
}
