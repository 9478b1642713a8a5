/**
 * A webhook: one POST of JSON whose `text` Slack, Mattermost and others show, signed so that a receiver of one's own knows whose it is:
 * `x-interlock-signature: v1=HEX`, HMAC-SHA256 of `v1:TIMESTAMP:BODY` with `x-interlock-timestamp` in seconds. It goes over TLS or stays
 * on this machine, follows no redirect, and its address, which is often a secret itself, is in no message.
 */
import { createHmac } from "node:crypto";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { Clock } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { SECRET_LENGTH_MIN, SEND_TIMEOUT_MS } from "../limits.ts";
import { reasonOf } from "../terminal/foreign-words.ts";
import { readTextFile, shown } from "../terminal/text-file.ts";
import type { Message } from "./notice.ts";
import type { Channel } from "./notice-queue.ts";
import { isLoopback } from "./notice-target.ts";

/** Codes: `cli/notice-settings-malformed`, `cli/notice-target-unsafe`, `cli/file-unreadable`. */
export function openWebhook(address: string, secretFile: string | undefined, now: Clock["now"]): Result<Channel, CliCode> {
  const url = URL.parse(address);
  if (url === null || url.username !== "" || url.password !== "")
    return fail("cli/notice-settings-malformed", "the webhook's address is no URL, or has a password in it");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname)))
    return fail("cli/notice-target-unsafe", `the webhook at \`${url.host}\` is not reached over https`);
  if (secretFile === undefined)
    return fail("cli/notice-settings-malformed", "a webhook needs a secret to sign with", {
      remedy: "make one with `openssl rand -hex 32 > webhook.secret`, and name it with --webhook-secret",
    });
  const file = readTextFile(secretFile);
  if (!file.ok) return file;
  const secret = file.value.trim();
  if (secret.length < SECRET_LENGTH_MIN)
    return fail("cli/notice-settings-malformed", `the secret in \`${shown(secretFile)}\` has fewer than ${SECRET_LENGTH_MIN} characters`);
  return ok({ send: (message) => post(url, secret, message, Math.floor(now() / 1_000)) });
}

async function post(url: URL, secret: string, { title, lines }: Message, timestamp: number): Promise<Result<void, CliCode>> {
  const text = [title, ...lines].map(escaped).join("\n");
  const body = JSON.stringify({ text, mrkdwn: false });
  const signature = createHmac("sha256", secret).update(`v1:${timestamp}:${body}`).digest("hex");
  const headers = {
    "content-type": "application/json",
    "x-interlock-timestamp": String(timestamp),
    "x-interlock-signature": `v1=${signature}`,
  };
  try {
    const signal = AbortSignal.timeout(SEND_TIMEOUT_MS);
    const response = await fetch(url, { method: "POST", headers, body, redirect: "error", signal });
    await response.body?.cancel();
    if (response.ok) return ok(undefined);
    return fail("cli/notice-undelivered", `the webhook at \`${url.host}\` answered ${response.status}`);
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return fail("cli/notice-undelivered", `the webhook at \`${url.host}\` is not reached: ${reasonOf(cause)}`);
  }
}

/** Slack's three characters of control: without them nobody is mentioned, and nothing becomes a link under another name. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
