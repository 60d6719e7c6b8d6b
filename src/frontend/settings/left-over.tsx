import { Link, SectionMessage, Stack, Text } from '@forge/react';
import type { SettingsView } from '../../contract';
import { formatDate } from '../format-date';
import { counted } from '../counted';

/** What should be gone at the provider and is not, and what waits to be looked at. */
export function LeftOver({ view: { leftOver = [], waitingForSweep } }: { view: SettingsView }) {
  return (
    <>
      {leftOver.length > 0 && (
        <SectionMessage
          appearance="warning"
          title={`${counted(leftOver.length, 'environment')} could not be deleted yet`}
        >
          <Stack space="space.150">
            {leftOver.map(({ subject, name, page, plan, since, message, remedy }) => (
              <Stack key={`${name} ${page?.url}`} space="space.025">
                <Text>
                  {subject.kind === 'pull-request'
                    ? `Pull request ${subject.id}`
                    : `Branch ${subject.name}`}{' '}
                  ({name}), since {formatDate(since)}
                  {plan ? `, ${plan.title} at ${plan.price}` : ''}.{' '}
                  {page && (
                    <Link href={page.url} openNewTab>
                      View in {page.title}
                    </Link>
                  )}
                </Text>
                <Text>
                  {message} {remedy}
                </Text>
              </Stack>
            ))}
            <Text>Every delete is repeated until the provider confirms it.</Text>
          </Stack>
        </SectionMessage>
      )}
      {waitingForSweep !== undefined && (
        <SectionMessage
          appearance="warning"
          title="Bitbucket does not list pull requests that have previews, or their sources"
        >
          <Text>
            {counted(waitingForSweep, 'preview')} left to look at, some of them every five minutes.
            Each is deleted only when Bitbucket itself says that its pull request is closed or gone,
            or its fork gone.
          </Text>
        </SectionMessage>
      )}
    </>
  );
}
