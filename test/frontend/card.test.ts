import type { CardView } from '../../src/contract';
import { NO_ACTIONS } from '../domain/preview-fixture';
import { ForgePage, noAnswer, textOf, type Answer } from './forge-doc';
import { holdTime } from './hold-time';

const now = Date.UTC(2026, 4, 5, 12);

const settled: CardView = {
  title: 'None',
  tone: 'neutral',
  steps: [],
  needsSettings: false,
  actions: NO_ACTIONS,
  version: '1.1',
  now,
};

const ready: CardView = {
  ...settled,
  title: 'Ready',
  tone: 'success',
  url: 'https://5123-3000.2.codesphere.com',
  commit: { short: 'abc1234', latest: true },
  steps: [
    { id: 'prepare', title: 'Prepare', state: 'done', startedAt: now - 9e4, endedAt: now - 6e4 },
    { id: 'run', title: 'Run', state: 'done', startedAt: now - 6e4, endedAt: now - 5e4 },
  ],
  providerPage: {
    title: 'Codesphere',
    url: 'https://cloud.codesphere.com/ide/teams/1/workspaces/5123',
  },
  actions: { ...NO_ACTIONS, redeploy: true, delete: true },
};

const deploying: CardView = {
  ...settled,
  title: 'Deploying',
  tone: 'progress',
  url: 'https://5123-3000.2.codesphere.com',
  commit: { short: 'abc1234', latest: false },
  deployingCommit: { short: 'def5678' },
  steps: [
    { id: 'prepare', title: 'Prepare', state: 'done', startedAt: now - 200e3, endedAt: now - 12e3 },
    { id: 'test', title: 'Test', state: 'running', startedAt: now - 12e3, detail: 'npm test' },
    { id: 'run', title: 'Run', state: 'waiting' },
  ],
  refreshAfterSeconds: 5,
};

holdTime();

const answering = (card: CardView) => () => ({ type: 'card', card });

function open(card: CardView, answers: Record<string, Answer> = {}): Promise<ForgePage> {
  return ForgePage.open('card', { readCard: answering(card), ...answers });
}

