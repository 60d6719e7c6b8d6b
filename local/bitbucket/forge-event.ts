/** A Forge event as Bitbucket sends it to an app; the rest of its shape depends on `eventType`. */
export type ForgeEvent = { eventType: string; timestamp: string } & Record<string, unknown>;
