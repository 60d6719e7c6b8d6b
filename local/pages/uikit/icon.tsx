import type { NewCoreIconProps } from '@atlaskit/icon/types';
import { icons } from 'every-icon';
import { Fault } from './fault';

/** Names of the older set of icons that UI Kit still takes, as the present set calls them. */
const olderNames: Record<string, string> = {
  'add-circle': 'add',
  'arrow-down-circle': 'arrow-down',
  'arrow-up-circle': 'arrow-up',
  'bitbucket-branches': 'branch',
  'bitbucket-builds': 'pipeline',
  'bitbucket-commits': 'commit',
  'bitbucket-pullrequests': 'pull-request',
  'bitbucket-repos': 'library',
  'bitbucket-source': 'angle-brackets',
  'check-circle': 'status-success',
  'check-circle-outline': 'check-circle',
  check: 'check-mark',
  cross: 'close',
  'cross-circle': 'cross-circle',
  document: 'page',
  'editor-close': 'close',
  'editor-done': 'check-mark',
  'editor-edit': 'edit',
  'editor-error': 'status-error',
  'editor-help': 'question-circle',
  'editor-info': 'status-information',
  'editor-more': 'show-more-horizontal',
  'editor-open': 'link-external',
  'editor-settings': 'settings',
  'editor-success': 'status-success',
  'editor-warning': 'status-warning',
  error: 'status-error',
  info: 'status-information',
  more: 'show-more-horizontal',
  'more-vertical': 'show-more-vertical',
  open: 'link-external',
  recent: 'clock',
  schedule: 'calendar',
  'select-clear': 'cross-circle',
  shortcut: 'link-external',
  stopwatch: 'clock',
  trash: 'delete',
  warning: 'status-warning',
  watch: 'eye-open',
  world: 'globe',
};

/** Atlaskit's icon of a name that UI Kit takes, or undefined. */
export function findIcon(name: string) {
  return icons[olderNames[name] ?? name] ?? icons[name];
}

/**
 * An icon by name; a name that is not known shows as a red note. `color` is the name of a design
 * token, such as `color.icon.success`.
 */
export function Glyph(props: {
  glyph: string;
  label?: string;
  color?: string;
  size?: 'small' | 'medium';
}) {
  const { glyph, label = '', color, size = 'medium' } = props;
  const Found = findIcon(glyph);
  if (!Found) return <Fault>No icon is called “{glyph}”.</Fault>;
  return <Found label={label} size={size} {...(color ? { color: tokenColor(color) } : {})} />;
}

/** Custom property of a token: `color.icon.success` is `--ds-icon-success`. */
function tokenColor(token: string): NonNullable<NewCoreIconProps['color']> {
  const name = token.replace(/^color\./, '').replaceAll('.', '-');
  return (token === 'currentColor' ? token : `var(--ds-${name})`) as NonNullable<
    NewCoreIconProps['color']
  >;
}
