import { Hono } from 'hono';
import { accepted, refused } from './answers';
import { projectOf, type ApiParts } from './api-parts';
import type { ActivityRecord, ProjectRecord } from './records';
import { showActivity } from './show';

/** What was done in a project, each with its log. */
export function activityRoutes(parts: ApiParts): Hono {
  const app = new Hono();
  const { behaviour, operations } = parts;

  app.get('/', (c) => c.json(listActivities(parts, projectOf(parts, c), () => true)));
  app.get('/:activity', (c) => {
    const project = projectOf(parts, c);
    const one = project.activities.find(({ id }) => id === c.req.param('activity'));
    if (!one) return refused(behaviour, 404, 'There is no such activity.');
    return c.json(showActivity(parts, project, one));
  });
  app.post('/:activity/cancel', (c) => {
    const project = projectOf(parts, c);
    if (!operations.queue.cancel(project, c.req.param('activity'))) {
      return refused(behaviour, 400, 'The activity has ended.');
    }
    return accepted(parts, project, {});
  });
  app.get('/:activity/log', (c) => {
    const one = projectOf(parts, c).activities.find(({ id }) => id === c.req.param('activity'));
    if (!one) return refused(behaviour, 404, 'There is no such activity.');
    const odd = Object.keys(c.req.query()).find((name) => !LOG_QUERY.includes(name));
    if (odd !== undefined) return refused(behaviour, 400, `${odd} is not known.`);
    const lines = one.log.map(({ at, message }, index) => ({
      _id: index + 1,
      data: { timestamp: new Date(at).toISOString(), message },
    }));
    const isSealed = one.endedAt !== undefined && !behaviour.unsealedLogs;
    const all = [...lines, ...(isSealed ? [{ _id: lines.length + 1, seal: true }] : [])];
    const text = all.map((line) => `${JSON.stringify(line)}\n`).join('');
    return new Response(text, { headers: { 'content-type': 'application/x-json-stream' } });
  });
  return app;
}

const LOG_QUERY = ['start_at', 'max_items', 'max_delay'];

/** Activities, the newest first. */
export function listActivities(
  parts: ApiParts,
  project: ProjectRecord,
  isWanted: (one: ActivityRecord) => boolean,
) {
  return project.activities
    .filter(isWanted)
    .toReversed()
    .map((one) => showActivity(parts, project, one));
}