describe('what the card shows', () => {
  test('a preview that runs: state, link in a new tab, commit; in one call', async () => {
    const page = await open(ready);
    expect(page.calls.map((call) => call.name)).toEqual(['readCard']);
    expect(page.one('Lozenge', 'Ready').props.appearance).toBe('success');
    expect(page.one('LinkButton').props).toMatchObject({
      href: 'https://5123-3000.2.codesphere.com',
      target: '_blank',
    });
    expect(page.text()).toContain('Runs commit abc1234, the latest');
    expect(page.text()).not.toContain('Prepare');
    expect(page.one('Link').props).toMatchObject({
      href: 'https://cloud.codesphere.com/ide/teams/1/workspaces/5123',
      openNewTab: true,
    });
  });

  test('what is not as it should be in a preview that runs, as a warning', async () => {
    const warning = { message: 'The app answers 404 at /.', remedy: 'Open a path that it has.' };
    const page = await open({ ...ready, warning });
    expect(page.one('SectionMessage').props.appearance).toBe('warning');
    expect(page.text()).toContain('The app answers 404 at /. Open a path that it has.');
  });

  test('a deployment: stages with times, and that the link still shows an older commit', async () => {
    const page = await open(deploying);
    expect(page.one('Lozenge', 'Deploying').props.appearance).toBe('inprogress');
    expect(page.text()).toContain('Runs commit abc1234, not the latest');
    expect(page.text()).toContain('Commit def5678');
    expect(page.text()).not.toContain('Deploying commit');
    expect(page.text()).toContain('Prepare 3 min');
    expect(page.text()).toContain('Test 12 s npm test');
    expect(page.all('Icon').map((icon) => icon.props.label)).toEqual(['Done', 'Not started']);
  });

  test('a failure: stage, pipeline step, what to do, the end of the log', async () => {
    const page = await open({
      ...deploying,
      title: 'Failed',
      tone: 'danger',
      failure: {
        message: 'The test stage failed.',
        remedy: 'Mend the test and push again.',
        step: 'Test',
        pipelineStep: 'npm test',
        logTail: ['1 test failed', 'exit 1'],
      },
    });
    expect(page.one('Lozenge', 'Failed').props.appearance).toBe('removed');
    const message = textOf(page.one('SectionMessage', { appearance: 'error' }));
    expect(message).toContain('Test › npm test');
    expect(message).toContain('The test stage failed. Mend the test and push again.');
    expect(page.one('CodeBlock').props.text).toBe('1 test failed\nexit 1');
  });

  test('a failure whose message names the step says so once', async () => {
    const page = await open({
      ...deploying,
      tone: 'danger',
      failure: {
        message: 'Test failed in step 2 of 3.',
        remedy: 'Mend it.',
        step: 'Test',
        pipelineStep: 'step 2 of 3',
      },
    });
    expect(textOf(page.one('SectionMessage'))).toBe('Test failed in step 2 of 3. Mend it.');
    expect(page.all('CodeBlock')).toHaveLength(0);
  });

  const failed = (failure: Partial<CardView['failure']>): CardView => ({
    ...deploying,
    tone: 'danger',
    failure: { message: 'Boom.', remedy: 'Mend it.', ...failure },
  });
  const numbered = Array.from({ length: 50 }, (_, index) => `line ${index + 1}`);

  test('a long log: its end, and all of it on request', async () => {
    const page = await open(failed({ logTail: numbered }));
    expect(page.one('CodeBlock').props.text).toBe(numbered.slice(10).join('\n'));
    await page.press('Show all 50 lines');
    expect(page.all('CodeBlock').map(({ props }) => props.text)).toContain(numbered.join('\n'));
    expect(page.countOf('readLog')).toBe(0);
    await page.press('Close');
    expect(page.all('Modal')).toHaveLength(0);
  });

  test('of long lines as many whole ones as fit; of one that does not fit, that one', async () => {
    const long = 'x'.repeat(190);
    const page = await open(failed({ logTail: [...Array<string>(8).fill(long), 'last'] }));
    expect(page.one('CodeBlock').props.text).toBe(
      [...Array<string>(6).fill(long), 'last'].join('\n'),
    );
    const endless = 'x'.repeat(2000);
    const other = await open(failed({ logTail: ['first', endless] }));
    expect(other.one('CodeBlock').props.text).toBe(endless);
  });

  test('where nothing of the log is known, where it is', async () => {
    const page = await open(failed({ logPage: ready.providerPage! }));
    expect(textOf(page.one('Link'))).toBe('Log in Codesphere');
    expect(page.all('CodeBlock')).toEqual([]);
  });

  test('a log that the provider still has: all of it is asked for when it is opened', async () => {
    // Codesphere shows logs on the page of the environment.
    const logPage = ready.providerPage!;
    const page = await open(failed({ logTail: ['the end'], hasWholeLog: true, logPage }), {
      readLog: () => ({ type: 'log', text: 'the beginning\nthe end' }),
    });
    expect(page.one('Link').props).toMatchObject({ href: logPage.url, openNewTab: true });
    expect(page.countOf('readLog')).toBe(0);
    await page.press('Show whole log');
    const shown = () => page.all('CodeBlock').map(({ props }) => props.text);
    expect(shown()).toContain('the beginning\nthe end');
    await page.press('Close');
    page.answer('readLog', () => ({ type: 'log', text: '' }));
    await page.press('Show whole log');
    expect(shown()).toEqual(['the end', 'the end']);
    expect(page.text()).toContain('has nothing left of this log');
    await page.press('Close');
    page.answer('readLog', noAnswer);
    await page.press('Show whole log');
    expect(page.text()).toContain('The app did not answer.');
  });

  test('a log to copy: in a field of its own, with what failed', async () => {
    const page = await open(failed({ logTail: numbered }));
    await page.press('Copy log');
    expect(page.one('TextArea').props).toMatchObject({
      defaultValue: ['Boom.', ...numbered].join('\n'),
      isReadOnly: true,
      autoFocus: true,
    });
    await page.press('Close');
    expect(page.all('TextArea')).toHaveLength(0);
  });

  test('what a comment asked for: by whom, to be done or dismissed by one click', async () => {
    const asked = { comment: 12, person: 'will', act: 'Redeploy' };
    const page = await open({ ...ready, asked }, { answerCommand: answering(ready) });
    expect(page.text()).toContain(' asked for Redeploy in a comment.');
    expect(page.one('User').props).toEqual({ accountId: 'will' });
    await page.press('Do it');
    expect(page.calls.at(-1)).toMatchObject({
      name: 'answerCommand',
      payload: { comment: 12, to: 'do' },
    });
    expect(page.text()).not.toContain('in a comment');
    const other = await open({ ...ready, asked: { ...asked, person: 'reader' } });
    expect(other.text()).toContain('You asked for');
    await other.press('Dismiss');
    expect(other.calls.at(-1)).toMatchObject({ payload: { comment: 12, to: 'dismiss' } });
  });

  test('no preview: why, and nothing to press', async () => {
    const page = await open({ ...settled, message: 'This pull request comes from a fork.' });
    expect(page.one('Lozenge', 'None').props.appearance).toBe('default');
    expect(page.text()).toContain('This pull request comes from a fork.');
    expect(page.all('Button')).toHaveLength(0);
    expect(page.all('LoadingButton')).toHaveLength(0);
    expect(page.all('LinkButton')).toHaveLength(0);
  });

  test('who did it, by name; the reader is addressed', async () => {
    const message = 'deleted the preview.';
    const page = await open({ ...settled, message, person: 'ada' });
    expect(page.one('User').props).toEqual({ accountId: 'ada' });
    const own = await open({ ...settled, message, person: 'reader', keptBy: 'reader' });
    expect(own.text()).toContain('You deleted the preview.');
    expect(own.text()).toContain('Kept by you until its pull request is closed.');
    expect(own.all('User')).toHaveLength(0);
    const former = await open({ ...settled, message, person: 'former-person' });
    expect(former.text()).toContain('A former user deleted the preview.');
  });

  test('nothing connected: who can change that, and where', async () => {
    const page = await open({ ...settled, needsSettings: true });
    expect(page.text()).toContain('Repository settings');
  });

  test('the settings are a link where Bitbucket has their page', async () => {
    const settingsUrl = 'https://bitbucket.org/demo/shop/admin';
    const page = await open({ ...settled, needsSettings: true, settingsUrl });
    expect(page.one('Link').props.href).toBe(settingsUrl);
    expect(page.text()).toContain('change that in Repository settings, under Previews.');
  });

  test('how long it took, and what is new since the commit that was ready before', async () => {
    const changes = { since: '1234567', url: 'https://bitbucket.org/demo/shop/branches/compare/x' };
    const page = await open({ ...ready, tookMs: 125_000, changes });
    expect(page.text()).toContain('Runs commit abc1234, the latest, deployed in 2 min');
    expect(page.all('Link')[0]?.props.href).toBe(changes.url);
    expect(page.text()).toContain('What changed since 1234567');
    const broken = await open({ ...failed({}), tookMs: 40_000 });
    expect(broken.text()).toContain('Failed at commit def5678 after 40 s');
  });

  test('how long its turn was waited for', async () => {
    const page = await open({ ...settled, waitsSince: now - 240_000 });
    expect(page.text()).toContain('Waiting for 4 min');
  });

  test('a file that the repository lacks is shown as it could be', async () => {
    const example = { path: 'build.yml', text: 'run: {}' };
    const page = await open(failed({ example }));
    await page.press('Show an example build.yml');
    expect(page.one('TextArea').props.defaultValue).toBe('run: {}');
  });

  test('a refusal instead of a card', async () => {
    const page = await open(ready, {
      readCard: () => ({ type: 'refused', message: 'You cannot read this.', remedy: 'Ask.' }),
    });
    expect(page.text()).toBe('You cannot read this. Ask. Try again');
  });
});

