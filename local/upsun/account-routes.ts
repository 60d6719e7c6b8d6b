import { Hono } from 'hono';
import type { Projects } from './projects';

const ORGANIZATION = { id: '01LOCALORGANIZATION', name: 'demo', label: 'Demo', type: 'flexible' };
const USER = { id: '01LOCALUSER', username: 'machine', email: 'machine@example.com' };

/** What the token's user sees: one organization with all projects. */
export function accountRoutes(projects: Projects): Hono {
  const app = new Hono();
  app.get('/users/me', (c) => c.json(USER));
  app.get('/organizations', (c) => c.json({ count: 1, items: [ORGANIZATION], _links: {} }));
  app.get('/organizations/:id/projects', (c) => {
    if (c.req.param('id') !== ORGANIZATION.id) return c.json({ title: 'Not found' }, 404);
    const items = projects
      .list()
      .map(({ id, title }) => ({ id, title, region: 'eu-3.platform.sh' }));
    return c.json({ count: items.length, items, _links: {} });
  });
  app.get('/users/:id/extended-access', (c) => c.json({ items: [], _links: {} }));
  return app;
}
