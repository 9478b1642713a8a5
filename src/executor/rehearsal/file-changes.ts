/** What happened to a folder between two images of it, for people: each path with what it became, and the lines that differ. */
import { hash } from "node:crypto";
import { join } from "node:path";
import type { FileChange } from "../../ledger/index.ts";
import { DIFFED_BYTES_MAX } from "../limits.ts";
import { contentOf, type FolderImage, type Image } from "./folder-image.ts";
import { type LineDiff, lineDiff } from "./line-diff.ts";

/** A folder, where its copy lies, and both as they were before and after. */
export interface Rehearsed {
  readonly folder: string;
  readonly copy: string;
  readonly before: FolderImage;
  readonly after: FolderImage;
}

/** A change whose lines have not been looked at. */
interface Touched {
  readonly path: string;
  readonly before: Image | undefined;
  readonly after: Image | undefined;
}

/** The first `max` changes, and how many there are. */
export async function fileChanges(rehearsed: Rehearsed, max: number): Promise<{ readonly changes: FileChange[]; readonly all: number }> {
  const { before, after } = rehearsed;
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  const touched = paths
    .map((path): Touched => ({ path, before: before.get(path), after: after.get(path) }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
  const gone = new Map(
    touched.flatMap((one) => (one.before?.is === "file" && one.after === undefined ? [[one.before.digest, one.path]] : [])),
  );
  const changes: FileChange[] = [];
  for (const one of touched.slice(0, max)) {
    const from = one.before === undefined && one.after?.is === "file" ? gone.get(one.after.digest) : undefined;
    changes.push(await changeOf(rehearsed, one, from));
  }
  return { changes, all: touched.length };
}

async function changeOf({ folder, copy }: Rehearsed, { path, before, after }: Touched, from: string | undefined): Promise<FileChange> {
  const isMoved = from !== undefined;
  const { lines, left, note } = isMoved
    ? { ...NO_LINES, note: undefined }
    : await difference(join(folder, path), join(copy, path), before, after);
  return {
    path: join(folder, path).toWellFormed(),
    is: before === undefined ? "created" : after === undefined ? "deleted" : "changed",
    what: (after ?? before)?.is ?? "file",
    ...(before?.is === "file" ? { before: before.digest } : {}),
    ...(after?.is === "file" ? { after: after.digest } : {}),
    ...(isMoved ? { from: join(folder, from).toWellFormed() } : {}),
    notes: [...notesOf(before, after), ...(note === undefined ? [] : [note])],
    lines,
    linesLeft: left,
  };
}

function notesOf(before: Image | undefined, after: Image | undefined): string[] {
  const notes: string[] = [];
  if (before !== undefined && after !== undefined && before.is !== after.is) notes.push(`was a ${before.is}`);
  if (before?.is !== "link" && after?.is !== "link" && before !== undefined && after !== undefined && before.mode !== after.mode)
    notes.push(`mode ${before.mode.toString(8)} becomes ${after.mode.toString(8)}`);
  if (before === undefined && after?.is === "file" && (after.mode & 0o111) !== 0) notes.push(`mode ${after.mode.toString(8)}`);
  if (before?.is === "link") notes.push(`led to ${before.target}`.toWellFormed());
  if (after?.is === "link") notes.push(`leads to ${after.target}`.toWellFormed());
  return notes;
}

const NO_LINES: LineDiff = { lines: [], left: 0 };

type Difference = LineDiff & { readonly note: string | undefined };

/** The lines that differ, where both sides are text; the side before is read where it still is what was copied. */
async function difference(real: string, copied: string, before: Image | undefined, after: Image | undefined): Promise<Difference> {
  const isFile = [before, after].some((image) => image?.is === "file");
  if (!isFile || (before?.is === "file" && after?.is === "file" && before.digest === after.digest)) return { ...NO_LINES, note: undefined };
  const [old, young] = [await textOf(real, before), await textOf(copied, after)];
  if (typeof old === "string" && typeof young === "string") return { ...lineDiff(old, young), note: undefined };
  const sizes = `${sizeOf(before)}, then ${sizeOf(after)}`;
  const why = [old, young].find((side) => typeof side !== "string") as Unshown;
  return { ...NO_LINES, note: `${WHY[why.is]}: ${sizes}` };
}

interface Unshown {
  readonly is: "binary" | "large" | "gone";
}

const WHY = { binary: "binary", large: "too large to compare", gone: "changed while it was looked at" } as const;

async function textOf(path: string, image: Image | undefined): Promise<string | Unshown> {
  if (image?.is !== "file") return "";
  if (image.bytes > DIFFED_BYTES_MAX) return { is: "large" };
  const content = await contentOf(path, DIFFED_BYTES_MAX);
  if (content === undefined || hash("sha256", content, "hex") !== image.digest) return { is: "gone" };
  if (content.includes(0)) return { is: "binary" };
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return { is: "binary" };
  }
}

function sizeOf(image: Image | undefined): string {
  return image?.is === "file" ? `${image.bytes} bytes` : "no file";
}
