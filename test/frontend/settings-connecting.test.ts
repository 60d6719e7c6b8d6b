import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import { upsun } from '../../src/adapters/providers/upsun/kind';
import { connectable } from '../../src/domain/settings-view';
import { NO_EFFECT } from '../../src/domain/save-effect';
import { noAnswer, textOf } from './forge-doc';
import { holdTime } from './hold-time';
import { openSettings } from './open-settings';
import { connectedView, emptyView, savedView, STARTER } from './settings-views';

holdTime();

describe('connecting', () => {
  test('is all there is before a key is set', async () => {
    const page = await openSettings(emptyView());
    expect(page.text()).toContain('Connect Codesphere');
    expect(page.text()).toContain('User settings → API keys');
    expect(page.field('API key').props.type).toBe('password');
    expect(page.all('Textfield')).toHaveLength(1);
    expect(page.all('Select')).toHaveLength(0);
  });

  test('sends the key and then shows the teams that it opens, and never the key', async () => {
    const page = await openSettings(emptyView(), {
      connect: () => ({ type: 'saved', view: connectedView(), changes: [] }),
    });
    await page.type(page.field('API key'), ' key-1234 ');
    await page.press('Connect');
    expect(page.payloadOf('connect')).toEqual({
      provider: 'codesphere',
      credentials: { token: 'key-1234' },
    });
    expect(page.text()).toContain('It opens the teams Bakery and Mill.');
    expect(page.focused()).toEqual([page.field('Team')]);
    expect(JSON.stringify(page.all('Root'))).not.toContain('key-1234');
  });

  test('shows the providers side by side to whoever wants to compare them', async () => {
    const view = { ...emptyView(), providers: [codesphere, upsun].map(connectable) };
    const page = await openSettings(view);
    expect(page.text()).not.toContain('You do not get');
    await page.press('Compare them');
    for (const { title, words } of view.providers) {
      const { needs, can, cannot } = words.comparison;
      for (const clause of [title, ...needs, ...can, ...cannot]) {
        expect(page.text()).toContain(clause);
      }
    }
    await page.press('Hide the comparison');
    expect(page.text()).not.toContain('You do not get');
  });

  test.each([
    [
      'a rejected key',
      {
        type: 'invalid',
        errors: [{ field: 'connection', message: 'Codesphere rejects this key. Make a new one.' }],
      },
      'Codesphere rejects this key. Make a new one.',
    ],
    [
      'a provider that is down',
      { type: 'refused', message: 'Codesphere is down.', remedy: 'Wait a minute.' },
      'Codesphere is down. Wait a minute.',
    ],
  ])('says at the field what to do about %s', async (_case, answer, message) => {
    const page = await openSettings(emptyView(), { connect: () => answer });
    await page.type(page.field('API key'), 'key-1234');
    await page.press('Connect');
    expect(textOf(page.one('ErrorMessage'))).toBe(message);
    expect(page.field('API key').props.isInvalid).toBe(true);
  });

  test('says that the key was not stored when the app does not answer', async () => {
    const page = await openSettings(emptyView(), { connect: noAnswer });
    await page.type(page.field('API key'), 'key-1234');
    await page.press('Connect');
    expect(textOf(page.one('ErrorMessage'))).toContain('did not answer');
  });

  test('asks for a key when the field is empty', async () => {
    const page = await openSettings(emptyView());
    await page.press('Connect');
    expect(textOf(page.one('ErrorMessage'))).toBe('Enter the API key first.');
    expect(page.focused()).toEqual([page.field('API key')]);
    expect(page.countOf('connect')).toBe(0);
  });

  test('the field of the key takes no keys and keeps the focus while it is checked', async () => {
    const page = await openSettings(emptyView(), { connect: () => new Promise(() => undefined) });
    await page.type(page.field('API key'), 'key-1234');
    await page.press('Connect');
    const { isDisabled, isReadOnly } = page.field('API key').props;
    expect([isDisabled ?? false, isReadOnly]).toEqual([false, true]);
  });

  test('whoever leaves the form for a new key is back at its button', async () => {
    const page = await openSettings(savedView());
    expect(page.focused()).toEqual([]);
    await page.press('Replace API key');
    expect(page.focused()).toEqual([page.field('API key')]);
    await page.press('Cancel');
    expect(page.focused()).toEqual([page.one('Button', 'Replace API key')]);
  });

  test('a provider is called within a sentence as its words say', async () => {
    const [provider] = emptyView().providers;
    const words = { ...provider!.words, name: 'your own host', key: 'token' };
    const own = { ...provider!, title: 'Your own host', words };
    const view = savedView();
    const page = await openSettings({
      ...view,
      connection: { ...view.connection!, provider: own },
    });
    expect(page.text()).toContain('Connected to your own host.');
    await page.press('Disconnect');
    expect(page.text()).toContain('Disconnect your own host?');
    await page.press('Cancel');
    await page.press('Replace token');
    expect(page.focused()).toHaveLength(1);
  });

  test('replacing the key keeps what was typed, and the next save builds on the new revision', async () => {
    const replaced = { ...savedView(), revision: 7 };
    const page = await openSettings(savedView(), {
      connect: () => ({ type: 'saved', view: replaced, changes: [] }),
      saveSettings: () => ({ type: 'saved', view: replaced, changes: [], effect: NO_EFFECT }),
    });
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Replace API key');
    await page.type(page.field('API key'), 'key-5678');
    await page.press('Connect');
    await page.press('Save');
    expect(page.payloadOf('saveSettings')).toMatchObject({
      revision: 7,
      form: { options: { profile: 'preview' } },
    });
  });

  test('replacing the key does not hide what somebody else saved meanwhile', async () => {
    const theirs = { ...savedView({ options: { visibility: 'restricted' } }), revision: 7 };
    const page = await openSettings(savedView(), {
      connect: () => ({ type: 'saved', view: theirs, changes: [] }),
    });
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Replace API key');
    await page.type(page.field('API key'), 'key-5678');
    await page.press('Connect');
    expect(page.text()).toContain('Somebody else saved these settings');
    await page.press('Load theirs and drop mine');
    expect(page.one('RadioGroup').props.value).toBe('restricted');
  });
});

