/** What of the protocol's answers the checks look at. The document says the rest. */
export interface Problem {
  code: string;
  message: string;
  remedy: string;
  mends: string;
}

export interface Offer {
  protocol: number;
  title: string;
  places: { id: string; title: string; sizes: { id: string; title: string }[] }[];
  capabilities: ('sleep' | 'merge')[];
}

export interface Step {
  id: string;
  title: string;
  state: string;
  startedAt: string | null;
  endedAt: string | null;
  log: string[];
}

export interface Environment {
  id: string;
  name: string;
  deleting: boolean;
  links: { title: string; url: string }[];
  runs: {
    state: 'up' | 'starting' | 'asleep' | 'down';
    commit: string;
    destination: string | null;
    failure: Problem | null;
    log: string[];
  } | null;
  deployment: {
    id: string;
    commit: string;
    destination: string | null;
    state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
    requestedAt: string;
    startedAt: string | null;
    endedAt: string | null;
    steps: Step[];
    failure: Problem | null;
  };
}

export interface Page {
  environments: { id: string; name: string }[];
  next: string | null;
}
