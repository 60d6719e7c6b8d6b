import {
  connectTo,
  createSoon,
  exampleSpec,
  runSteps,
  type Intercept,
} from '../../adapters/providers/upsun/connect-to';
import { eventually } from '../codesphere/eventually';
import { faultsOfAnswer, faultsOfBody } from './api-schemas';
import { startUpsun, type TestUpsun } from './start-upsun';

jest.setTimeout(60_000);

describe("Upsun's own document", () => {
  let upsun: TestUpsun;
  beforeAll(async () => {
    upsun = await startUpsun();
  });
  afterAll(() => upsun.stop());

  it('describes what the stand-in answers and what the app sends, in a whole life', async () => {
    const faults: string[] = [];
    const seen = new Set<string>();
    const intercept: Intercept = async (request, proceed) => {
      const { pathname, hostname } = new URL(request.url);
      const { method } = request;
      const sent = await request.clone().text();
      const answer = await proceed();
      if (hostname !== 'api.upsun.com' || !pathname.startsWith('/projects/')) return answer;
      if (sent !== '') faults.push(...faultsOfBody(method, pathname, JSON.parse(sent)));
      const isJson = answer.headers.get('content-type')?.startsWith('application/json');
      if (answer.ok && isJson) {
        faults.push(...faultsOfAnswer(method, pathname, await answer.clone().json()));
      }
      seen.add(`${method} ${pathname.replace(/.*\/environments\/one/, 'E')}`);
      return answer;
    };
    const hosting = connectTo(upsun, { intercept });
    const commit = await upsun.push('one', {});
    const variables = [{ name: 'A', value: 'x' }];
    const spec = exampleSpec('one', commit, { variables });
    const environment = await createSoon(hosting, spec);
    expect((await runSteps(hosting, environment, spec)).last).toMatchObject({ state: 'done' });
    const changed = { ...spec, variables: [{ name: 'A', value: 'y', secret: true as const }] };
    await hosting.startStep('variables', environment, changed);
    await upsun.local.settled();
    await eventually(async () => {
      await hosting.remove!(environment);
      expect(await hosting.find(environment)).toBe('gone');
    });
    expect(faults).toEqual([]);
    expect([...seen]).toEqual(
      expect.arrayContaining([
        ...['PATCH E', 'POST E/activate', 'POST E/variables', 'PATCH E/variables/env%3AA'],
        ...['GET E/activities', 'POST E/deactivate', 'DELETE E/variables/env%3AA'],
      ]),
    );
  });

  it('tells a body or an answer that is not as it says', () => {
    expect(faultsOfBody('PATCH', '/projects/p/environments/e', { titel: 'x' })).toEqual([
      'EnvironmentPatch: data must NOT have additional properties',
    ]);
    expect(faultsOfAnswer('GET', '/projects/p/environments', [{ id: 'e' }])).toHaveLength(1);
  });
});
