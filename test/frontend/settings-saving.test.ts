import { NO_EFFECT } from '../../src/domain/save-effect';
import type { SettingsForm } from '../../src/contract';
import { noAnswer, textOf } from './forge-doc';
import { holdTime } from './hold-time';
import { openSettings, saveButton } from './open-settings';
import { savedView } from './settings-views';

holdTime();

describe('saving', () => {
  test('waits for a change, then says what changed and what follows', async () => {
    const page = await openSettings(savedView(), {
      saveSettings: ({ form }: { form: SettingsForm }) => ({
        type: 'saved',
        view: { ...savedView(form), revision: 3 },
        changes: ['Visibility: restricted'],
        effect: { ...NO_EFFECT, redeploys: 3 },
      }),
    });
    expect(saveButton(page).props.isDisabled).toBe(true);
    await page.choose(page.one('RadioGroup'), 'Restricted');
    expect(saveButton(page).props.isDisabled).toBe(false);
    await page.press('Save');
    expect(page.payloadOf('saveSettings')).toMatchObject({
      revision: 2,
      form: { options: { visibility: 'restricted' } },
    });
    expect(page.text()).toContain('Visibility: restricted 3 previews are being redeployed.');
    // It keeps the focus, and has nothing to do until something changes.
    expect(saveButton(page).props.isDisabled).toBe(false);
    await page.press('Save');
    expect(page.countOf('saveSettings')).toBe(1);
  });

  test.each([
    [{ deletes: 3 }, 'Delete 3 previews?', 'Save and delete', 'danger'],
    [{ replaces: 1 }, 'Replace 1 preview?', 'Save and replace', 'danger'],
    [{ redeploys: 2 }, 'Redeploy 2 previews?', 'Save and redeploy', 'primary'],
  ])(
    'says before it acts what becomes of previews: %j',
    async (part, question, yes, appearance) => {
      const effect = { ...NO_EFFECT, ...part };
      const page = await openSettings(savedView(), {
        saveSettings: () => ({ type: 'asks', effect }),
      });
      await page.type(page.field('CI profile'), 'preview');
      await page.press('Save');
      expect(page.payloadOf('saveSettings')).toMatchObject({ ask: true });
      expect(textOf(page.one('ModalTitle'))).toBe(question);
      await page.press('Cancel');
      expect(page.all('Modal')).toHaveLength(0);
      expect(page.field('CI profile').props.defaultValue).toBe('preview');
      await page.press('Save');
      expect(page.one('Button', yes).props.appearance).toBe(appearance);
      page.answer('saveSettings', () => ({
        type: 'saved',
        view: savedView(),
        changes: [],
        effect,
      }));
      await page.press(yes);
      expect(page.payloadOf('saveSettings')).toMatchObject({ ask: false });
      expect(page.all('Modal')).toHaveLength(0);
      expect(page.text()).toContain('being');
    },
  );

  test.each([
    ['one that was switched off', false, 1, /^Its environment is .* switched on again\.$/],
    ['those that a rule takes out', true, 2, /^Their environments are .* get no preview\.$/],
  ])('tells what follows from deleting %s', async (_case, isOn, deletes, consequence) => {
    const page = await openSettings(savedView(), {
      saveSettings: () => ({ type: 'asks', effect: { ...NO_EFFECT, deletes } }),
    });
    if (!isOn) await page.toggle(page.field('A preview for each open pull request'));
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Save');
    expect(textOf(page.one('ModalBody'))).toMatch(consequence);
  });

  test('changes and a press that come through the bridge at once all count', async () => {
    const page = await openSettings(savedView(), {
      saveSettings: () => ({ type: 'saved', view: savedView(), changes: [], effect: NO_EFFECT }),
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
      form: { options: { profile: 'preview', visibility: 'restricted' } },
    });
  });

  test.each([
    [
      'what runs, and promises nothing that rules may forbid',
      {},
      'Previews that run go on as they are. Open pull requests get previews as these settings say.',
    ],
    [
      'the open pull requests, where nothing runs',
      { previews: { open: 0 } },
      'Open pull requests get previews as these settings say.',
    ],
    [
      'that there are none, where they are off',
      { previews: { open: 0 }, saved: { ...savedView().saved!, enabled: false } },
      'Pull requests get no previews.',
    ],
  ])('a save that touches no preview says of %s', async (_, part, words) => {
    const view = { ...savedView(), ...part };
    const page = await openSettings(savedView(), {
      saveSettings: () => ({ type: 'saved', view, changes: [], effect: NO_EFFECT }),
    });
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Save');
    expect(textOf(page.one('SectionMessage', { appearance: 'success' }))).toBe(`Saved ${words}`);
  });

  test('undoing a change leaves nothing to save', async () => {
    const page = await openSettings(savedView());
    await page.toggle(page.field('A preview for each open pull request'));
    // How many, the question says that a save asks.
    expect(page.text()).toContain('Once you save, previews that run are deleted');
    expect(page.text()).not.toMatch(/deletes? \d/);
    await page.toggle(page.field('A preview for each open pull request'));
    expect(saveButton(page).props.isDisabled).toBe(true);
  });

  test('shows that it is under way, and takes no changes meanwhile', async () => {
    let end: (result: unknown) => void = () => undefined;
    const page = await openSettings(savedView(), {
      saveSettings: () => new Promise((resolve) => (end = resolve)),
    });
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Save');
    expect(saveButton(page).props.isLoading).toBe(true);
    expect(page.field('CI profile').props.isDisabled).toBe(true);
    end({
      type: 'saved',
      view: savedView({ options: { profile: 'preview' } }),
      changes: [],
      effect: NO_EFFECT,
    });
    await page.settle();
    expect(saveButton(page).props.isLoading).toBe(false);
  });

  /** A page whose save was refused at a field of the provider and at an env var. */
  async function saveInvalid() {
    const page = await openSettings(savedView(), {
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
    return page;
  }

  test('shows errors at their fields and in a summary, until the field is touched', async () => {
    const page = await saveInvalid();
    expect(page.all('ErrorMessage').map(textOf)).toEqual([
      'GREETING is too long.',
      'There is no ci.preview.yml.',
    ]);
    expect(textOf(page.one('SectionMessage', { appearance: 'error' }))).toBe(
      'Not saved: 2 problems to fix CI profile: There is no ci.preview.yml. Env var GREETING: GREETING is too long.',
    );
    await page.type(page.field('CI profile'), '');
    expect(page.all('ErrorMessage').map(textOf)).toEqual(['GREETING is too long.']);
  });

  test('errors send the focus to the first field of the page that has one', async () => {
    const page = await saveInvalid();
    const value = page.field('Value of GREETING');
    expect(page.focused()).toEqual([value]);
    // What is typed there goes on in the same field.
    await page.type(value, 'Hi');
    expect(page.field('Value of GREETING').key).toBe(value.key);
    page.answer('saveSettings', () => ({
      type: 'invalid',
      errors: [{ field: 'profile', message: 'There is no ci.preview.yml.' }],
    }));
    await page.press('Save');
    expect(page.focused()).toEqual([page.field('CI profile')]);
    const before = page.field('CI profile');
    await page.press('Save');
    expect(page.field('CI profile').key).not.toBe(before.key);
    expect(page.field('CI profile').props.defaultValue).toBe('preview');
  });

  test.each([
    ['boxes', 'stages', 'Choose one.'],
    ['a group of radios', 'visibility', 'Choose one.'],
    ['all env vars together', 'variables', 'They are 129 KiB together.'],
    ['no field', 'connection', 'Connect one first.'],
  ])(
    'where an error is at %s alone, which cannot begin with the focus, Save has it',
    async (_, field, message) => {
      const page = await openSettings(savedView(), {
        saveSettings: () => ({ type: 'invalid', errors: [{ field, message }] }),
      });
      await page.type(page.field('CI profile'), 'preview');
      await page.press('Save');
      expect(page.focused()).toEqual([saveButton(page)]);
      expect(textOf(page.one('SectionMessage', { appearance: 'error' }))).toContain(message);
      const isAtField = page.all('ErrorMessage').some((one) => textOf(one) === message);
      expect(isAtField).toBe(field !== 'connection');
    },
  );

  const { saved } = savedView();
  test.each([
    [
      'an env var and the switch',
      { saved: { ...saved!, enabled: false, variables: saved!.variables.slice(1) } },
      'Changed: the switch for previews, the env var GREETING.',
    ],
    ['nothing that is shown', {}, 'Changed: the connection, or the value of a secret.'],
  ])('a conflict names what changed: %s', async (_, part, words) => {
    const page = await openSettings(savedView(), {
      saveSettings: () => ({
        type: 'conflict',
        message: '',
        view: { ...savedView(), revision: 9, changedBy: 'reader', ...part },
      }),
    });
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Save');
    expect(textOf(page.one('SectionMessage', { appearance: 'warning' }))).toMatch(
      new RegExp(`^Not saved yet You saved these settings on .*\\. ${words}`),
    );
  });

  test('a conflict with rules above names no person', async () => {
    const theirs = savedView({ options: { visibility: 'restricted' } });
    const page = await openSettings(savedView(), {
      saveSettings: () => ({ type: 'conflict', message: '', view: { ...theirs, above: 'other' } }),
    });
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Save');
    expect(page.text()).toContain(
      'The workspace or the project changed its rules meanwhile: “Who can open a preview”.',
    );
    expect(page.all('User')).toEqual([]);
  });

  test('on a conflict keeps what was typed and can go on from it', async () => {
    const saved = savedView({ options: { visibility: 'restricted' } });
    const theirs = { ...saved, revision: 9, changedBy: 'ada-id' };
    const page = await openSettings(savedView(), {
      saveSettings: () => ({ type: 'conflict', message: '', view: theirs }),
    });
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Save');
    expect(page.text()).toContain('Changed: “Who can open a preview”.');
    expect(page.text()).toContain('What you typed is still here. Nothing of it was stored.');
    expect(page.one('User').props.accountId).toBe('ada-id');
    expect(saveButton(page).props.isDisabled).toBe(true);
    expect(page.focused()).toEqual([page.one('Button', 'Keep mine')]);
    await page.press('Keep mine');
    expect(page.focused()).toEqual([saveButton(page)]);
    page.answer('saveSettings', () => ({
      type: 'saved',
      view: theirs,
      changes: [],
      effect: NO_EFFECT,
    }));
    await page.press('Save');
    expect(page.payloadOf('saveSettings')).toMatchObject({
      revision: 9,
      // What was not touched is theirs.
      form: { options: { profile: 'preview', visibility: 'restricted' } },
    });
  });

  test('on a conflict can load what the other one saved', async () => {
    const theirs = { ...savedView({ options: { profile: 'theirs' } }), revision: 9 };
    const page = await openSettings(savedView(), {
      saveSettings: () => ({ type: 'conflict', message: '', view: theirs }),
    });
    await page.type(page.field('CI profile'), 'mine');
    const before = page.field('CI profile');
    await page.press('Save');
    await page.press('Load theirs and drop mine');
    expect(page.field('CI profile').props.defaultValue).toBe('theirs');
    expect(page.field('CI profile')).not.toBe(before);
    expect(page.focused()).toEqual([page.field('Team')]);
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
    const page = await openSettings(savedView(), { saveSettings: answer });
    await page.type(page.field('CI profile'), 'preview');
    await page.press('Save');
    expect(page.text()).toContain(message);
    await page.press('Save');
    expect(page.payloadOf('saveSettings')).toMatchObject({
      form: { options: { profile: 'preview' } },
    });
  });
});
