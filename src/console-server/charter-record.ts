/** A charter as it was put in force, with what is sealed beside it, and which of them judges a session. */
import { isJsonObject, type Json } from "../crypto/index.ts";
import type { MachineDocument } from "../kernel/index.ts";
import type { CharterEntry } from "../ledger/index.ts";
import type { ApiOlderCharter } from "./api.ts";

export interface CharterRecord {
  readonly index: number;
  readonly at: number;
  readonly by: string;
  readonly entry: CharterEntry;
  readonly content: Json | undefined;
}

/** The charters by which a session's calls are decided. */
export interface Judging {
  readonly by: CharterRecord;
  /** The session's own, where another is in force. */
  readonly older?: ApiOlderCharter;
}

/** The machine that is sealed with a charter; undefined where that is not open. */
export function machineIn(record: CharterRecord | undefined): MachineDocument | undefined {
  const { content = null } = record ?? {};
  return isJsonObject(content) ? (content as unknown as { readonly machine?: MachineDocument }).machine : undefined;
}

/** Name and version, in words. */
export function charterName({ entry }: CharterRecord): string {
  return `${entry.name} version ${entry.version}`;
}
