import type { ForgeEvent } from '../../../local/bitbucket/forge-event';
import documented from './event-shapes.json';
import { type RunningBitbucket, startBitbucket } from './start-bitbucket';

const SHOP = '/2.0/repositories/demo/shop';
const shapes: Record<string, string[]> = documented.events;

/** Dotted paths of all values of an event, to compare with the documented ones. */
function pathsOf(value: unknown, prefix = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(item, `${prefix}[]`));
  if (value === null || typeof value !== 'object') return [prefix];
  const paths = Object.entries(value).flatMap(([name, child]) =>
    pathsOf(child, prefix ? `${prefix}.${name}` : name),
  );
  return paths.length > 0 ? paths : [prefix];
}

function expectShape(event: ForgeEvent | undefined, name: string): void {
  const paths = [...new Set(pathsOf(event))].sort();
  expect(paths).toEqual([...documented.always, ...(shapes[name] ?? ['unknown'])].sort());
}

describe('events', () => {
  let local: RunningBitbucket;
  let commit: string;

  beforeAll(async () => {
    local = await startBitbucket();
    const clone = await local.clone('will', 'demo/shop');
    commit = await local.push(clone, 'feature/events', 'a.txt');
    await local.git(clone, 'tag', 'v1');
    await local.git(clone, 'push', '--quiet', 'origin', 'v1', 'HEAD:refs/heads/other');
  });
  afterAll(() => local.stop());

  /** What the call raises, its name cut from `avi:bitbucket:`. */
  async function raisedBy(who: string, method: string, path: string, body?: object) {
    local.events.length = 0;
    const answer = await local.call(who, method, path, body);
    expect(answer.status).toBeLessThan(300);
    const names = local.events.map(({ eventType }) => eventType.replace('avi:bitbucket:', ''));
    return { answer, names, event: local.events[0] };
  }

  test('a push of branches and tags has the documented shape', () => {
    const [branch, other, tag] = local.events;
    expectShape(branch, 'push:repository');
    expectShape(tag, 'push:repository (tag)');
    // A branch at a commit that was there already brings no commits.
    expect(other).toMatchObject({ push: { ref: 'other', commits: [] } });
    expect(branch?.timestamp).toBe('2026-09-01T12:00:00.000000Z');
  });

  test('pull requests: created, updated, rejected, fulfilled with its push', async () => {
    const body = { title: 'Events', source: { branch: { name: 'feature/events' } } };
    const created = await raisedBy('will', 'POST', `${SHOP}/pullrequests`, body);
    expect(created.names).toEqual(['created:pullrequest']);
    expectShape(created.event, 'created:pullrequest');
    const short = { branch: 'feature/events', commit: { hash: commit.slice(0, 12) } };
    expect(created.event).toMatchObject({ pullrequest: { state: 'OPEN', source: short } });

    const pr = `${SHOP}/pullrequests/${created.answer.body.id}`;
    const updated = await raisedBy('ada', 'PUT', pr, { draft: true });
    expect(updated.names).toEqual(['updated:pullrequest']);
    expectShape(updated.event, 'updated:pullrequest');

    const rejected = await raisedBy('will', 'POST', `${pr}/decline`);
    expect(rejected.names).toEqual(['rejected:pullrequest']);
    expectShape(rejected.event, 'rejected:pullrequest');

    const again = await local.call('will', 'POST', `${SHOP}/pullrequests`, body);
    const second = `${SHOP}/pullrequests/${again.body.id}`;
    const fulfilled = await raisedBy('ada', 'POST', `${second}/merge`);
    expect(fulfilled.names).toEqual(['fulfilled:pullrequest', 'push:repository']);
    expectShape(fulfilled.event, 'fulfilled:pullrequest');
    expect(local.events[1]).toMatchObject({ push: { ref: 'main', mainbranch: true } });
  });

  test('comments carry their id, and a mark when the app made them', async () => {
    const comments = `${SHOP}/pullrequests/1/comments`;
    const created = await raisedBy('rita', 'POST', comments, { content: { raw: '/preview' } });
    expect(created.names).toEqual(['created:pullrequest-comment']);
    expectShape(created.event, 'created:pullrequest-comment');
    expect(created.event).not.toHaveProperty('selfGenerated');

    const byApp = await raisedBy('app', 'POST', comments, { content: { raw: 'Ready' } });
    const id = byApp.answer.body.id;
    expect(byApp.event).toMatchObject({ selfGenerated: true, comment: { id } });
    const edit = () => raisedBy('app', 'PUT', `${comments}/${id}`, { content: { raw: 'Gone' } });
    local.clock.advance(9 * 60_000);
    expect((await edit()).names).toEqual([]);
    local.clock.advance(9 * 60_000);
    // It follows the last edit, not the comment.
    expect((await edit()).names).toEqual([]);
    local.clock.advance(10 * 60_000);
    const updated = await edit();
    expect(updated.names).toEqual(['updated:pullrequest-comment']);
    expect(updated.event).toMatchObject({ selfGenerated: true });
    delete updated.event?.selfGenerated;
    expectShape(updated.event, 'updated:pullrequest-comment');
    const deleted = await raisedBy('ada', 'DELETE', `${comments}/${id}`);
    expect(deleted.names).toEqual(['deleted:pullrequest-comment']);
    expectShape(deleted.event, 'deleted:pullrequest-comment');
  });

  test('build statuses: created, then updated', async () => {
    const path = `${SHOP}/commit/${commit}/statuses/build`;
    const build = { key: 'k', state: 'INPROGRESS', url: 'http://x.localhost/', refname: 'main' };
    const created = await raisedBy('will', 'POST', path, build);
    expect(created.names).toEqual(['created:build-status']);
    expectShape(created.event, 'created:build-status');
    expect(created.event).toMatchObject({ buildStatus: { commit: { hash: commit } } });
    const updated = await raisedBy('will', 'POST', path, { ...build, state: 'FAILED' });
    expect(updated.names).toEqual(['updated:build-status']);
    expectShape(updated.event, 'updated:build-status');
  });

  test('repositories: created, updated, deleted', async () => {
    const path = '/2.0/repositories/demo/passing';
    const created = await raisedBy('ada', 'POST', path, {});
    expect(created.names).toEqual(['created:repository']);
    expectShape(created.event, 'created:repository');
    const updated = await raisedBy('ada', 'PUT', path, { description: 'New' });
    expectShape(updated.event, 'updated:repository');
    const deleted = await raisedBy('ada', 'DELETE', path);
    expectShape(deleted.event, 'deleted:repository');
  });

  test('branches made, deleted and committed to by REST are pushes', async () => {
    const made = await raisedBy('will', 'POST', `${SHOP}/refs/branches`, {
      name: 'by/rest',
      target: { hash: 'main' },
    });
    expect(made.event).toMatchObject({ push: { ref: 'by/rest', created: true } });
    const form = new FormData();
    form.set('branch', 'by/rest');
    form.set('message', 'Through the API');
    form.set('new/file.txt', 'content');
    form.append('files', 'ci.yml');
    const committed = await raisedBy('will', 'POST', `${SHOP}/src`, form);
    expect(committed.event).toMatchObject({
      push: { ref: 'by/rest', commits: [{ message: { value: 'Through the API' } }] },
    });
    const file = await local.call('will', 'GET', `${SHOP}/src/by%2Frest/new/file.txt`);
    expect(file.text).toBe('content');
    expect((await local.call('will', 'GET', `${SHOP}/src/by%2Frest/ci.yml`)).status).toBe(404);
    const deleted = await raisedBy('will', 'DELETE', `${SHOP}/refs/branches/by/rest`);
    expect(deleted.event).toMatchObject({ push: { ref: 'by/rest', closed: true } });
  });

  test('what is refused raises nothing', async () => {
    local.events.length = 0;
    for (const [method, path] of [
      ['POST', `${SHOP}/pullrequests/1/merge`],
      ['DELETE', SHOP],
      ['DELETE', `${SHOP}/refs/branches/main`],
    ] as const) {
      expect((await local.call('rita', method, path)).status).toBe(403);
    }
    expect((await local.call('will', 'DELETE', `${SHOP}/refs/branches/main`)).status).toBe(400);
    for (const name of ['../x', 'a b', '.git', 'a..b', 'x\ny', '-x', 'a.lock']) {
      const body = { name, target: { hash: 'main' } };
      expect((await local.call('will', 'POST', `${SHOP}/refs/branches`, body)).status).toBe(400);
      const form = new FormData();
      form.set('branch', name);
      form.set('a.txt', 'x');
      expect((await local.call('will', 'POST', `${SHOP}/src`, form)).status).toBe(400);
    }
    expect(local.events).toEqual([]);
  });
});
