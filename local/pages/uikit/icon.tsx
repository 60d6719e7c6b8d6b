import type { NewCoreIconProps } from '@atlaskit/icon/types';
import { icons } from './every-icon';
import { Fault } from './fault';
import { olderIconNames } from './older-icon-names';

/** Atlaskit's icon of a name that UI Kit takes, or undefined. */
export function findIcon(name: string) {
  return icons[olderIconNames[name] ?? name] ?? icons[name];
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
