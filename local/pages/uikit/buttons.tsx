import { ButtonGroup } from '@atlaskit/button';
import Button, { LinkButton } from '@atlaskit/button/new';
import type { ComponentProps } from 'react';
import { addressProp, callbackProp, pick, textProp } from './draw-props';
import { drawChildren, type Drawings } from './draw-node';
import type { ForgeNode } from '../frame/messages';
import { findIcon } from './icon';

type ButtonProps = ComponentProps<typeof Button>;

const names = [
  'autoFocus',
  'isDisabled',
  'isSelected',
  'isLoading',
  'shouldFitContainer',
  'testId',
  'type',
] as const;

/** Buttons, alone and in groups. */
export const buttonDrawings: Drawings = {
  Button: AppButton,
  LoadingButton: AppButton,
  LinkButton: ({ node }) => {
    const { href: _, ...props } = node.props;
    const opensTab = props.target === '_blank';
    return (
      <LinkButton
        {...pick<ComponentProps<typeof LinkButton>>(props, [
          'isDisabled',
          'isSelected',
          'shouldFitContainer',
          'testId',
        ])}
        {...looks(props)}
        href={addressProp(node.props) ?? '#'}
        {...(opensTab ? { target: '_blank', rel: 'noopener noreferrer' } : {})}
      >
        {drawChildren(node)}
      </LinkButton>
    );
  },
  ButtonGroup: ({ node }) => (
    <ButtonGroup {...pick<ComponentProps<typeof ButtonGroup>>(node.props, ['label', 'titleId'])}>
      {drawChildren(node)}
    </ButtonGroup>
  ),
  Pressable: ({ node }) => {
    const onClick = callbackProp(node.props, 'onClick');
    return (
      <button
        type="button"
        className="pressable"
        disabled={node.props.isDisabled === true}
        onClick={() => void onClick?.({})}
      >
        {drawChildren(node)}
      </button>
    );
  },
};

function AppButton({ node }: { node: ForgeNode }) {
  const { props } = node;
  const onClick = callbackProp(props, 'onClick');
  return (
    <Button
      {...pick<ButtonProps>(props, names)}
      {...looks(props)}
      {...icons(props)}
      onClick={() => void onClick?.({ type: 'click' })}
    >
      {drawChildren(node)}
    </Button>
  );
}

const appearances = ['default', 'danger', 'discovery', 'primary', 'subtle', 'warning'] as const;

/** The older looks of a link have become `subtle`. */
function looks(props: Record<string, unknown>): Pick<ButtonProps, 'appearance' | 'spacing'> {
  const wanted = textProp(props, 'appearance') ?? 'default';
  const spacing = textProp(props, 'spacing');
  return {
    appearance: appearances.find((appearance) => appearance === wanted) ?? 'subtle',
    spacing: spacing === 'compact' || spacing === 'none' ? 'compact' : 'default',
  };
}

function icons(props: Record<string, unknown>): Pick<ButtonProps, 'iconBefore' | 'iconAfter'> {
  const before = textProp(props, 'iconBefore') ?? '';
  const after = textProp(props, 'iconAfter') ?? '';
  const [iconBefore, iconAfter] = [findIcon(before), findIcon(after)];
  return { ...(iconBefore ? { iconBefore } : {}), ...(iconAfter ? { iconAfter } : {}) };
}
