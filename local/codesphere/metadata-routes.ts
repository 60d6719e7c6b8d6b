import { Hono } from 'hono';
import { BASE_IMAGES, DATA_CENTERS, PLANS, TEAMS } from './account';
import type { ApiEnv, ApiParts } from './api-context';

/** `/teams` and `/metadata/…`: what a workspace can be made of. */
export function metadataRoutes({ behaviour }: ApiParts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.get('/teams', (c) =>
    c.json(TEAMS.filter(({ id }) => c.get('account').teams.includes(id))),
  );
  routes.get('/metadata/workspace-plans', (c) =>
    c.json(PLANS.filter(({ id }) => !behaviour.removedPlans.includes(id))),
  );
  routes.get('/metadata/datacenters', (c) => c.json(DATA_CENTERS));
  routes.get('/metadata/workspace-base-images', (c) => c.json(BASE_IMAGES));
  return routes;
}
