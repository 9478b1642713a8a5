/**
 * The model as it stands, with nobody to refuse anything: every event of an agent becomes one that happens. Its winning set holds the
 * start exactly if every bound holds of everything that can be reached, so its certificate is the proof of a charter.
 */
import type { EventDocument, ModelDocument } from "./model-document.ts";

export function standingModel(document: ModelDocument): ModelDocument {
  return { ...document, events: document.events.map(standing) };
}

function standing(event: EventDocument): EventDocument {
  return event.agency === "controllable" ? { ...event, agency: "uncontrollable" } : event;
}