describe('the file that the provider runs', () => {
  const missing = { ...emptyView(), starters: [STARTER] };

  test('is offered with a link to the editor where the main branch has none', async () => {
    const page = await openSettings(missing);
    expect(page.text()).toContain('The branch main has no ci.yml, or an empty one');
    expect(page.text()).toContain('This looks like a Node.js app.');
    expect(page.field('ci.yml').props.defaultValue).toBe(STARTER.text);
    const notes = ['Docker Compose is not run.', 'Look at the port.'];
    const noted = await openSettings({ ...missing, starters: [{ ...STARTER, notes }] });
    for (const note of notes) expect(noted.text()).toContain(note);
    expect(page.one('Link', 'Add ci.yml in Bitbucket').props.href).toBe(STARTER.editorUrl);
  });

  test('is looked for again, and nothing that was typed is lost', async () => {
    const page = await openSettings({ ...savedView(), starters: [STARTER] });
    await page.type(page.field('CI profile'), 'typed');
    page.answer('loadSettings', () => ({
      type: 'view',
      view: { ...savedView(), starters: [{ ...STARTER, isThere: true }] },
    }));
    await page.press('Check again');
    expect(page.text()).toContain('The branch main has a ci.yml.');
    // Whoever pressed it has the focus there.
    expect(page.text()).toContain('Check again');
    expect(page.text()).toContain('There are changes that are not saved.');
  });

  test('is named where it cannot be used, with what is wrong', async () => {
    const starter = { ...STARTER, isThere: true, problem: 'it is empty' };
    const page = await openSettings({ ...emptyView(), starters: [starter] });
    expect(page.text()).toContain('Codesphere cannot use the ci.yml of the branch main');
    expect(page.text()).toContain('It is empty.');
    expect(page.one('Link', 'Edit ci.yml in Bitbucket').props.href).toBe(STARTER.editorUrl);
  });

  test('says so when nobody could be asked', async () => {
    const page = await openSettings(missing);
    page.answer('loadSettings', noAnswer);
    await page.press('Check again');
    expect(page.text()).toContain('Bitbucket could not be asked.');
  });
});
