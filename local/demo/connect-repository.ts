import type {
  SettingsForm,
  SettingsLoadResult,
  SettingsResult,
  SettingsView,
} from '../../src/contract';
import { valuesOf } from '../../src/domain/field';
import type { InvokeResolver } from '../control/invoke-resolver';

/** The key that the local Codesphere takes. */
const LOCAL_TOKEN = 'local-token';

/** What differs from preview to preview, to be seen at a glance in the demo shop. */
const DEMO_VARIABLES: SettingsForm['variables'] = [
  {
    name: 'SHOP_GREETING',
    secret: false,
    value: 'Preview of pull request {{pull_request}}, branch {{branch}}',
  },
];

/**
 * Connects a repository to the local Codesphere the way an admin does, through the app's own settings
 * page. A repository that somebody connected before is left as it is.
 *
 * @throws Error that says what the app answered
 */
export async function connectRepository(
  invokeResolver: InvokeResolver,
  repository: string,
): Promise<void> {
  const call = async (name: string, payload?: unknown): Promise<unknown> => {
    const answer = await invokeResolver({
      user: 'ada',
      module: 'settings-page',
      repository,
      function: name,
      payload,
    });
    if ('error' in answer) throw new Error(`The app could not be connected: ${answer.error}`);
    return answer.result;
  };
  const loaded = (await call('loadSettings')) as SettingsLoadResult;
  if (loaded.type !== 'view') throw new Error(`The app could not be connected: ${loaded.message}`);
  if (loaded.view.connection) return;
  const payload = { provider: 'codesphere', credentials: { token: LOCAL_TOKEN } };
  const connected = expectSaved((await call('connect', payload)) as SettingsResult);
  const form = chooseForm(connected);
  expectSaved(
    (await call('saveSettings', { revision: connected.revision, form })) as SettingsResult,
  );
}

/** What the page proposes, with the test stage on a plan that stays awake. */
function chooseForm({ fields }: SettingsView): SettingsForm {
  const plan = fields.find(({ name }) => name === 'plan');
  const awake =
    plan?.type === 'choice' && plan.choices.find(({ label }) => !label.includes('sleeps'));
  const stages = ['prepare', 'test', 'run', 'stop-on-failure'];
  return {
    enabled: true,
    options: { ...valuesOf(fields), stages, ...(awake ? { plan: awake.value } : {}) },
    variables: DEMO_VARIABLES,
  };
}

function expectSaved(result: SettingsResult): SettingsView {
  if (result.type === 'saved') return result.view;
  const reason =
    result.type === 'invalid'
      ? result.errors.map(({ field, message }) => `${field}: ${message}`).join(' ')
      : result.message;
  throw new Error(`The app could not be connected: ${reason}`);
}