describe('following by itself', () => {
  test('asks again at the pace of the view, and stops when it is settled', async () => {
    const page = await open(deploying);
    await page.pass(4.9);
    expect(page.countOf('readCard')).toBe(1);
    page.answer('readCard', answering(ready));
    await page.pass(0.1);
    expect(page.text()).toContain('Ready');
    await page.pass(3600);
    expect(page.countOf('readCard')).toBe(2);
  });

  test('asks less often when nothing changes, and never stops', async () => {
    const page = await open(deploying);
    for (let count = 0; count < 40; count += 1) await page.pass(5);
    expect(page.countOf('readCard')).toBe(41);
    await page.pass(29);
    expect(page.countOf('readCard')).toBe(41);
    await page.pass(1);
    expect(page.countOf('readCard')).toBe(42);
    for (let count = 0; count < 500; count += 1) await page.pass(30);
    expect(page.countOf('readCard')).toBe(542);
  });

  test('says which card it shows, and keeps that when nothing changed', async () => {
    const page = await open({ ...deploying, version: '2.7' });
    expect(page.payloadOf('readCard')).toEqual({});
    page.answer('readCard', () => ({ type: 'unchanged', now: now + 60_000 }));
    await page.pass(5);
    expect(page.payloadOf('readCard')).toEqual({ version: '2.7' });
    // Only its times go on.
    expect(page.text()).toContain('Test 1 min npm test');
  });

  test('asks nothing in a hidden tab, and at once when the tab comes back', async () => {
    const page = await open(deploying);
    await page.turnTab('hidden');
    await page.pass(3600);
    expect(page.countOf('readCard')).toBe(1);
    page.answer('readCard', answering(ready));
    await page.turnTab('visible');
    expect(page.countOf('readCard')).toBe(2);
    expect(page.text()).toContain('Ready');
  });

  test('asks less often while the app does not answer, keeps the view, and recovers', async () => {
    const page = await open(deploying);
    page.answer('readCard', noAnswer);
    await page.pass(5);
    expect(page.text()).toContain('Deploying');
    expect(page.text()).toContain('The app does not answer right now.');
    await page.pass(9);
    expect(page.countOf('readCard')).toBe(2);
    await page.pass(1);
    expect(page.countOf('readCard')).toBe(3);
    page.answer('readCard', answering(deploying));
    await page.pass(20);
    expect(page.text()).not.toContain('does not answer');
    await page.pass(5);
    expect(page.countOf('readCard')).toBe(5);
  });

  test('keeps the view and goes on when a read is refused for a while', async () => {
    const page = await open(deploying);
    page.answer('readCard', () => ({ type: 'refused', message: 'Bitbucket is down.', remedy: '' }));
    await page.pass(5);
    expect(page.text()).toContain('Bitbucket is down.');
    expect(page.one('Lozenge', 'Deploying')).toBeDefined();
    page.answer('readCard', answering(ready));
    await page.pass(10);
    expect(page.one('Lozenge', 'Ready')).toBeDefined();
    expect(page.text()).not.toContain('Bitbucket is down.');
  });

  test('offers to try again when it never got an answer', async () => {
    const page = await open(ready, { readCard: noAnswer });
    expect(page.text()).toContain('The app did not answer');
    page.answer('readCard', answering(ready));
    await page.press('Try again');
    expect(page.text()).toContain('Ready');
  });
});

