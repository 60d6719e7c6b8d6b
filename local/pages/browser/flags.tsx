import Flag, { AutoDismissFlag, FlagGroup } from '@atlaskit/flag';
import { useSyncExternalStore } from 'react';
import { Glyph } from '../uikit/icon';

/** A flag as `showFlag` of `@forge/bridge` describes it. */
export interface FlagOptions {
  id: string | number;
  title?: string;
  description?: string;
  type?: 'info' | 'success' | 'warning' | 'error';
  appearance?: 'info' | 'success' | 'warning' | 'error';
  isAutoDismiss?: boolean;
  actions?: { text: string; onClick?: () => void }[];
}

let flags: FlagOptions[] = [];
const listeners = new Set<() => void>();

function replaceFlags(next: FlagOptions[]): void {
  flags = next;
  for (const listener of listeners) listener();
}

/** Shows a flag at the lower left; one of the same id is replaced. */
export function showFlag(flag: FlagOptions): void {
  replaceFlags([flag, ...flags.filter(({ id }) => id !== flag.id)]);
}

/** True if there was such a flag. */
export function closeFlag(id: FlagOptions['id']): boolean {
  const rest = flags.filter((flag) => flag.id !== id);
  const found = rest.length < flags.length;
  replaceFlags(rest);
  return found;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const glyphs = {
  info: { glyph: 'status-information', color: 'color.icon.information' },
  success: { glyph: 'status-success', color: 'color.icon.success' },
  warning: { glyph: 'status-warning', color: 'color.icon.warning' },
  error: { glyph: 'status-error', color: 'color.icon.danger' },
} as const;

/** All flags that are to be seen. */
export function Flags() {
  const shown = useSyncExternalStore(subscribe, () => flags);
  return (
    <FlagGroup onDismissed={(id) => closeFlag(id)}>
      {shown.map((flag) => {
        const Shown = flag.isAutoDismiss ? AutoDismissFlag : Flag;
        return (
          <Shown
            key={flag.id}
            id={flag.id}
            title={flag.title ?? ''}
            description={flag.description}
            icon={<Glyph {...glyphs[flag.type ?? flag.appearance ?? 'info']} />}
            actions={(flag.actions ?? []).map(({ text, onClick }) => ({
              content: text,
              onClick: () => onClick?.(),
            }))}
          />
        );
      })}
    </FlagGroup>
  );
}
