/** Debian's Chromium for tests of the page: started once for a file, never from the network. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PROGRAM = "/usr/bin/chromium";

/** Tests that need it skip, by name, where it is missing. */
export const HAS_CHROMIUM = existsSync(PROGRAM);

export function startChromium(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  return chromium.launch({ executablePath: PROGRAM, headless: true, args });
}
