import { defined } from '../../../domain/defined';
import type { Field } from '../../../domain/field';
import { offerOf, type KnownOptions } from '../../../domain/provider-kind';
import { NOTES } from './offer';
import { optionsOf, TIMEOUT_WORDS, TIMEOUTS, type OnaOptions } from './options';

const HOW = 'How the app is started';

/** What the settings page asks: on what a preview runs, how it is started, and who may open it. */
export function fields(known: KnownOptions): Field[] {
  const saved = known.saved && optionsOf(known.saved);
  return [
    classField(known, saved),
    {
      type: 'radio',
      name: 'start',
      label: 'Started by',
      section: HOW,
      value: saved?.start ?? 'command',
      choices: [
        { value: 'command', label: 'The command below, with the env vars of these settings' },
        { value: 'file', label: 'The automations file below; it gets no env vars' },
      ],
      help: 'Ona gives env vars to a service that is made by this app, and to none of a file.',
    },
    {
      type: 'text',
      name: 'command',
      label: 'Command',
      section: HOW,
      value: saved?.command ?? '',
      placeholder: 'npm ci && npm start',
      help: 'It runs in the repository, in the dev container, and ends only when the app does. The app listens on 0.0.0.0, on the port below.',
    },
    {
      type: 'text',
      name: 'file',
      label: 'Automations file',
      section: HOW,
      value: saved?.file ?? '.ona/automations.yaml',
      help: 'Its services have to be triggered by postDevcontainerStart or postEnvironmentStart.',
    },
    {
      type: 'text',
      name: 'port',
      label: 'Port',
      section: HOW,
      value: String(saved?.port ?? 3000),
      help: 'From 1024 to 65535. It is also in PORT for the command.',
    },
    {
      type: 'radio',
      name: 'admission',
      label: 'Who may open a preview',
      section: 'Access',
      value: saved?.admission ?? 'organization',
      choices: [
        { value: 'organization', label: 'Members of the Ona organization, after a sign-in' },
        { value: 'everyone', label: 'Everybody who has the link' },
      ],
      help: 'On a runner of your own that is too old to check it, everybody may, whatever is chosen.',
    },
    {
      type: 'choice',
      name: 'timeout',
      label: 'Stopped after',
      section: 'Access',
      value: saved?.timeout ?? '10800s',
      choices: TIMEOUTS.map((value) => ({ value, label: TIMEOUT_WORDS[value] })),
      missing: 'Choose when a preview is stopped.',
      help: 'Visits do not keep a preview awake: it is stopped so long after its start, and Redeploy starts it again. Policies of the organization may allow less.',
    },
  ];
}

function classField(known: KnownOptions, saved: OnaOptions | undefined): Field {
  const offer = offerOf(known);
  const classes = (offer?.choices.class ?? []).map(({ value, label }) => ({ value, label }));
  const isKnown = saved === undefined || classes.some(({ value }) => value === saved.classId);
  const own = { value: saved?.classId ?? '', label: saved?.classTitle ?? '' };
  const gone = `The environment class ${own.label} is not available to this token. Choose another one.`;
  const notes = (offer?.choices[NOTES] ?? []).map(({ title, label }) => `${title} ${label}`);
  const problems = [...(offer && !isKnown ? [gone] : []), ...notes];
  return {
    type: 'choice',
    name: 'class',
    label: 'Environment class',
    section: 'What previews run on',
    value: saved?.classId ?? '',
    choices: isKnown ? classes : [...classes, own],
    missing: 'Choose an environment class.',
    help: 'Each belongs to a runner, on which the owner of the token has to be signed in to Bitbucket.',
    ...defined({
      isLocked: offer ? undefined : (true as const),
      problem: problems.length > 0 ? problems.join(' ') : undefined,
    }),
  };
}
