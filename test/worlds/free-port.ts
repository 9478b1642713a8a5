/**
 * A port of 127.0.0.1 for a program that can't choose one itself. It is below those that systems give away by themselves, so that nothing
 * else gets it in the meantime.
 */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Linux gives away 32768 and above, others 49152 and above; the well-known ones are below. */
const PORT_MIN = 20_000;
const PORT_MAX = 32_000;

export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORT_MIN, PORT_MAX);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}
