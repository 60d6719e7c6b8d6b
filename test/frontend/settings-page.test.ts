import { noAnswer, textOf } from './forge-doc';
import { holdTime } from './hold-time';
import { openSettings, saveButton } from './open-settings';
import { permanent } from '../../src/domain/failure';
import { connectedView, emptyView, OFFER, SAVED, savedView, viewWith } from './settings-views';

holdTime();

const OTHER = { ...emptyView().providers[0]!, id: 'other', title: 'Other' };
const SHARED = { id: 'web', title: 'Web team', provider: 'Codesphere', places: ['Bakery'] };

describe('reading the settings', () => {
  test('takes one call', async () => {
    const page = await openSettings(savedView());
    expect(page.calls.map((call) => call.name)).toEqual(['loadSettings']);
  });

  test('shows a spinner until they are there', async () => {
    let arrive: (result: unknown) => void = () => undefined;
    const page = await openSettings(emptyView(), {
      loadSettings: () => new Promise((resolve) => (arrive = resolve)),
    });
    expect(page.all('Spinner')).toHaveLength(1);
    arrive({ type: 'view', view: emptyView() });
    await page.settle();
    expect(page.all('Spinner')).toHaveLength(0);
  });

  test('each radio group has a name, and each select a label', async () => {
    const two = { ...emptyView(), providers: [OTHER, ...emptyView().providers], shared: [SHARED] };
    for (const view of [savedView(), two]) {
      const page = await openSettings(view);
      const ids = [...page.all('Label'), ...page.all('Heading')].map(({ props }) => props.id);
      const groups = page.all('RadioGroup').map(({ props }) => props['aria-labelledby']);
      expect(groups.length).toBeGreaterThan(0);
      expect(groups.filter((id) => id === undefined || !ids.includes(id))).toEqual([]);
      const labelled = page.all('Label').map(({ props }) => props.labelFor);
      for (const { props } of page.all('Select')) expect(labelled).toContain(props.inputId);
    }
  });

  test('offers to try again when the app does not answer', async () => {
    const page = await openSettings(emptyView(), { loadSettings: noAnswer });
    expect(page.text()).toContain('The app did not answer');
    page.answer('loadSettings', () => ({ type: 'view', view: savedView() }));
    await page.press('Try again');
    expect(page.text()).toContain('Connected to Codesphere');
  });

  test('shows a refusal instead of the form', async () => {
    const page = await openSettings(emptyView(), {
      loadSettings: () => ({
        type: 'refused',
        message: 'Only an admin of this repository can change this.',
        remedy: 'Ask an admin.',
      }),
    });
    expect(page.text()).toBe(
      'Only an admin of this repository can change this. Ask an admin. Try again',
    );
    expect(page.all('LoadingButton')).toHaveLength(0);
  });
});

test('what is left over at the provider is named, with its price and the way there', async () => {
  const page = await openSettings({
    ...savedView(),
    waitingForSweep: 3,
    leftOver: [
      {
        ...{
          subject: { kind: 'pull-request' as const, id: 7 },
          since: Date.UTC(2026, 4, 5, 12),
          message: 'No.',
          remedy: 'Wait.',
        },
        ...{
          name: 'preview-pr-7-0a1b',
          page: { title: 'Codesphere', url: 'https://codesphere.com/ide/42' },
        },
        ...{ plan: { title: 'Boost', price: '$8 a month' } },
      },
    ],
  });
  const box = page.one('SectionMessage', { title: '1 environment could not be deleted yet' });
  expect(textOf(box)).toContain('Pull request 7 (preview-pr-7-0a1b), since 5 May 2026');
  expect(textOf(box)).toContain('Boost at $8 a month');
  expect(textOf(box)).toContain('No. Wait.');
  expect(page.one('Link').props.href).toBe('https://codesphere.com/ide/42');
  expect(page.text()).toContain('3 previews left to look at');
});

test('a record that cannot be read is a problem with a link, and a disconnect asks about it', async () => {
  const problem = {
    message: '1 record.',
    remedy: 'Look.',
    page: { title: 'Codesphere', url: 'https://codesphere.com/ide' },
  };
  const page = await openSettings({
    ...savedView(),
    problems: [problem],
    previews: { open: 0, unreadable: 1 },
  });
  expect(page.text()).toContain('1 record. Look. View in Codesphere');
  expect(page.one('Link').props.href).toBe('https://codesphere.com/ide');
  await page.press('Disconnect');
  const [choice] = page.all('RadioGroup').filter((node) => node.props.name === 'previews');
  await page.choose(choice!, 'Leave them as they are');
});

