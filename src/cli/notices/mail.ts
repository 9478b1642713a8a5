/**
 * Mail by SMTP, as a settings file says: over TLS from the first byte (`always`) or from STARTTLS on, and without only on this machine.
 * The password lies in a file of its own. Plain text, without attachment.
 */
import { dirname, resolve } from "node:path";
import { createTransport } from "nodemailer";
import { z } from "zod";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import { RECIPIENTS_MAX, SEND_TIMEOUT_MS } from "../limits.ts";
import { plainWords, reasonOf } from "../terminal/foreign-words.ts";
import { readTextFile, shown } from "../terminal/text-file.ts";
import type { Channel } from "./notice-queue.ts";
import { isLoopback } from "./notice-target.ts";

const SETTINGS = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  tls: z.enum(["always", "starttls", "none"]).default("starttls"),
  /** With the file that holds the password, beside the settings. */
  login: z.strictObject({ user: z.string().min(1), passwordFile: z.string().min(1) }).optional(),
  from: z.email(),
  to: z.array(z.email()).min(1).max(RECIPIENTS_MAX),
});
type Settings = z.infer<typeof SETTINGS>;

/** Codes: `cli/file-unreadable`, `cli/notice-settings-malformed`, `cli/notice-target-unsafe`. */
export function openMail(file: string): Result<Channel, CliCode> {
  const settings = readSettings(file);
  if (!settings.ok) return settings;
  const { host, port, tls, login, from, to } = settings.value;
  if (tls === "none" && !isLoopback(host)) return fail("cli/notice-target-unsafe", `mail to \`${host}\` would go without TLS`);
  const password = login === undefined ? undefined : readTextFile(resolve(dirname(file), login.passwordFile));
  if (password?.ok === false) return password;
  const transport = createTransport({
    host,
    port,
    secure: tls === "always",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    ...(login === undefined || password === undefined ? {} : { auth: { user: login.user, pass: password.value.trim() } }),
    connectionTimeout: SEND_TIMEOUT_MS,
    greetingTimeout: SEND_TIMEOUT_MS,
    socketTimeout: SEND_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return ok({
    send: async ({ title, lines }) => {
      try {
        await transport.sendMail({ from, to: [...to], subject: title, text: `${lines.join("\n")}\n` });
        return ok(undefined);
      } catch (error) {
        return fail("cli/notice-undelivered", `the mail server \`${host}\` does not take it: ${reasonOf(error)}`);
      }
    },
  });
}

function readSettings(file: string): Result<Settings, CliCode> {
  const text = readTextFile(file);
  if (!text.ok) return text;
  const malformed = (why: string): Result<never, CliCode> => fail("cli/notice-settings-malformed", `\`${shown(file)}\`: ${why}`);
  try {
    const settings = SETTINGS.safeParse(JSON.parse(text.value));
    if (settings.success) return ok(settings.data);
    const [issue] = settings.error.issues;
    return malformed(`${plainWords(issue?.message)} at \`${issue?.path.join(".") ?? ""}\``);
  } catch (error) {
    return malformed(reasonOf(error));
  }
}
