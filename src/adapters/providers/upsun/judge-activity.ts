import { cleanText, shortLine } from '../../../domain/clean-text';
import { defined } from '../../../domain/defined';
import { permanent, type Failure } from '../../../domain/failure';
import type { Warning } from '../../../domain/serving';
import type { Activity } from './protocol';

/** Why an activity that has ended failed; undefined of one that did not. `page` is where its log is, too. */
export function failureIn(activity: Activity, page: string | undefined): Failure | undefined {
  const command = failedCommand(activity);
  const whole = (failure: Failure): Failure => ({
    ...failure,
    ...defined({ logUrl: page, pipelineStep: command && nameOf(command) }),
  });
  if (activity.state === 'cancelled') {
    return whole(
      permanent('deployment-failed', 'The deployment was cancelled at Upsun.', 'Redeploy.'),
    );
  }
  const isBuild = command?.type === 'build';
  if (activity.result !== 'failure' && !isBuild) return undefined;
  if (command) {
    return whole(
      permanent(
        'build-failed',
        `${upper(nameOf(command))} ended with exit code ${command.exit_code}.`,
        'Fix the error shown in the log, then push.',
      ),
    );
  }
  if (activity.failure_reason === 'shell') {
    const message = 'A command of the build or of a hook failed at Upsun.';
    return whole(permanent('build-failed', message, 'Fix the error shown in the log, then push.'));
  }
  return whole(
    permanent(
      'deployment-failed',
      'Upsun could not deploy the environment.',
      'Redeploy. If it fails again, look at its log in the Upsun Console.',
      'time',
    ),
  );
}

/** What people have to know of an activity that succeeded though a hook in it did not. */
export function warningOf(activity: Activity | undefined): Warning | undefined {
  const command = activity && failedCommand(activity);
  if (!command) return undefined;
  return {
    message: `${upper(nameOf(command))} ended with exit code ${command.exit_code}; Upsun deployed all the same.`,
    remedy: 'Look at the log of the deployment in the Upsun Console.',
  };
}

/** What an activity does now, for people. */
export function detailOf({ type, state, completion_percent: percent }: Activity): string {
  if (state !== 'in_progress') return "Waiting in Upsun's queue";
  const what = WORDS[type] ?? 'Deploying';
  return percent ? `${what}: ${Math.round(percent)} %` : what;
}

const WORDS: Readonly<Record<string, string>> = {
  'environment.push': 'Building and deploying',
  'environment.activate': 'Activating: copying data, building and deploying',
  'environment.resume': 'Waking up',
  'environment.redeploy': 'Redeploying',
};

type Command = NonNullable<Activity['commands']>[number];

function failedCommand({ commands }: Activity): Command | undefined {
  return commands?.find(({ exit_code: code }) => code !== null && code !== 0);
}

/** As people know it from their configuration: "the build hook of app". */
function nameOf({ app, type }: Command): string {
  const what = type ? `the ${word(type)} hook` : 'a hook';
  return app ? `${what} of ${word(app)}` : what;
}

function word(text: string | null): string {
  return shortLine(cleanText(text ?? ''), 60);
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
