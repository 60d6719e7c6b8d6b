import { Inline, LoadingButton } from '@forge/react';
import type { CardView } from '../../contract';
import type { CardAction } from './use-card';

interface ReportActsProps {
  acts: NonNullable<CardView['acts']>;
  busy: CardAction | undefined;
  act: (action: CardAction) => void;
}

/** What somebody who may write can decide at the provider. */
export function ReportActs({ acts, busy, act }: ReportActsProps) {
  const isBusy = (id: string) => busy?.name === 'actOnReport' && busy.act === id;
  return (
    <Inline space="space.100" rowSpace="space.050" shouldWrap>
      {acts.map(({ id, label }) => (
        <LoadingButton
          key={id}
          isLoading={isBusy(id)}
          // One that is disabled would lose the focus; what loads takes no press anyhow.
          isDisabled={busy !== undefined && !isBusy(id)}
          onClick={() => act({ name: 'actOnReport', act: id })}
        >
          {label}
        </LoadingButton>
      ))}
    </Inline>
  );
}
