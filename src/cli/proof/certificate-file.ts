/**
 * The certificate beside a charter: written by `interlock check` once every bound is proved, asked for by `interlock run`, which believes
 * nothing but the checker that shares no code with the provers.
 */
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { canonicalize, digestOf, type Json, parseJson } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { type Certificate, checkCertificate } from "../../verifier/index.ts";
import type { Compiled } from "../charter/charter-file.ts";
import type { CliCode } from "../faults.ts";
import { MODEL_LIMITS } from "../limits.ts";
import { readTextFile, shown, writeTextFile } from "../terminal/text-file.ts";
import { type CharterModel, certified, isBounded, modelFiles } from "./charter-model.ts";

/** `bank.certificate.json` beside `bank.yaml`. */
export function certificateFileBeside(charterFile: string): string {
  return join(dirname(resolve(charterFile)), `${basename(charterFile).replace(/\.ya?ml$/, "")}.certificate.json`);
}

/** Writes a certificate; returns its digest, hex. Code: `cli/file-unwritable`. */
export function writeCertificate(charterFile: string, certificate: Certificate): Result<string, CliCode> {
  const written = writeTextFile(certificateFileBeside(charterFile), `${canonicalize(certificate as unknown as Json)}\n`);
  return written.ok ? ok(digestOf(certificate as unknown as Json)) : written;
}

/**
 * Compiles charters, and re-proves that they keep their bounds. A charter without bounds has nothing to prove. Codes: those of
 * `compileFiles`, `cli/model-too-large`, `cli/certificate-missing`, `cli/certificate-refused`.
 */
export function provedFiles(files: readonly string[]): Result<Compiled, CliCode> {
  const modelled = modelFiles(files);
  if (!modelled.ok) return modelled;
  const { compiled, of } = modelled.value;
  if (!isBounded(of)) return ok(compiled);
  const certificate = provedCertificate(files, of);
  return certificate.ok ? ok({ ...compiled, certificate: certificate.value }) : certificate;
}

/** The digest of the certificate beside the innermost charter, if the checker accepts it for exactly this model. */
function provedCertificate(files: readonly string[], model: CharterModel): Result<string, CliCode> {
  const [innermost = ""] = files.slice(-1);
  const file = certificateFileBeside(innermost);
  const remedy = `prove the bounds with \`interlock check ${files.map(shown).join(" ")}\``;
  if (!existsSync(file))
    return fail("cli/certificate-missing", `the bounds of \`${shown(innermost)}\` are not proved: there is no \`${shown(file)}\``, {
      remedy,
    });
  const text = readTextFile(file);
  if (!text.ok) return text;
  const refused = (message: string): Result<never, CliCode> => fail("cli/certificate-refused", message, { at: shown(file), remedy });
  const certificate = parseJson(text.value, MODEL_LIMITS);
  if (!certificate.ok) return refused("the certificate is not JSON");
  const { document, digest } = certified(model);
  const checked = checkCertificate(document, certificate.value, digest);
  if (checked.accepted) return ok(digestOf(certificate.value));
  return refused(`the certificate does not prove this charter's bounds; its first false claim: ${checked.claim}`);
}
