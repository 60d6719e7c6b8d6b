import { type RunningBitbucket, startBitbucket } from './start-bitbucket';

const PRS = '/2.0/repositories/demo/shop/pullrequests';

describe('forks', () => {
  let local: RunningBitbucket;
  let clone: string;
  let id: number;

  beforeAll(async () => {
    local = await startBitbucket();
    clone = await local.clone('otto', 'otto/shop');
    await local.push(clone, 'from-outside', 'outside.txt');
    const made = await local.call('otto', 'POST', PRS, {
      title: 'From outside',
      source: { branch: { name: 'from-outside' }, repository: { full_name: 'otto/shop' } },
    });
    expect(made.status).toBe(201);
    id = made.body.id;
  });
  afterAll(() => local.stop());

  test('a fork names its parent, and the parent its forks', async () => {
    const { body } = await local.call('otto', 'GET', '/2.0/repositories/otto/shop');
    expect(body).toMatchObject({ full_name: 'otto/shop', parent: { full_name: 'demo/shop' } });
    const forks = await local.call('rita', 'GET', '/2.0/repositories/demo/shop/forks');
    expect(forks.body.values).toMatchObject([{ full_name: 'otto/shop' }]);
  });

  test('who owns the fork still may not see the destination', async () => {
    expect((await local.call('otto', 'GET', `${PRS}/${id}`)).status).toBe(404);
    expect((await local.call('app', 'GET', '/2.0/repositories/otto/shop')).status).toBe(404);
  });

  test('a pull request from a fork shows it, and its files in the destination', async () => {
    const { body } = await local.call('rita', 'GET', `${PRS}/${id}`);
    expect(body.source.repository?.full_name).toBe('otto/shop');
    const { hash } = body.source.commit;
    const file = `/2.0/repositories/demo/shop/src/${hash}/outside.txt`;
    expect((await local.call('app', 'GET', file)).text).toBe('outside.txt on from-outside\n');
  });

  test('a push to the fork updates the pull request in the destination', async () => {
    local.events.length = 0;
    const commit = await local.push(clone, 'from-outside', 'more.txt');
    const destination = local.bitbucket.findRepository('demo', 'shop')!;
    expect(local.events).toMatchObject([
      { eventType: 'avi:bitbucket:push:repository', repository: { slug: 'shop' } },
      {
        eventType: 'avi:bitbucket:updated:pullrequest',
        repository: { uuid: destination.uuid },
        pullrequest: { id, source: { commit: { hash: commit.slice(0, 12) } } },
      },
    ]);
    expect(local.events[0]?.repository).not.toMatchObject({ uuid: destination.uuid });
    const { body } = await local.call('app', 'GET', `${PRS}/${id}/diffstat`);
    expect(body.values).toMatchObject([
      { new: { path: 'more.txt' } },
      { new: { path: 'outside.txt' } },
    ]);
  });

  test('people of the parent may fork into a workspace of their own only', async () => {
    const fork = { workspace: { slug: 'demo' }, name: 'Second shop' };
    const made = await local.call('ada', 'POST', '/2.0/repositories/demo/shop/forks', fork);
    expect(made).toMatchObject({ status: 201, body: { full_name: 'demo/second-shop' } });
    const refused = await local.call('rita', 'POST', '/2.0/repositories/demo/shop/forks', fork);
    expect(refused.status).toBe(403);
  });

  test('when the fork is deleted its pull request stays, without a source repository', async () => {
    expect((await local.call('ada', 'DELETE', '/2.0/repositories/otto/shop')).status).toBe(403);
    expect((await local.call('otto', 'DELETE', '/2.0/repositories/otto/shop')).status).toBe(204);
    const { body } = await local.call('rita', 'GET', `${PRS}/${id}`);
    expect(body).toMatchObject({ state: 'OPEN', source: { repository: null } });
    const merged = await local.call('ada', 'POST', `${PRS}/${id}/merge`);
    expect(merged).toMatchObject({ status: 200, body: { state: 'MERGED' } });
  });
});
