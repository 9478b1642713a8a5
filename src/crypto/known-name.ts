/**
 * Names that were read lately. The messages of a protocol use the same few names over and over; finding one here costs
 * less than making the string anew. Which names are known changes the speed of reading and nothing else.
 */

/** Longer names are rare, and comparing them costs more than it saves. */
export const KNOWN_LENGTH_MAX = 24;
const SLOTS = 512;

const known: string[] = new Array<string>(SLOTS).fill("");

/** The known name with these ASCII bytes, or undefined. */
export function knownName(bytes: Uint8Array, start: number, end: number): string | undefined {
  const name = known[slotOf(bytes, start, end)] as string;
  if (name.length !== end - start) return undefined;
  for (let index = 0; index < name.length; index += 1) {
    if (name.charCodeAt(index) !== bytes[start + index]) return undefined;
  }
  return name;
}

/** Makes a name known, in place of another. Only what `knownName` may return without a further check belongs here. */
export function learnName(name: string, bytes: Uint8Array, start: number, end: number): void {
  known[slotOf(bytes, start, end)] = name;
}

function slotOf(bytes: Uint8Array, start: number, end: number): number {
  if (end === start) return 0;
  const [first, middle, last] = [bytes[start] as number, bytes[(start + end) >> 1] as number, bytes[end - 1] as number];
  return (first + middle * 5 + last * 23 + (end - start) * 61) % SLOTS;
}