describe('actions', () => {
  test('redeploy shows what the app answers', async () => {
    const page = await open(ready, { redeploy: answering(deploying) });
    await page.press('Redeploy');
    expect(page.one('Lozenge', 'Deploying')).toBeDefined();
  });

  test('the focus stays on the button that was pressed, and goes to the history with it', async () => {
    let end: (result: unknown) => void = () => undefined;
    const page = await open(
      { ...ready, updatedAt: now },
      { redeploy: () => new Promise((resolve) => (end = resolve)) },
    );
    expect(page.focused()).toEqual([]);
    await page.press('Redeploy');
    expect(page.one('LoadingButton', 'Redeploy').props).toMatchObject({
      isLoading: true,
      isDisabled: false,
    });
    end({ type: 'refused', message: 'Not now.', remedy: 'Wait.' });
    await page.settle();
    expect(page.focused()).toEqual([]);
    await page.press('Redeploy');
    end({ type: 'card', card: { ...deploying, updatedAt: now } });
    await page.settle();
    expect(page.focused()).toEqual([page.one('Button', 'History')]);
  });

  test('a deployment under way can be cancelled', async () => {
    const actions = { ...NO_ACTIONS, cancel: true, delete: true };
    const page = await open(
      { ...deploying, actions },
      { cancelDeployment: answering({ ...settled, title: 'Cancelled' }) },
    );
    expect(page.text()).not.toContain('Redeploy');
    await page.press('Cancel');
    expect(page.one('Lozenge', 'Cancelled')).toBeDefined();
  });

  test('the link is shown where it can be copied', async () => {
    const page = await open(ready);
    await page.press('Copy link');
    expect(page.one('TextArea').props).toMatchObject({ defaultValue: ready.url, isReadOnly: true });
    await page.press('Close');
    const none = await open({ ...settled, providerPage: ready.providerPage! });
    expect(none.text()).not.toContain('Copy link');
  });

  test('delete asks first', async () => {
    const page = await open(ready, { deletePreview: answering({ ...settled, title: 'Deleting' }) });
    await page.press('Delete');
    expect(page.countOf('deletePreview')).toBe(0);
    await page.press('Cancel');
    expect(page.all('Modal')).toHaveLength(0);
    await page.press('Delete');
    await page.press('Delete preview');
    expect(page.countOf('deletePreview')).toBe(1);
    expect(page.one('Lozenge', 'Deleting')).toBeDefined();
  });

  test('only what the reader may do is offered', async () => {
    const page = await open({ ...ready, actions: { ...NO_ACTIONS, redeploy: true } });
    expect(page.one('LoadingButton', 'Redeploy')).toBeDefined();
    expect(page.text()).not.toContain('Delete');
  });

  test('a refused action leaves the card and says why', async () => {
    const page = await open(ready, {
      redeploy: () => ({ type: 'refused', message: 'You cannot write here.', remedy: 'Ask.' }),
    });
    await page.press('Redeploy');
    expect(page.text()).toContain('You cannot write here. Ask.');
    expect(page.one('Lozenge', 'Ready')).toBeDefined();
  });

  test('an action without an answer can be tried again', async () => {
    const page = await open(ready, { redeploy: noAnswer });
    await page.press('Redeploy');
    page.answer('redeploy', answering(deploying));
    await page.press('Try again');
    expect(page.one('Lozenge', 'Deploying')).toBeDefined();
  });

  test('a commit of a fork is approved as it was seen', async () => {
    const held: CardView = {
      ...settled,
      title: 'On hold',
      approvable: { commit: 'f'.repeat(40), short: 'fffffff' },
    };
    const page = await open(held, { approveCommit: noAnswer });
    expect(page.text()).toContain('approving runs fffffff, and nothing newer');
    await page.press('Approve this commit');
    page.answer('approveCommit', answering(deploying));
    await page.press('Try again');
    expect(page.payloadOf('approveCommit')).toEqual({ commit: 'f'.repeat(40) });
    expect(page.countOf('approveCommit')).toBe(2);
    expect(page.text()).not.toContain('Approve this commit');
  });

  test('the history is read when it is opened', async () => {
    const lines = [
      { at: now, text: 'Removing: merged.', noticedBy: 'an event', lateSeconds: 240 },
      { at: now, text: 'Approved.', by: 'account-1' },
      { at: now, text: 'Redeploy requested.', by: 'reader' },
    ];
    const page = await open(
      { ...ready, updatedAt: now },
      { readHistory: () => ({ type: 'history', lines }) },
    );
    expect(page.countOf('readHistory')).toBe(0);
    await page.press('History');
    const items = page.one('List').children.map(textOf);
    expect(items).toEqual([
      expect.stringMatching(/^Removing: merged\..* · Noticed by an event, 4 min late$/),
      expect.stringMatching(/^Approved\..* ·$/),
      expect.stringMatching(/^Redeploy requested\..* · You$/),
    ]);
    expect(page.one('User').props.accountId).toBe('account-1');
    await page.press('Close');
    page.answer('readHistory', noAnswer);
    await page.press('History');
    expect(textOf(page.one('Modal'))).toContain('The app did not answer.');
  });

  test('an old read does not undo an action, and no read starts during one', async () => {
    const page = await open({ ...deploying, actions: { ...NO_ACTIONS, redeploy: true } });
    let arrive: (result: unknown) => void = () => undefined;
    page.answer('readCard', () => new Promise((resolve) => (arrive = resolve)));
    await page.pass(5);
    let end: (result: unknown) => void = () => undefined;
    page.answer('redeploy', () => new Promise((resolve) => (end = resolve)));
    await page.press('Redeploy');
    await page.pass(60);
    expect(page.countOf('readCard')).toBe(2);
    end({ type: 'card', card: { ...settled, title: 'Queued' } });
    await page.settle();
    arrive({ type: 'card', card: deploying });
    await page.settle();
    expect(page.one('Lozenge', 'Queued')).toBeDefined();
  });
});
