/** What the stand-in remembers of an environment. All of it is plain JSON; times are in milliseconds since the epoch. */
export interface EnvironmentRecord {
  /** A UUID whose order is that of creation. */
  id: string;
  /** Its checkout on this machine. */
  checkout: number;
  name: string;
  annotations: Record<string, string>;
  classId: string;
  remoteUri: string;
  commit: string;
  ports: { port: number; name: string; admission: string }[];
  timeoutSeconds: number;
  /** Where the automations file is looked for. */
  automationsPath: string;
  createdAt: number;
  lastStartedAt: number;
  phase: 'CREATING' | 'STARTING' | 'RUNNING' | 'STOPPING' | 'STOPPED' | 'DELETING';
  machine: 'CREATING' | 'STARTING' | 'RUNNING' | 'STOPPED';
  content: 'CREATING' | 'INITIALIZING' | 'READY' | 'FAILED';
  devcontainer: 'CREATING' | 'RUNNING' | 'STOPPED' | 'FAILED';
  /** What failed, by part. */
  failures: { content?: string; devcontainer?: string; automationsFile?: string };
  automations: 'UNSPECIFIED' | 'ABSENT' | 'DISCOVERED' | 'SPECIFIED';
  /** Its timeout stopped it. */
  timedOut: boolean;
  services: ServiceRecord[];
}

/** Something that runs in an environment. */
export interface ServiceRecord {
  id: string;
  name: string;
  reference: string;
  start: string;
  env: Record<string, string>;
  /** Whether it is started with its environment. */
  starts: boolean;
  phase: 'STOPPED' | 'STARTING' | 'RUNNING' | 'FAILED';
  failure: string;
}
