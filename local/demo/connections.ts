import type { SettingsForm, SettingsView } from '../../src/contract';
import { valuesOf } from '../../src/domain/field';

/** How a repository of the demo is connected. */
export interface DemoConnection {
  provider: string;
  title: string;
  credentials: Record<string, string>;
  /** What is chosen of what the settings page offers. */
  choose: (view: SettingsView, repository: string) => SettingsForm;
}

/** The key that every stand-in takes. */
export const LOCAL_TOKEN = 'local-token';

/** The local Codesphere, with the test stage on a plan that stays awake. */
export const CODESPHERE: DemoConnection = {
  provider: 'codesphere',
  title: 'Codesphere',
  credentials: { token: LOCAL_TOKEN },
  choose({ fields }) {
    const plan = fields.find(({ name }) => name === 'plan');
    const awake =
      plan?.type === 'choice' && plan.choices.find(({ label }) => !label.includes('sleeps'));
    const stages = ['prepare', 'test', 'run', 'stop-on-failure'];
    return {
      enabled: true,
      options: {
        ...valuesOf(fields),
        stages,
        // Nobody can sign in at the local Codesphere.
        visibility: 'public',
        ...(awake ? { plan: awake.value } : {}),
      },
      variables: [],
    };
  },
};

/** The demo shop: its front page tells what differs from preview to preview, and its fork is private. */
export const SHOP: DemoConnection = {
  ...CODESPHERE,
  choose(...view) {
    const { options, ...form } = CODESPHERE.choose(...view);
    const value = 'Preview of pull request {{pull_request}}, branch {{branch}}';
    return {
      ...form,
      options: { ...options, 'rules.private-forks': 'approved' },
      variables: [{ name: 'SHOP_GREETING', secret: false, value }],
    };
  },
};

/** The reference host, as a team's own. */
export const OWN_HOST: DemoConnection = {
  provider: 'own-host',
  title: 'the local host',
  credentials: { address: 'https://host.localhost', token: LOCAL_TOKEN },
  choose: ({ fields }) => ({ enabled: true, options: valuesOf(fields), variables: [] }),
};

/** The local Upsun, with the project of the repository. */
export const UPSUN: DemoConnection = {
  provider: 'upsun',
  title: 'Upsun',
  credentials: { token: LOCAL_TOKEN },
  choose({ fields }, repository) {
    const project = fields.find(({ name }) => name === 'project');
    const own =
      project?.type === 'choice' &&
      project.choices.find(({ label }) => label.includes(`of ${repository} `));
    return {
      enabled: true,
      options: { ...valuesOf(fields), ...(own ? { project: own.value } : {}) },
      variables: [],
    };
  },
};

/** The local Ona. Nobody can sign in there, so everybody may open a preview. */
export const ONA: DemoConnection = {
  provider: 'ona',
  title: 'Ona',
  get credentials() {
    const inAMonth = new Date(Date.now() + 30 * 24 * 60 * 60_000);
    return { token: LOCAL_TOKEN, expires: inAMonth.toISOString().slice(0, 10) };
  },
  choose({ fields }) {
    const found = fields.find(({ name }) => name === 'class');
    const first = found?.type === 'choice' ? found.choices[0]?.value : undefined;
    const command = 'node server.js';
    return {
      enabled: true,
      options: { ...valuesOf(fields), class: first ?? '', command, admission: 'everyone' },
      variables: [],
    };
  },
};

/** The local Spacelift, with all stacks of the repository. */
export const SPACELIFT = {
  provider: 'spacelift',
  title: 'Spacelift',
  credentials: { account: 'demo.app.spacelift.io', keyId: 'local-key', secret: LOCAL_TOKEN },
  choose({ fields }: SettingsView): SettingsForm {
    const found = fields.find(({ name }) => name === 'stacks');
    const stacks = found?.type === 'several' ? found.choices.map(({ value }) => value) : [];
    const options = { ...valuesOf(fields), stacks, withoutRun: 'tell' };
    return { enabled: true, options, variables: [] };
  },
} satisfies DemoConnection;

/** What a repository of the demo can be connected to. */
export const CONNECTIONS: DemoConnection[] = [CODESPHERE, OWN_HOST, UPSUN, ONA, SPACELIFT];
