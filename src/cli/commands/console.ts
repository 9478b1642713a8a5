/** `interlock console`: a page for people on a running system: what waits for them, what happens, the charter, the ledger, health. */
import { ok } from "../../fault/index.ts";
import { embeddedCells } from "../cells/cell.ts";
import { consoleSpec } from "../launch/launch.ts";
import { PartProcess } from "../launch/part-process.ts";
import { attach } from "../ledger/attach.ts";
import { findStateFolder } from "../state-folder/state-folder.ts";
import { type Command, type Declared, declare, type StateOptions, wholeNumber, withState } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";

interface ConsoleOptions extends StateOptions {
  readonly port: number;
}

/** Where passkeys of this page belong to: another port is another page. */
export const CONSOLE_PORT = 7325;
const STOP_MS = 2_000;

const serveConsole: Command<ConsoleOptions> = async ({ out }, { state: given, port }) => {
  const state = findStateFolder(given);
  if (!state.ok) return state;
  const attached = await attach(state.value, "console", 0);
  if (!attached.ok) return attached;
  const { promise: ended, resolve } = Promise.withResolvers<{ readonly exitCode: number }>();
  const cells = embeddedCells({ ...state.value, socket: attached.value.socket }, []);
  const spec = consoleSpec({ state: state.value, cells }, port);
  if (!spec.ok) {
    attached.value.close();
    return spec;
  }
  // The system may have a console of its own, which must not find this one's configuration when it starts again.
  const besides = { ...spec.value, name: `${spec.value.name}-${process.pid}` };
  const part = new PartProcess(besides, {
    onWords: (line) => out.line(line.replace(/^console: /, "")),
    onEnd: (exitCode, fault) => {
      if (fault !== undefined) out.fault(fault);
      resolve({ exitCode });
    },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve({ exitCode: EXIT.ok }));
  const { exitCode } = await Promise.race([ended, attached.value.closed.then(() => ({ exitCode: EXIT.ok }))]);
  await part.stop(STOP_MS);
  attached.value.close();
  return ok(exitCode === 0 ? EXIT.ok : EXIT.fault);
};

export const consolePage: Declared = declare({
  name: "console",
  description: "serve a page for people on a running system; prints the link that opens it, once",
  shape: (to) => withState(to).option("--port <port>", "the loopback port", wholeNumber("a port", 65_535), CONSOLE_PORT),
  read: (from) => from.opts<ConsoleOptions>(),
  work: serveConsole,
});
