/** Bytes as the ledger's proofs carry them: base64, hex, SHA-256 by the browser. Knows nothing of what they mean. */

export type Bytes = Uint8Array<ArrayBuffer>;

/** The bytes of strict base64, standard alphabet with padding; undefined for anything else. */
export function base64ToBytes(text: string): Bytes | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** The bytes of base64url without padding, as WebAuthn writes it; undefined for anything else. */
export function base64urlToBytes(text: string): Bytes | undefined {
  const standard = text.replaceAll("-", "+").replaceAll("_", "/");
  return base64ToBytes(standard + "=".repeat((4 - (standard.length % 4)) % 4));
}

export function bytesToBase64url(bytes: ArrayBuffer | Bytes): string {
  const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function bytesToHex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function textToBytes(text: string): Bytes {
  return new TextEncoder().encode(text);
}

export function joinBytes(...parts: readonly Bytes[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function areEqual(left: Bytes, right: Bytes): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
