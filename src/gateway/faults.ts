/** Every fault of this layer, one sentence each; docs/errors.md is made from it. */

export const GATEWAY_FAULTS = {
  "gateway/config-malformed": "The gateway's configuration file is not in the form that it reads.",
  "gateway/ledger-unreachable": "The gateway cannot reach the ledger; until it can, nothing is executed.",
  "gateway/not-ready": "The system is not ready, so nothing is executed; the reasons say why.",
  "gateway/not-recorded": "The ledger did not take the call, so it was not executed.",
  "gateway/no-decision": "No decision came before the call's deadline; it is in the ledger, and may still be decided.",
  "gateway/entry-forged": "The ledger has shown something of a call that its writer did not sign, so the gateway believes it no more.",
  "gateway/too-many-calls": "The agent has more calls open than the gateway holds.",
  "gateway/answer-unreadable": "The outcome of the call is recorded, but the gateway cannot read its content.",
  "gateway/call-failed": "The call was allowed, but nothing was executed; the code beside says why.",
  "gateway/in-doubt": "The call was allowed and may have been executed; what came of it is not known.",
  "gateway/pending": "The call waits for people; the same call later returns its result.",
  "gateway/which-server": "Several servers are governed, and the name does not say which one is meant.",
  "gateway/not-chartered": "No charter in force can ever admit this method, so it is not offered.",
  "gateway/not-open": "The client has not opened its connection with `initialize`, or has opened it twice.",
  "gateway/state-refused": "The `requestState` is not one that this gateway gave for this call.",
  "gateway/token-refused": "The client does not send the token of the agent that this port serves.",
  "gateway/listen-failed": "The HTTP port cannot be opened.",
} as const;

export type GatewayCode = keyof typeof GATEWAY_FAULTS;