describe('disconnecting', () => {
  test('asks what shall happen to running previews', async () => {
    const page = await openSettings(savedView(), {
      disconnect: () => ({ type: 'saved', view: emptyView(), changes: [] }),
    });
    await page.press('Disconnect');
    expect(page.countOf('disconnect')).toBe(0);
    const [choice] = page.all('RadioGroup').filter((node) => node.props.name === 'previews');
    await page.choose(choice!, 'Leave them as they are');
    const buttons = page.all('LoadingButton').filter((node) => textOf(node) === 'Disconnect');
    (buttons[0]!.props.onClick as () => void)();
    await page.settle();
    expect(page.payloadOf('disconnect')).toEqual({ previews: 'keep' });
    expect(page.text()).toContain('Connect Codesphere');
    expect(page.focused()).toEqual([page.one('Textfield')]);
  });

  test('shows how many previews are left until the key is gone, then stops asking', async () => {
    const views = [2, 1].map((left) => ({ ...savedView(), disconnecting: { left } }));
    const page = await openSettings(savedView(), {
      loadSettings: () => ({ type: 'view', view: views.shift() ?? emptyView() }),
    });
    expect(page.text()).toContain('2 previews left to delete');
    await page.pass(3);
    expect(page.text()).toContain('1 preview left to delete');
    await page.pass(3);
    expect(page.text()).toContain('Connect Codesphere');
    expect(page.focused()).toEqual([page.one('Textfield')]);
    await page.pass(600);
    expect(page.countOf('loadSettings')).toBe(3);
  });

  test('asks less often while the app does not answer, and keeps what it knew', async () => {
    const page = await openSettings({ ...savedView(), disconnecting: { left: 2 } });
    page.answer('loadSettings', noAnswer);
    await page.pass(3);
    expect(page.text()).toContain('2 previews left to delete');
    expect(page.countOf('loadSettings')).toBe(2);
    await page.pass(5);
    expect(page.countOf('loadSettings')).toBe(2);
    await page.pass(1);
    expect(page.countOf('loadSettings')).toBe(3);
  });

  test('lets one leave the rest running', async () => {
    const page = await openSettings(
      { ...savedView(), disconnecting: { left: 2 } },
      { disconnect: () => ({ type: 'saved', view: emptyView(), changes: [] }) },
    );
    await page.press('Leave the rest running');
    expect(page.payloadOf('disconnect')).toEqual({ previews: 'keep' });
    expect(page.text()).toContain('Connect Codesphere');
    expect(page.focused()).toEqual([page.one('Textfield')]);
  });
});

describe('team and plan', () => {
  test('offers what is sold, with size and price', async () => {
    const page = await openSettings(savedView());
    const labels = (page.field('Plan').props.options as { label: string }[]).map(
      (option) => option.label,
    );
    expect(labels).toHaveLength(2);
    expect(labels[1]).toBe('Boost on demand: 2 CPU, $0.80 a month, sleeps when unused');
  });

  test('names a saved plan that is sold no more, until another is chosen', async () => {
    const page = await openSettings(viewWith({ ...SAVED, planId: '3', planTitle: 'Old' }, OFFER));
    expect(textOf(page.one('ErrorMessage'))).toBe(
      'The plan Old is deprecated at the provider. Choose another plan. Previews that run stay as they are until then.',
    );
    await page.choose(page.field('Plan'), 'Boost:');
    expect(page.all('ErrorMessage')).toHaveLength(0);
  });

  test('shows what is saved while the provider cannot be asked', async () => {
    const page = await openSettings({
      ...viewWith(SAVED, { failure: permanent('provider-unreachable', 'm', 'r') }),
      problems: [{ message: 'Codesphere does not answer.', remedy: 'Come back later.' }],
    });
    expect(page.text()).toContain('Codesphere does not answer. Come back later.');
    expect(page.field('Plan').props.value).toEqual({ label: 'Boost', value: '8' });
    expect(page.field('Plan').props.isDisabled).toBe(true);
  });

  test('starts with a team and the cheapest plan that sleeps', async () => {
    const page = await openSettings(connectedView());
    expect(page.field('Team').props.value).toEqual({ label: 'Bakery', value: '1' });
    expect(page.field('Plan').props.value).toMatchObject({ value: '9' });
    expect(saveButton(page).props.isDisabled).toBe(false);
  });
});
