import type { SettingsForm, SettingsView } from '../../src/contract';
import { ForgePage, textOf, type Answer } from './forge-doc';
import { connectedView, emptyView, savedView } from './settings-views';

beforeEach(() => {
  jest.useFakeTimers({
    doNotFake: ['setImmediate', 'clearImmediate', 'nextTick', 'queueMicrotask', 'performance'],
  });
});

afterEach(() => {
  jest.clearAllTimers();
  jest.useRealTimers();
});

function open(view: SettingsView, answers: Record<string, Answer> = {}): Promise<ForgePage> {
  return ForgePage.open('settings', { loadSettings: () => ({ type: 'view', view }), ...answers });
}

function noAnswer(): never {
  throw new Error('There was an error invoking the function.');
}

function saveButton(page: ForgePage) {
  return page.one('LoadingButton', 'Save');
}

describe('reading the settings', () => {
  test('takes one call', async () => {
    const page = await open(savedView());
    expect(page.calls.map((call) => call.name)).toEqual(['loadSettings']);
  });

  test('shows a spinner until they are there', async () => {
    let arrive: (result: unknown) => void = () => undefined;
    const page = await open(emptyView(), {
      loadSettings: () => new Promise((resolve) => (arrive = resolve)),
    });
    expect(page.all('Spinner')).toHaveLength(1);
    arrive({ type: 'view', view: emptyView() });
    await page.settle();
    expect(page.all('Spinner')).toHaveLength(0);
  });

  test('offers to try again when the app does not answer', async () => {
    const page = await open(emptyView(), { loadSettings: noAnswer });
    expect(page.text()).toContain('The app did not answer');
    page.answer('loadSettings', () => ({ type: 'view', view: savedView() }));
    await page.press('Try again');
    expect(page.text()).toContain('Connected to Codesphere');
  });

  test('shows a refusal instead of the form', async () => {
    const page = await open(emptyView(), {
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

describe('connecting', () => {
  test('is all there is before a key is set', async () => {
    const page = await open(emptyView());
    expect(page.text()).toContain('Connect Codesphere');
    expect(page.text()).toContain('User settings → API keys');
    expect(page.field('API key').props.type).toBe('password');
    expect(page.all('Textfield')).toHaveLength(1);
    expect(page.all('Select')).toHaveLength(0);
  });

  test('sends the key and then shows the teams that it opens, and never the key', async () => {
    const page = await open(emptyView(), {
      connect: () => ({ type: 'saved', view: connectedView(), changes: [] }),
    });
    await page.type(page.field('API key'), ' key-1234 ');
    await page.press('Connect');
    expect(page.payloadOf('connect')).toEqual({ token: 'key-1234' });
    expect(page.text()).toContain('It opens the teams Bakery and Mill.');
    expect(JSON.stringify(page.all('Root'))).not.toContain('key-1234');
  });

  test.each([
    [
      'a rejected key',
      {
        type: 'invalid',
        errors: [{ field: 'token', message: 'Codesphere rejects this key. Make a new one.' }],
      },
      'Codesphere rejects this key. Make a new one.',
    ],
    [
      'a provider that is down',
      { type: 'refused', message: 'Codesphere is down.', remedy: 'Wait a minute.' },
      'Codesphere is down. Wait a minute.',
    ],
  ])('says at the field what to do about %s', async (_case, answer, message) => {
    const page = await open(emptyView(), { connect: () => answer });
    await page.type(page.field('API key'), 'key-1234');
    await page.press('Connect');
    expect(textOf(page.one('ErrorMessage'))).toBe(message);
    expect(page.field('API key').props.isInvalid).toBe(true);
  });

  test('says that the key was not stored when the app does not answer', async () => {
    const page = await open(emptyView(), { connect: noAnswer });
    await page.type(page.field('API key'), 'key-1234');
    await page.press('Connect');
    expect(textOf(page.one('ErrorMessage'))).toContain('did not answer');
  });

  test('asks for a key when the field is empty', async () => {
    const page = await open(emptyView());
    await page.press('Connect');
    expect(textOf(page.one('ErrorMessage'))).toBe('Paste an API key first.');
    expect(page.countOf('connect')).toBe(0);
  });

  test('replacing the key keeps what was typed, and the next save builds on the new revision', async () => {
    const replaced = { ...savedView(), revision: 7 };
    const page = await open(savedView(), {
      connect: () => ({ type: 'saved', view: replaced, changes: [] }),
      saveSettings: () => ({ type: 'saved', view: replaced, changes: [] }),
    });
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Replace key');
    await page.type(page.field('API key'), 'key-5678');
    await page.press('Connect');
    await page.press('Save');
    expect(page.payloadOf('saveSettings')).toMatchObject({
      revision: 7,
      form: { profile: 'preview' },
    });
  });

  test('replacing the key does not hide what somebody else saved meanwhile', async () => {
    const theirs = { ...savedView({ visibility: 'restricted' }), revision: 7 };
    const page = await open(savedView(), {
      connect: () => ({ type: 'saved', view: theirs, changes: [] }),
    });
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Replace key');
    await page.type(page.field('API key'), 'key-5678');
    await page.press('Connect');
    expect(page.text()).toContain('Somebody else saved these settings');
    await page.press('Load theirs and drop mine');
    expect(page.one('RadioGroup').props.value).toBe('restricted');
  });
});

describe('disconnecting', () => {
  test('asks what shall happen to running previews', async () => {
    const page = await open(savedView(), {
      disconnect: () => ({ type: 'saved', view: emptyView(), changes: [] }),
    });
    await page.press('Disconnect');
    expect(page.countOf('disconnect')).toBe(0);
    const [choice] = page.all('RadioGroup').filter((node) => node.props.name === 'previews');
    await page.choose(choice!, 'Leave them running');
    const buttons = page.all('LoadingButton').filter((node) => textOf(node) === 'Disconnect');
    (buttons[0]!.props.onClick as () => void)();
    await page.settle();
    expect(page.payloadOf('disconnect')).toEqual({ previews: 'keep' });
    expect(page.text()).toContain('Connect Codesphere');
  });

  test('shows how many previews are left until the key is gone, then stops asking', async () => {
    const views = [2, 1].map((left) => ({ ...savedView(), disconnecting: { left } }));
    const page = await open(savedView(), {
      loadSettings: () => ({ type: 'view', view: views.shift() ?? emptyView() }),
    });
    expect(page.text()).toContain('2 previews left to delete');
    await page.pass(3);
    expect(page.text()).toContain('1 preview left to delete');
    await page.pass(3);
    expect(page.text()).toContain('Connect Codesphere');
    await page.pass(600);
    expect(page.countOf('loadSettings')).toBe(3);
  });

  test('asks less often while the app does not answer, and keeps what it knew', async () => {
    const page = await open({ ...savedView(), disconnecting: { left: 2 } });
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
    const page = await open(
      { ...savedView(), disconnecting: { left: 2 } },
      { disconnect: () => ({ type: 'saved', view: emptyView(), changes: [] }) },
    );
    await page.press('Leave the rest running');
    expect(page.payloadOf('disconnect')).toEqual({ previews: 'keep' });
    expect(page.text()).toContain('Connect Codesphere');
  });
});

describe('team and plan', () => {
  test('offers what is sold, with size and price', async () => {
    const page = await open(savedView());
    const labels = (page.field('Plan').props.options as { label: string }[]).map(
      (option) => option.label,
    );
    expect(labels).toHaveLength(2);
    expect(labels[1]).toMatch(
      /^Boost on demand: 2 CPU, 4 GiB RAM, .*0[.,]80.* a month, sleeps when unused$/,
    );
  });

  test('names a saved plan that is sold no more, until another is chosen', async () => {
    const page = await open({ ...savedView({ planId: '3' }), savedPlanTitle: 'Old' });
    expect(textOf(page.one('ErrorMessage'))).toBe(
      'The plan Old is no longer offered. Choose another plan.',
    );
    await page.choose(page.field('Plan'), 'Boost:');
    expect(page.all('ErrorMessage')).toHaveLength(0);
  });

  test('shows what is saved while the provider cannot be asked', async () => {
    const { plans: _plans, teams: _teams, ...view } = savedView();
    const page = await open({
      ...view,
      problems: [{ message: 'Codesphere does not answer.', remedy: 'Come back later.' }],
    });
    expect(page.text()).toContain('Codesphere does not answer. Come back later.');
    expect(page.field('Plan').props.value).toEqual({ label: 'Boost', value: '8' });
    expect(page.field('Plan').props.isDisabled).toBe(true);
  });

  test('starts with a team and the cheapest plan that sleeps', async () => {
    const page = await open(connectedView());
    expect(page.field('Team').props.value).toEqual({ label: 'Bakery', value: '1' });
    expect(page.field('Plan').props.value).toMatchObject({ value: '9' });
    expect(saveButton(page).props.isDisabled).toBe(false);
  });
});

describe('saving', () => {
  test('waits for a change, then says what changed and what follows', async () => {
    const page = await open(savedView(), {
      saveSettings: ({ form }: { form: SettingsForm }) => ({
        type: 'saved',
        view: { ...savedView(form), revision: 3 },
        changes: ['Visibility: restricted'],
      }),
    });
    expect(saveButton(page).props.isDisabled).toBe(true);
    await page.choose(page.one('RadioGroup'), 'Restricted');
    expect(saveButton(page).props.isDisabled).toBe(false);
    await page.press('Save');
    expect(page.payloadOf('saveSettings')).toMatchObject({
      revision: 2,
      form: { visibility: 'restricted' },
    });
    expect(page.text()).toContain('Visibility: restricted 3 running previews follow now.');
    expect(saveButton(page).props.isDisabled).toBe(true);
  });

  test('changes and a press that come through the bridge at once all count', async () => {
    const page = await open(savedView(), {
      saveSettings: () => ({ type: 'saved', view: savedView(), changes: [] }),
    });
    type Handler = (argument?: unknown) => void;
    const profile = page.field('CI profile').props.onChange as Handler;
    const visibility = page.one('RadioGroup').props.onChange as Handler;
    const save = saveButton(page).props.onClick as Handler;
    profile({ target: { type: 'text', value: 'preview' } });
    visibility({ target: { type: 'radio', value: 'restricted' } });
    save();
    await page.settle();
    expect(page.payloadOf('saveSettings')).toMatchObject({
      form: { profile: 'preview', visibility: 'restricted' },
    });
  });

  test('undoing a change leaves nothing to save', async () => {
    const page = await open(savedView());
    await page.toggle(page.field('A preview for each open pull request'));
    expect(page.text()).toContain('Saving this deletes 3 previews');
    await page.toggle(page.field('A preview for each open pull request'));
    expect(saveButton(page).props.isDisabled).toBe(true);
  });

  test('shows that it is under way, and takes no changes meanwhile', async () => {
    let end: (result: unknown) => void = () => undefined;
    const page = await open(savedView(), {
      saveSettings: () => new Promise((resolve) => (end = resolve)),
    });
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Save');
    expect(saveButton(page).props.isLoading).toBe(true);
    expect(page.field('CI profile').props.isDisabled).toBe(true);
    end({ type: 'saved', view: savedView({ profile: 'preview' }), changes: [] });
    await page.settle();
    expect(saveButton(page).props.isLoading).toBe(false);
  });

  test('shows errors at their fields and in a summary, until the field is touched', async () => {
    const page = await open(savedView(), {
      saveSettings: () => ({
        type: 'invalid',
        errors: [
          { field: 'profile', message: 'There is no ci.preview.yml.' },
          { field: 'variables.0.value', message: 'GREETING is too long.' },
        ],
      }),
    });
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Save');
    expect(page.all('ErrorMessage').map(textOf)).toEqual([
      'GREETING is too long.',
      'There is no ci.preview.yml.',
    ]);
    expect(textOf(page.one('SectionMessage', { appearance: 'error' }))).toContain(
      'CI profile: There is no ci.preview.yml. Env var GREETING: GREETING is too long.',
    );
    await page.type(page.field('CI profile'), '');
    expect(page.all('ErrorMessage').map(textOf)).toEqual(['GREETING is too long.']);
  });

  test('on a conflict keeps what was typed and can go on from it', async () => {
    const theirs = { ...savedView({ visibility: 'restricted' }), revision: 9 };
    const page = await open(savedView(), {
      saveSettings: () => ({ type: 'conflict', message: 'Ada saved meanwhile.', view: theirs }),
    });
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Save');
    expect(page.text()).toContain('Ada saved meanwhile. What you typed is still here.');
    expect(saveButton(page).props.isDisabled).toBe(true);
    await page.press('Keep mine');
    page.answer('saveSettings', () => ({ type: 'saved', view: theirs, changes: [] }));
    await page.press('Save');
    expect(page.payloadOf('saveSettings')).toMatchObject({
      revision: 9,
      form: { profile: 'preview', visibility: 'public' },
    });
  });

  test('on a conflict can load what the other one saved', async () => {
    const theirs = { ...savedView({ profile: 'theirs' }), revision: 9 };
    const page = await open(savedView(), {
      saveSettings: () => ({ type: 'conflict', message: 'Ada saved meanwhile.', view: theirs }),
    });
    await page.type(page.field('CI profile'), 'mine');
    const before = page.field('CI profile');
    await page.press('Save');
    await page.press('Load theirs and drop mine');
    expect(page.field('CI profile').props.defaultValue).toBe('theirs');
    expect(page.field('CI profile')).not.toBe(before);
    expect(saveButton(page).props.isDisabled).toBe(true);
  });

  test.each([
    [
      'was refused',
      () => ({ type: 'refused', message: 'You are not an admin.', remedy: 'Ask one.' }),
      'You are not an admin. Ask one.',
    ],
    ['got no answer', noAnswer, 'it is not known whether this was saved'],
  ])('keeps what was typed when it %s', async (_case, answer, message) => {
    const page = await open(savedView(), { saveSettings: answer });
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Save');
    expect(page.text()).toContain(message);
    await page.press('Save');
    expect(page.payloadOf('saveSettings')).toMatchObject({ form: { profile: 'preview' } });
  });
});

describe('env vars', () => {
  const variablesOf = (page: ForgePage) =>
    (page.payloadOf('saveSettings') as { form: SettingsForm }).form.variables;

  const saved = () => ({ type: 'saved', view: savedView(), changes: [] });

  test('a stored secret shows as set and is not sent back', async () => {
    const page = await open(savedView(), { saveSettings: saved });
    expect(page.text()).toContain('Set, not shown');
    expect(page.all('Textfield').filter((node) => node.props.type === 'password')).toEqual([]);
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Save');
    expect(variablesOf(page)).toEqual([
      { name: 'GREETING', secret: false, value: 'Hello' },
      { name: 'DATABASE_URL', secret: true },
    ]);
  });

  test('a stored secret can be replaced, and is not in the page after the save', async () => {
    const page = await open(savedView(), { saveSettings: saved });
    await page.press('Replace');
    await page.type(page.one('Textfield', { type: 'password' }), 'postgres://secret');
    await page.press('Save');
    expect(variablesOf(page)[1]).toEqual({
      name: 'DATABASE_URL',
      secret: true,
      value: 'postgres://secret',
    });
    expect(page.text()).toContain('Set, not shown');
    expect(JSON.stringify(page.all('Root'))).not.toContain('postgres://secret');
  });

  test('a replaced secret needs a value', async () => {
    const page = await open(savedView(), { saveSettings: saved });
    await page.press('Replace');
    await page.press('Save');
    expect(page.countOf('saveSettings')).toBe(0);
    expect(textOf(page.one('ErrorMessage'))).toBe('Type the new value, or keep the stored one.');
    await page.press('Keep stored');
    expect(page.all('ErrorMessage')).toHaveLength(0);
    expect(saveButton(page).props.isDisabled).toBe(true);
  });

  test.each([
    ['1ST', /begin with a letter/],
    ['MY VAR', /Use letters/],
    ['GREETING', /another variable named GREETING/],
  ])('%s is marked while one types', async (name, message) => {
    const page = await open(savedView());
    await page.press('Add variable');
    await page.type(page.one('Textfield', { placeholder: 'Name', defaultValue: '' }), name);
    expect(textOf(page.one('ErrorMessage'))).toMatch(message);
  });

  test('rows can be added, made secret and removed', async () => {
    const page = await open(savedView(), { saveSettings: saved });
    await page.press('Remove');
    await page.press('Add variable');
    await page.type(page.one('Textfield', { placeholder: 'Name', defaultValue: '' }), 'TOKEN');
    await page.toggle(page.all('Checkbox').filter((node) => node.props.label === 'Secret')[1]!);
    await page.type(page.one('Textfield', { placeholder: 'Secret value' }), 'abc');
    await page.press('Add variable');
    await page.press('Save');
    expect(variablesOf(page)).toEqual([
      { name: 'DATABASE_URL', secret: true },
      { name: 'TOKEN', secret: true, value: 'abc' },
    ]);
  });

  test('a pasted .env overwrites same names and adds the rest, as secrets that are not drawn', async () => {
    const page = await open(savedView(), {
      saveSettings: saved,
      parseDotenv: () => ({
        type: 'parsed',
        rows: [
          { name: 'GREETING', value: 'Moin' },
          { name: 'API_KEY', value: 'abc' },
        ],
        errors: [],
      }),
    });
    await page.press('Paste .env');
    await page.type(page.field('Text of a .env file'), 'GREETING=Moin\nAPI_KEY=abc');
    await page.press('Add variables');
    expect(page.payloadOf('parseDotenv')).toEqual({ text: 'GREETING=Moin\nAPI_KEY=abc' });
    expect(page.all('Modal')).toHaveLength(0);
    expect(JSON.stringify(page.all('Root'))).not.toContain('Moin');
    await page.press('Save');
    expect(variablesOf(page)).toEqual([
      { name: 'GREETING', secret: true, value: 'Moin' },
      { name: 'DATABASE_URL', secret: true },
      { name: 'API_KEY', secret: true, value: 'abc' },
    ]);
  });

  test('pasted values can be plain, but a secret never becomes plain by a paste', async () => {
    const page = await open(savedView(), {
      saveSettings: saved,
      parseDotenv: () => ({
        type: 'parsed',
        rows: [
          { name: 'CERTIFICATE', value: 'a\nb' },
          { name: 'DATABASE_URL', value: 'new' },
        ],
        errors: [],
      }),
    });
    await page.press('Paste .env');
    await page.type(page.field('Text of a .env file'), '…');
    await page.toggle(page.one('Checkbox', 'Treat all values as secrets'));
    await page.press('Add variables');
    expect(page.one('TextArea').props.defaultValue).toBe('a\nb');
    await page.press('Save');
    expect(variablesOf(page).slice(1)).toEqual([
      { name: 'DATABASE_URL', secret: true, value: 'new' },
      { name: 'CERTIFICATE', secret: false, value: 'a\nb' },
    ]);
  });

  test('a pasted text with problems names them, and adds its good lines on a second yes', async () => {
    const page = await open(savedView(), {
      parseDotenv: () => ({
        type: 'parsed',
        rows: [{ name: 'GOOD', value: '1' }],
        errors: [{ field: 'variables', message: 'Line 2 was not understood.' }],
      }),
    });
    await page.press('Paste .env');
    await page.type(page.field('Text of a .env file'), 'GOOD=1\nnonsense');
    await page.press('Add variables');
    expect(page.all('ErrorMessage').map(textOf)).toEqual(['Line 2 was not understood.']);
    expect(saveButton(page).props.isDisabled).toBe(true);
    await page.press('Add 1 variable anyway');
    expect(page.countOf('parseDotenv')).toBe(1);
    expect(page.one('Textfield', { placeholder: 'Name', defaultValue: 'GOOD' })).toBeDefined();
  });

  test('a text that is edited after its problems were named is read anew', async () => {
    const page = await open(savedView(), {
      parseDotenv: ({ text }: { text: string }) => ({
        type: 'parsed',
        rows: text === 'nonsense' ? [] : [{ name: 'GOOD', value: '1' }],
        errors: text === 'nonsense' ? [{ field: 'variables', message: 'Line 1.' }] : [],
      }),
    });
    await page.press('Paste .env');
    await page.type(page.field('Text of a .env file'), 'nonsense');
    await page.press('Add variables');
    await page.type(page.field('Text of a .env file'), 'GOOD=1');
    await page.press('Add variables');
    expect(page.all('Modal')).toHaveLength(0);
    expect(page.text()).toContain('Pasted, not shown');
  });
});
