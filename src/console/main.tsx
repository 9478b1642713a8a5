/** Starts the page in its browser: where the clock, the network and the memory are handed in. */
import { createRoot } from "react-dom/client";
import "./design/palette.css";
import "./design/base.css";
import "./design/parts.css";
import "./design/frame.css";
import "./exact/exact.css";
import { connectToServer } from "./frame/ask-server.ts";
import { ConsoleProvider } from "./frame/console-context.tsx";
import { createLiveStore } from "./frame/live.ts";
import { takePlace } from "./frame/way-back.ts";
import { PageFrame } from "./page-frame.tsx";

/** The link's secret leaves the address bar and the history before anything else happens. */
function takeLink(): string | undefined {
  const link = /^#link=([A-Za-z0-9_-]+)/.exec(location.hash)?.[1];
  if (link !== undefined) history.replaceState(null, "", `${location.pathname}#/inbox`);
  return link;
}

/** Why a sign-in ended without letting anybody in, as its way back says; it leaves the address bar too. */
function takeRefusal(): string | undefined {
  const refused = /^#refused=([a-z/-]{1,64})$/.exec(location.hash)?.[1];
  if (refused !== undefined) history.replaceState(null, "", `${location.pathname}#/inbox`);
  return refused;
}

const link = takeLink();
const refused = takeRefusal();
const wanted = refused === undefined ? takePlace(sessionStorage, location.hash) : undefined;
if (wanted !== undefined) history.replaceState(null, "", `${location.pathname}${wanted}`);
const place = document.getElementById("page");
if (place !== null) {
  const now = (): number => Date.now();
  const server = connectToServer(fetch.bind(globalThis));
  const live = createLiveStore(server, now);
  createRoot(place).render(
    <ConsoleProvider value={{ server, live, now, memory: localStorage, ...(refused === undefined ? {} : { refused }) }}>
      <PageFrame />
    </ConsoleProvider>,
  );
  void live.start(link);
}
