/** A simulated disk as the auditor reads it: written to a folder that goes again. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { audit, type Report } from "../../src/auditor/index.ts";
import type { SimulatedDisk } from "../../src/ledger/index.ts";
import type { Office } from "./office.ts";

export async function auditDisk(disk: SimulatedDisk, office: Office): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "interlock-simulated-"));
  try {
    for (const path of disk.paths()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), disk.contents(path) ?? new Uint8Array(0));
    }
    return await audit({ folder, ring: office.members, key: office.sealKey("auditor") });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
