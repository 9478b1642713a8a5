/** The desktop of whoever runs the command: `notify-send`, started without a shell, with the text as one word each. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import { SEND_TIMEOUT_MS } from "../limits.ts";
import { reasonOf } from "../terminal/foreign-words.ts";
import type { Message } from "./notice.ts";
import type { Channel } from "./notice-queue.ts";

const run = promisify(execFile);

/** Looks whether `program` can be started. Code: `cli/notify-send-missing`. */
export async function openDesktop(program: string): Promise<Result<Channel, CliCode>> {
  try {
    await run(program, ["--version"], { timeout: SEND_TIMEOUT_MS });
  } catch (error) {
    return fail("cli/notify-send-missing", `\`${program}\` does not start, so nothing shows on this desktop: ${reasonOf(error)}`, {
      remedy: "install it (Debian: `libnotify-bin`), or leave --desktop out",
    });
  }
  return ok({ send: (message) => show(program, message) });
}

async function show(program: string, { title, lines }: Message): Promise<Result<void, CliCode>> {
  try {
    await run(program, ["--app-name=Interlock", "--", title, plain(lines.join("\n"))], { timeout: SEND_TIMEOUT_MS });
    return ok(undefined);
  } catch (error) {
    return fail("cli/notice-undelivered", `\`${program}\` failed: ${reasonOf(error)}`);
  }
}

/** A body is markup where the desktop knows it (freedesktop.org, Desktop Notifications), and `notify-send` reads C escapes in it. */
function plain(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
