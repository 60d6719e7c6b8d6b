import { NO_EFFECT } from '../../src/domain/save-effect';
import type { SettingsForm } from '../../src/contract';
import { textOf, type ForgePage } from './forge-doc';
import { holdTime } from './hold-time';
import { openSettings, saveButton } from './open-settings';
import { savedView } from './settings-views';

holdTime();

const labelOf = (node: { props: Record<string, unknown> }) => String(node.props.label);

describe('env vars', () => {
  const variablesOf = (page: ForgePage) =>
    (page.payloadOf('saveSettings') as { form: SettingsForm }).form.variables;

  const saved = () => ({ type: 'saved', view: savedView(), changes: [], effect: NO_EFFECT });

  test('a stored secret shows as set and is not sent back', async () => {
    const page = await openSettings(savedView(), { saveSettings: saved });
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
    const page = await openSettings(savedView(), { saveSettings: saved });
    await page.press('Replace DATABASE_URL');
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

  test('a name that git or the shell reads itself is warned of, and saved', async () => {
    const page = await openSettings(savedView(), { saveSettings: saved });
    const warning = 'GIT_DIR is also read by git itself';
    expect(page.text()).not.toContain(warning);
    await page.press('Add variable');
    await page.type(page.field('Name 3'), 'GIT_DIR');
    expect(page.text()).toContain(warning);
    await page.press('Save');
    expect(variablesOf(page)[2]).toMatchObject({ name: 'GIT_DIR' });
  });

  test('a plain one can be marked as fit for forks, a secret one cannot', async () => {
    const page = await openSettings(savedView(), { saveSettings: saved });
    await page.toggle(page.one('Checkbox', 'Forks get GREETING, too'));
    await page.press('Save');
    expect(variablesOf(page)[0]).toEqual({
      name: 'GREETING',
      secret: false,
      value: 'Hello',
      forks: true,
    });
  });

  test('each field and button says which variable it is of', async () => {
    const page = await openSettings(savedView());
    const labels = page.all('Label').map(textOf);
    expect(labels).toEqual(expect.arrayContaining(['Name 1', 'Value of GREETING', 'Name 2']));
    const names = [...page.all('Button').map(textOf), ...page.all('Checkbox').map(labelOf)];
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['Remove GREETING', 'DATABASE_URL is secret']));
  });

  test('a long value has a field of several lines', async () => {
    const value = `postgres://shop@${'database.'.repeat(6)}example.com`;
    const page = await openSettings(
      savedView({ variables: [{ name: 'URL', secret: false, value }] }),
    );
    expect(page.one('TextArea').props.defaultValue).toBe(value);
    expect(page.field('Value of URL').type).toBe('TextArea');
  });

  test('the focus goes where the work goes on', async () => {
    const page = await openSettings(savedView());
    const focused = () => page.focused();
    expect(focused()).toEqual([]);
    await page.press('Add variable');
    expect(focused()).toEqual([page.field('Name 3')]);
    await page.press('Replace DATABASE_URL');
    expect(focused()).toContain(page.field('Value of DATABASE_URL'));
    await page.press('Remove GREETING');
    expect(focused().map(textOf)).toContain('Add variable');
    await page.press('Paste .env');
    expect(focused()).toContain(page.field('Text of a .env file'));
  });

  test('a replaced secret needs a value', async () => {
    const page = await openSettings(savedView(), { saveSettings: saved });
    await page.press('Replace DATABASE_URL');
    await page.press('Save');
    expect(page.countOf('saveSettings')).toBe(0);
    expect(textOf(page.one('ErrorMessage'))).toBe('Type the new value, or keep the stored one.');
    await page.press('Keep stored DATABASE_URL');
    expect(page.all('ErrorMessage')).toHaveLength(0);
    expect(saveButton(page).props.isDisabled).toBe(true);
  });

  test.each([
    ['1ST', /begin with a letter/],
    ['MY VAR', /Use letters/],
    ['GREETING', /another variable named GREETING/],
  ])('%s is marked while one types', async (name, message) => {
    const page = await openSettings(savedView());
    await page.press('Add variable');
    await page.type(page.one('Textfield', { placeholder: 'Name', defaultValue: '' }), name);
    expect(textOf(page.one('ErrorMessage'))).toMatch(message);
  });

  test('rows can be added, made secret and removed', async () => {
    const page = await openSettings(savedView(), { saveSettings: saved });
    await page.press('Remove GREETING');
    await page.press('Add variable');
    await page.type(page.one('Textfield', { placeholder: 'Name', defaultValue: '' }), 'TOKEN');
    await page.toggle(page.one('Checkbox', 'TOKEN is secret'));
    await page.type(page.one('Textfield', { placeholder: 'Secret value' }), 'abc');
    await page.press('Add variable');
    await page.press('Save');
    expect(variablesOf(page)).toEqual([
      { name: 'DATABASE_URL', secret: true },
      { name: 'TOKEN', secret: true, value: 'abc' },
    ]);
  });

  test('a pasted .env overwrites same names and adds the rest, as secrets that are not drawn', async () => {
    const page = await openSettings(savedView(), {
      saveSettings: saved,
      parseDotenv: () => ({
        type: 'parsed',
        entries: [
          { name: 'GREETING', value: 'Moin' },
          { name: 'API_KEY', value: 'abc' },
        ],
        problems: [],
      }),
    });
    await page.press('Paste .env');
    await page.type(page.field('Text of a .env file'), 'GREETING=Moin\nAPI_KEY=abc');
    await page.press('Add variables');
    expect(page.payloadOf('parseDotenv')).toEqual({ text: 'GREETING=Moin\nAPI_KEY=abc' });
    expect(page.all('ErrorMessage').map(textOf)).toEqual([
      'GREETING is there already: its value is replaced.',
    ]);
    await page.press('Add 2 variables anyway');
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
    const page = await openSettings(savedView(), {
      saveSettings: saved,
      parseDotenv: () => ({
        type: 'parsed',
        entries: [
          { name: 'CERTIFICATE', value: 'a\nb' },
          { name: 'DATABASE_URL', value: 'new' },
        ],
        problems: [],
      }),
    });
    await page.press('Paste .env');
    await page.type(page.field('Text of a .env file'), '…');
    await page.toggle(page.one('Checkbox', 'Treat all values as secrets'));
    await page.press('Add variables');
    await page.press('Add 2 variables anyway');
    expect(page.one('TextArea').props.defaultValue).toBe('a\nb');
    await page.press('Save');
    expect(variablesOf(page).slice(1)).toEqual([
      { name: 'DATABASE_URL', secret: true, value: 'new' },
      { name: 'CERTIFICATE', secret: false, value: 'a\nb' },
    ]);
  });

  test('a pasted text with problems names them, and adds its good lines on a second yes', async () => {
    const page = await openSettings(savedView(), {
      parseDotenv: () => ({
        type: 'parsed',
        entries: [{ name: 'GOOD', value: '1' }],
        problems: ['Line 2 was not understood.'],
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

  test('a text that is too long is not sent', async () => {
    const page = await openSettings(savedView(), {});
    await page.press('Paste .env');
    await page.type(page.field('Text of a .env file'), 'A=1\n'.repeat(65_537));
    await page.press('Add variables');
    expect(page.all('ErrorMessage').map(textOf)).toEqual([
      'The text has more than 250,000 characters. Paste a smaller part of it.',
    ]);
    expect(page.countOf('parseDotenv')).toBe(0);
  });

  test('a text that is edited after its problems were named is read anew', async () => {
    const page = await openSettings(savedView(), {
      parseDotenv: ({ text }: { text: string }) => ({
        type: 'parsed',
        entries: text === 'nonsense' ? [] : [{ name: 'GOOD', value: '1' }],
        problems: text === 'nonsense' ? ['Line 1.'] : [],
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
