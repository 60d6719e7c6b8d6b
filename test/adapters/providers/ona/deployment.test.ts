import { removeFolder } from '../../../../local/remove-folder';
import type { Hosting } from '../../../../src/ports/hosting';
import { APP, startOna, type TestOna } from '../../../local/ona/start-ona';
import { connectTo, exampleSpec, expiresIn, NAME, OPTIONS, PLACE, runSteps } from './connect-to';

jest.setTimeout(120_000);

let ona: TestOna;
let hosting: Hosting;
beforeEach(async () => {
  ona = await startOna();
  hosting = connectTo(ona);
});
afterEach(() => ona.stop());

const visit = async (url: string) => (await ona.local.handle(new Request(url))).text();
const urlIn = (last: object) => ('url' in last ? String(last.url) : '');
/** Waits until the stand-in has no work under way, and reads the environment. */
async function settled(id: string) {
  await ona.local.settled();
  return hosting.find({ id, place: PLACE });
}

test('an offer has the account, its classes, and nothing to remind of', async () => {
  expect(await hosting.offer(OPTIONS)).toEqual({
    places: [{ place: PLACE, title: 'Demo, as Previews' }],
    choices: {
      class: [
        expect.objectContaining({
          title: 'Local runner (this machine): Regular',
          label: 'Local runner (this machine): Regular (4 vCPU, 16 GB memory)',
        }),
        expect.objectContaining({ title: 'Local runner (this machine): Large' }),
      ],
      notes: [],
    },
  });
});

test('an environment runs one commit, is read back, and is deleted', async () => {
  const commit = ona.repository.commit('feature', { 'page.txt': 'two' });
  ona.repository.commit('feature', { 'page.txt': 'newer' });
  const greeting = { name: 'GREETING', value: 'hello' };
  const secret = { name: 'SECRET', value: 'very-secret', secret: true as const };
  const spec = exampleSpec(commit, { variables: [greeting, secret] });
  const made = await hosting.create!(spec);
  expect(made).toMatchObject({
    ...{ name: NAME, place: PLACE, attempt: spec.attempt, size: OPTIONS.classId },
    pageUrl: `https://app.ona.com/details/${made.id}`,
  });
  const { last, done } = await runSteps(hosting, made, spec);
  expect(done).toEqual(['machine', 'content', 'devcontainer', 'app', 'verify']);
  expect(last).toMatchObject({ state: 'done', commit, seen: 'answered' });
  expect(await visit(urlIn(last))).toBe('two|hello');
  expect(await hosting.list(PLACE)).toEqual([made]);
  expect(hosting.matches(made, spec)).toBe(true);
  expect(await hosting.findEnd!(made, spec)).toBeUndefined();
  await hosting.remove!(made);
  expect(await settled(made.id)).toBe('gone');
  expect(await hosting.list(PLACE)).toEqual([]);
  await hosting.remove!(made);
});

test('its automations file starts the app, and gets no env vars', async () => {
  const file =
    'services:\n  web:\n    commands:\n      start: node server.js\n    triggeredBy: [postDevcontainerStart]\n';
  const commit = ona.repository.commit('feature', { '.ona/automations.yaml': file });
  const spec = exampleSpec(commit, { options: { ...OPTIONS, start: 'file' } });
  const made = await hosting.create!(spec);
  expect((await runSteps(hosting, made, spec)).last).toMatchObject({ state: 'done', commit });
  const variables = [{ name: 'GREETING', value: 'hello' }];
  await expect(hosting.startStep('app', made, { ...spec, variables })).rejects.toMatchObject({
    failure: { code: 'variable-unsettable', mendedBy: 'settings' },
  });
});

test.each([
  ['is missing', {}, 'automations-missing'],
  ['has a key that Ona does not know', { '.ona/automations.yaml': 'odd: 1' }, 'automations-wrong'],
])('an automations file that %s has failed', async (_, files, code) => {
  const commit = ona.repository.commit('feature', { 'page.txt': 'x', ...files });
  const spec = exampleSpec(commit, { options: { ...OPTIONS, start: 'file' } });
  const made = await hosting.create!(spec);
  expect((await runSteps(hosting, made, spec)).last).toMatchObject({
    state: 'failed',
    failure: { code },
  });
});

