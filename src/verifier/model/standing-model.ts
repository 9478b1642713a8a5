/**
 * The model as it stands, with nobody to refuse anything: its winning set holds the start exactly if every bound holds of everything
 * that can be reached, so its certificate is the proof of a charter.
 */
import type { ModelDocument } from "./model-document.ts";

export function standingModel(document: ModelDocument): ModelDocument {
  return { ...document, standing: true };
}
