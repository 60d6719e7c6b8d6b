export const SHOP = '/2.0/repositories/demo/shop';
const PULL_REQUEST = `${SHOP}/pullrequests/1`;
const PAGE = '/demo/shop/pull-requests/1';
/** One at Codesphere; the id is not known before. */
const AT = '/api/workspaces/:environment';
const HOST = '/host/v1/places/local/environments/any';
export const UPSUN = '/upsun/projects/localdemoshop';

/** The two ports of the local platform. */
export type DoorName = 'main' | 'hosting';
type Routes = Record<DoorName, string[]>;

/** What is read as JSON, at each of the two. */
const JSON_AT: Routes = {
  main: [
    'POST /_local/events',
    'POST /_local/invoke',
    'POST /_local/clock',
    'POST /_local/providers/ona',
    'POST /_pages/invoke',
    'POST /_pages/product',
    'POST /2.0/repositories/demo/new',
    `PUT ${SHOP}`,
    `POST ${SHOP}/forks`,
    `POST ${SHOP}/refs/branches`,
    `POST ${SHOP}/pullrequests`,
    `PUT ${PULL_REQUEST}`,
    `POST ${PULL_REQUEST}/merge`,
    `POST ${PULL_REQUEST}/comments`,
    `PUT ${PULL_REQUEST}/comments/1`,
    `POST ${SHOP}/commit/:commit/statuses/build`,
    `PUT ${SHOP}/commit/:commit/statuses/build/key`,
  ],
  hosting: [
    'POST /api/workspaces',
    `PATCH ${AT}`,
    `PUT ${AT}/env-vars`,
    `DELETE ${AT}/env-vars`,
    `POST ${AT}/execute`,
    `PATCH ${UPSUN}/environments/main`,
    `POST ${UPSUN}/environments/main/activate`,
    `POST ${UPSUN}/environments/main/variables`,
    `PATCH ${UPSUN}/environments/main/variables/env:GATE`,
    `PATCH ${UPSUN}/integrations/any`,
    'POST /ona/api/gitpod.v1.EnvironmentService/CreateEnvironment',
    'POST /spacelift/graphql',
  ],
};
/** All else that changes something. */
const OTHERS_AT: Routes = {
  main: [
    'POST /_local/scheduled/sweep',
    'POST /_local/uninstall',
    'POST /_pages/user',
    'POST /demo/shop/pull-requests',
    `POST ${PAGE}/merge`,
    `POST ${PAGE}/decline`,
    `POST ${PAGE}/draft`,
    `POST ${PAGE}/comments`,
    'POST /demo/shop/create-file/main/ci.yml',
    'POST /demo/shop/src/main/ci.yml',
    `POST ${SHOP}/src`,
    `DELETE ${SHOP}`,
    `DELETE ${SHOP}/refs/branches/main`,
    `POST ${PULL_REQUEST}/decline`,
    `POST ${PULL_REQUEST}/approve`,
    `DELETE ${PULL_REQUEST}/approve`,
    `POST ${PULL_REQUEST}/request-changes`,
    `DELETE ${PULL_REQUEST}/request-changes`,
    `DELETE ${PULL_REQUEST}/comments/1`,
    'POST /demo/shop.git/git-receive-pack',
    'POST /demo/shop.git/git-upload-pack',
  ],
  hosting: [
    `DELETE ${AT}`,
    `POST ${AT}/landscape/deploy`,
    `POST ${AT}/landscape/deploy/profile`,
    `DELETE ${AT}/landscape/teardown`,
    `POST ${AT}/pipeline/run/start`,
    `POST ${AT}/pipeline/run/start/profile`,
    `POST ${AT}/pipeline/run/stop`,
    `POST ${AT}/git/pull`,
    `POST ${AT}/git/pull/origin`,
    `POST ${AT}/git/pull/origin/main`,
    'POST /upsun/oauth2/token',
    `DELETE ${UPSUN}/environments/main`,
    ...['deactivate', 'pause', 'resume', 'redeploy', 'deploy'].map(
      (operation) => `POST ${UPSUN}/environments/main/${operation}`,
    ),
    `DELETE ${UPSUN}/environments/main/variables/env:GATE`,
    `DELETE ${UPSUN}/integrations/any`,
    `POST ${UPSUN}/activities/any/cancel`,
    `PUT ${HOST}`,
    `DELETE ${HOST}`,
    ...['cancel', 'sleep', 'wake'].map((work) => `POST ${HOST}/${work}`),
    'POST /',
  ],
};

const tableOf = (routes: Routes) =>
  (['main', 'hosting'] as const).flatMap((door) =>
    routes[door].map((route): [door: DoorName, route: string] => [door, route]),
  );

/** Every route that reads JSON, by its door. */
export const JSON_ROUTES = tableOf(JSON_AT);
/** Every route that changes something, these among them. */
export const EVERY_ROUTE = [...JSON_ROUTES, ...tableOf(OTHERS_AT)];
