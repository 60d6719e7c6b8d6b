import { type RunningBitbucket, startBitbucket } from '../start-bitbucket';

const COMMENTS = '/2.0/repositories/demo/shop/pullrequests/1/comments';

describe('comments', () => {
  let local: RunningBitbucket;
  beforeAll(async () => {
    local = await startBitbucket();
  });
  afterAll(() => local.stop());

  const write = async (who: string, raw: string, more: object = {}) => {
    const answer = await local.call(who, 'POST', COMMENTS, { content: { raw }, ...more });
    expect(answer.status).toBe(201);
    return answer.body;
  };

  test('are written, read, edited in place and deleted', async () => {
    const { id, user } = await write('app', 'Preview: **soon** <script>');
    expect(user.type).toBe('app_user');
    local.clock.advance(5000);
    const edited = await local.call('app', 'PUT', `${COMMENTS}/${id}`, {
      content: { raw: '[Preview](http://x.localhost:1)' },
    });
    expect(edited).toMatchObject({ status: 200, body: { id, deleted: false } });
    expect(edited.body.content.html).toContain('<a href="http://x.localhost:1">Preview</a>');
    expect(edited.body.updated_on > edited.body.created_on).toBe(true);

    expect((await local.call('app', 'DELETE', `${COMMENTS}/${id}`)).status).toBe(204);
    const { body } = await local.call('app', 'GET', `${COMMENTS}/${id}`);
    expect(body).toMatchObject({ deleted: true, content: { raw: '' } });
    expect((await local.call('app', 'DELETE', `${COMMENTS}/${id}`)).status).toBe(404);
  });

  test('show HTML in the text as text', async () => {
    const comment = await write('rita', '<img src=x onerror=alert(1)> [x](javascript:alert(1))');
    const { body } = await local.call('rita', 'GET', `${COMMENTS}/${comment.id}`);
    expect(body.content.html).not.toMatch(/<img|href="javascript/);
  });

  test('answer another comment and are counted', async () => {
    const parent = await write('rita', '/preview');
    const reply = await write('app', 'On it.', { parent: { id: parent.id } });
    const { body } = await local.call('rita', 'GET', `${COMMENTS}/${reply.id}`);
    expect(body.parent.id).toBe(parent.id);
    const pr = await local.call('rita', 'GET', '/2.0/repositories/demo/shop/pullrequests/1');
    const list = await local.call('rita', 'GET', `${COMMENTS}?q=deleted=false&pagelen=1`);
    expect(pr.body.comment_count).toBe(list.body.size);
    expect(list.body.values).toHaveLength(1);
    const nowhere = { content: { raw: 'x' }, parent: { id: 999 } };
    expect((await local.call('rita', 'POST', COMMENTS, nowhere)).status).toBe(400);
  });

  test('can be edited by their author and deleted by admins too', async () => {
    const { id } = await write('rita', 'mine');
    const change = { content: { raw: 'yours' } };
    for (const who of ['ada', 'will', 'app']) {
      expect((await local.call(who, 'PUT', `${COMMENTS}/${id}`, change)).status).toBe(403);
    }
    expect((await local.call('will', 'DELETE', `${COMMENTS}/${id}`)).status).toBe(403);
    expect((await local.call('ada', 'DELETE', `${COMMENTS}/${id}`)).status).toBe(204);
  });

  test.each([[{}], [{ content: {} }], [{ content: { raw: '' } }], [{ content: 'x' }]])(
    'refuse the body %j',
    async (body) => {
      const answer = await local.call('rita', 'POST', COMMENTS, body);
      expect(answer).toMatchObject({ status: 400, body: { type: 'error' } });
      expect(Object.keys(answer.body.error.fields)[0]).toMatch(/^content/);
    },
  );
});
