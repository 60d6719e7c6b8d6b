/** What a token may do. */
export interface Account {
  userId: number;
  /** The ids of the teams that the token sees. */
  teams: number[];
  /** Without billing information no workspace can be created. */
  hasBilling: boolean;
}

/** The tokens that the stand-in knows unless told otherwise. */
export const DEFAULT_ACCOUNTS: Record<string, Account> = {
  'local-token': { userId: 1, teams: [1, 2], hasBilling: true },
  'local-token-no-teams': { userId: 2, teams: [], hasBilling: true },
  'local-token-no-billing': { userId: 3, teams: [1], hasBilling: false },
};

/** All teams. Role numbers are the API's: 0 admin, 1 member. */
export const TEAMS = [
  { id: 1, name: 'Demo', defaultDataCenterId: 1, isFirst: true, role: 0 },
  { id: 2, name: 'Bakery', defaultDataCenterId: 1, isFirst: false, role: 1 },
];

/** The one place where workspaces run here. */
export const DATA_CENTERS = [{ id: 1, name: 'Local', city: 'This machine', countryCode: 'DE' }];

/** Named as Codesphere names its own; locally all are this machine. */
export const BASE_IMAGES = [
  { id: 'ubuntu-24.04', name: 'Ubuntu 24.04', supportedUntil: '2029-04-30T00:00:00.000Z' },
  { id: 'ubuntu-22.04', name: 'Ubuntu 22.04', supportedUntil: '2027-04-30T00:00:00.000Z' },
];

/** A plan as the API lists it. `onDemand` plans sleep when unused. */
export interface Plan {
  id: number;
  title: string;
  priceUsd: number;
  deprecated: boolean;
  maxReplicas: number;
  characteristics: {
    id: number;
    CPU: number;
    GPU: number;
    RAM: number;
    SSD: number;
    TempStorage: number;
    onDemand: boolean;
  };
}

const GIB = 1024 ** 3;

/**
 * Made-up numbers in the shape of real ones; ids and prices differ between installations. Sizes are
 * bytes, as Codesphere's own client reads them.
 */
export const PLANS: Plan[] = [
  plan(1, 'Free', 0, { CPU: 0.1, RAM: GIB / 2, onDemand: true }, { deprecated: true }),
  plan(8, 'Micro', 8, { CPU: 0.5, RAM: 2 * GIB, onDemand: false }),
  plan(9, 'Boost', 23, { CPU: 2, RAM: 4 * GIB, onDemand: false }),
  plan(20, 'Micro (off when unused)', 0.8, { CPU: 0.5, RAM: 2 * GIB, onDemand: true }),
  plan(21, 'Boost (off when unused)', 2.3, { CPU: 2, RAM: 4 * GIB, onDemand: true }),
];

function plan(
  id: number,
  title: string,
  priceUsd: number,
  size: { CPU: number; RAM: number; onDemand: boolean },
  { deprecated = false } = {},
): Plan {
  const characteristics = { id, GPU: 0, SSD: 20 * GIB, TempStorage: GIB, ...size };
  return { id, title, priceUsd, deprecated, maxReplicas: 3, characteristics };
}
