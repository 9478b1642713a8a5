/**
 * A terminal on paper: runs the real command line in this process, in a folder of its own, and writes down what a person
 * would see, as Markdown. What differs from run to run (folders, digests, times) is written as `…` or as a name.
 */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect } from "vitest";
import { EXIT, interlock } from "../../src/cli/index.ts";

export const NODE = process.execPath;

export interface Where {
  /** A folder below the terminal's. */
  readonly from?: string;
  readonly environment?: { readonly [name: string]: string };
}

export class Terminal {
  readonly folder: string;
  readonly #lines: string[];
  /** Where each part begins. */
  readonly #parts = new Map<string, number>();
  readonly #names: [text: string, name: string][] = [];

  constructor(title: string, folder: string = realpathSync(mkdtempSync(join(tmpdir(), "interlock-terminal-")))) {
    this.folder = folder;
    this.#lines = [`# ${title}`];
    chmodSync(this.folder, 0o755);
    this.hide(this.folder, "~");
    this.hide(join(import.meta.dirname, "../servers"), "servers");
    this.hide(NODE, "node");
  }

  /** What has been written down. */
  get transcript(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  /** Begins a part. Begun again, as a test that is tried again does, it forgets what it and later parts held. */
  begin(part: string): void {
    this.#lines.length = this.#parts.get(part) ?? this.#lines.length;
    this.#parts.set(part, this.#lines.length);
  }

  /** Writes a remark down. */
  say(text: string): void {
    this.#lines.push("", text);
  }

  /** Has `text` written down as `name` from here on. */
  hide(text: string, name: string): void {
    this.#names.unshift([text, name]);
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  /** Runs `interlock` with these words, and writes down words, output and exit code. Gives what was printed as a result. */
  async run(words: readonly string[], where: Where = {}): Promise<string> {
    const { from = ".", environment = {} } = where;
    const { exit, output, result } = await this.#capture(words, join(this.folder, from), environment);
    const shown = words.map((word) => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`));
    const settings = Object.keys(environment).map((name) => `${name}=…`);
    const command = [...(from === "." ? [] : [`cd ${from};`]), ...settings, "interlock", ...shown].join(" ");
    const lines = [`$ ${command}`, ...(output === "" ? [] : [output.trimEnd()]), `[exit ${exit}]`];
    this.#lines.push("", "```console", ...lines.map((line) => this.#plain(line)), "```");
    return result;
  }

  /** The same for a command that must end with this fault. */
  async refuse(code: string, words: readonly string[], where: Where = {}): Promise<void> {
    await this.run(words, where);
    const [, ...shown] = this.#lines.slice(this.#lines.lastIndexOf("```console"));
    expect(shown.join("\n")).toContain(`[${code}]`);
    expect(shown).toContain(`[exit ${EXIT.fault}]`);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #capture(
    words: readonly string[],
    folder: string,
    environment: { [name: string]: string },
  ): Promise<{ exit: number; output: string; result: string }> {
    const before = process.cwd();
    const kept = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
    let output = "";
    let result = "";
    for (const { stream } of kept) {
      stream.write = (chunk: string | Uint8Array): boolean => {
        const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
        output += text;
        if (stream === process.stdout) result += text;
        return true;
      };
    }
    Object.assign(process.env, environment);
    process.chdir(folder);
    try {
      const exit = await interlock(words);
      return { exit, output: stripVTControlCharacters(output), result };
    } finally {
      process.chdir(before);
      for (const name of Object.keys(environment)) delete process.env[name];
      for (const { stream, write } of kept) stream.write = write;
    }
  }

  #plain(text: string): string {
    const named = this.#names.reduce((plain, [part, name]) => plain.replaceAll(part, name), text);
    return named
      .replace(/\b[0-9a-f]{64}\b/g, "…")
      .replace(/interlock-[0-9]+-[0-9a-f]{12}/g, "interlock-…")
      .replace(/\bt[0-9]+\b/g, "t7")
      .replace(/(entry |"entry":|--from )[0-9]+/g, "$1…")
      .replace(/tool servers (in namespaces|NOT in namespaces).*/, "tool servers …")
      .replace(/"milliseconds":[0-9]+/g, '"milliseconds":…')
      .replace(/^after [0-9.]+ s$/gm, "after … s")
      .replace(/\b(process|kill) [0-9]+/g, "$1 …")
      .replace(/\b[0-9]+ s left/g, "… s left")
      .replace(/\b20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/g, "…");
  }
}