test('an app that ends is told with its log, without the values of env vars', async () => {
  const commit = ona.repository.commit('feature', {
    'server.js': 'console.log("the key is " + process.env.SECRET); process.exit(3);',
  });
  const secret = { name: 'SECRET', value: 'very-secret', secret: true as const };
  const spec = exampleSpec(commit, { variables: [secret] });
  const made = await hosting.create!(spec);
  const { last } = await runSteps(hosting, made, spec);
  expect(last).toMatchObject({
    state: 'failed',
    failure: {
      code: 'app-ended',
      message: 'The app ended: exit code 3.',
      logTail: ['the key is [SECRET]'],
    },
  });
});

test('a dev container that cannot be built, and a commit that is gone, fail at their steps', async () => {
  const commit = ona.repository.commit('feature', { '.devcontainer/fail': 'no such image' });
  const broken = exampleSpec(commit);
  const made = await hosting.create!(broken);
  const { last, done } = await runSteps(hosting, made, broken);
  expect(done).toEqual(['machine', 'content']);
  expect(last).toMatchObject({
    failure: { code: 'build-failed', message: expect.stringContaining('no such image') as string },
  });
  const vanished = exampleSpec('f'.repeat(40));
  const other = await hosting.create!(vanished);
  expect((await runSteps(hosting, other, vanished)).last).toMatchObject({
    failure: { code: 'clone-failed' },
  });
});

test('its timeout stops it, which is said, and a redeploy starts it again with what it has', async () => {
  const commit = ona.repository.commit('feature', { 'page.txt': 'two' });
  const spec = exampleSpec(commit);
  const made = await hosting.create!(spec);
  const first = await runSteps(hosting, made, spec);
  ona.clock.advance(3 * 60 * 60_000 + 1000);
  await ona.local.settled();
  expect(await hosting.findEnd!(made, spec)).toMatchObject({
    code: 'environment-asleep',
    message:
      'Ona stopped the environment after its timeout of 3 hours. Visits do not keep it awake.',
    remedy: 'Choose Redeploy to start it again.',
  });
  expect(await visit(urlIn(first.last))).toContain('There is no environment here');
  const again = { ...spec, attempt: '2-1789000000001-0' };
  const { last } = await runSteps(hosting, made, again, () => ona.clock.now());
  expect(last).toMatchObject({ state: 'done', commit, seen: 'answered' });
  expect(await visit(urlIn(last))).toContain('two');
});

test('stopped by a person it is not started unasked; an app that ended is told', async () => {
  const commit = ona.repository.commit('feature', { 'page.txt': 'two' });
  const spec = exampleSpec(commit);
  const made = await hosting.create!(spec);
  await runSteps(hosting, made, spec);
  await ona.call('EnvironmentService/StopEnvironment', { environmentId: made.id });
  await ona.local.settled();
  expect(await hosting.findEnd!(made, spec)).toMatchObject({
    code: 'environment-asleep',
    message: 'The environment was stopped at Ona.',
  });
});

test('members only: a sign-in in front is what this app sees', async () => {
  const commit = ona.repository.commit('feature', { 'page.txt': 'two' });
  const spec = exampleSpec(commit, { options: { ...OPTIONS, admission: 'organization' } });
  const made = await hosting.create!(spec);
  expect((await runSteps(hosting, made, spec)).last).toMatchObject({
    ...{ state: 'done', commit, seen: 'sign-in' },
  });
});

test('the last two weeks of a token are told with each deployment, and in the offer', async () => {
  const soon = connectTo(ona, { expires: expiresIn(ona, 9) });
  const commit = ona.repository.commit('feature', { 'page.txt': 'two' });
  const spec = exampleSpec(commit);
  const made = await soon.create!(spec);
  const message = expect.stringContaining(`expires on ${expiresIn(ona, 9)}`) as string;
  expect((await runSteps(soon, made, spec)).last).toMatchObject({
    state: 'done',
    warning: { message },
  });
  expect((await soon.offer()).choices.notes).toMatchObject([{ title: message }]);
});

test.each([
  ['', undefined],
  [', also without its folders', removeFolder],
])('an environment goes on after the stand-in was started anew%s', async (_, meanwhile) => {
  const commit = ona.repository.commit('feature', { ...APP, 'page.txt': 'kept' });
  const spec = exampleSpec(commit);
  const made = await hosting.create!(spec);
  const { last } = await runSteps(hosting, made, spec);
  await ona.again(meanwhile);
  await ona.local.settled();
  const again = await runSteps(connectTo(ona), made, spec);
  expect(again.last).toMatchObject({ state: 'done', commit });
  expect(await visit(urlIn(last))).toContain('kept');
});
