import Badge from '@atlaskit/badge';
import { Code, CodeBlock } from '@atlaskit/code';
import Heading from '@atlaskit/heading';
import Link from '@atlaskit/link';
import Lozenge, { type ThemeAppearance } from '@atlaskit/lozenge';
import { Text } from '@atlaskit/primitives';
import Tag from '@atlaskit/tag';
import type { ComponentProps } from 'react';
import { addressProp, callbackProp, pick, textProp } from './draw-props';
import { drawChildren, textOf, type Drawings } from './draw-node';
import { Glyph } from './icon';
import { User } from './user';

/** Text and what stands within it. */
export const textDrawings: Drawings = {
  String: ({ node }) => textProp(node.props, 'text'),
  Text: ({ node }) => {
    if (node.props.as === 'strike') return <s>{drawChildren(node)}</s>;
    const names = ['align', 'as', 'color', 'maxLines', 'size', 'weight', 'testId'] as const;
    return (
      <Text {...pick<ComponentProps<typeof Text>>(node.props, names)}>{drawChildren(node)}</Text>
    );
  },
  Heading: ({ node }) => (
    <Heading
      size="medium"
      {...pick<ComponentProps<typeof Heading>>(node.props, ['size', 'as', 'color', 'id', 'testId'])}
    >
      {drawChildren(node)}
    </Heading>
  ),
  Em: ({ node }) => <em>{drawChildren(node)}</em>,
  Strike: ({ node }) => <s>{drawChildren(node)}</s>,
  Strong: ({ node }) => <strong>{drawChildren(node)}</strong>,
  Code: ({ node }) => <Code>{textOf(node)}</Code>,
  CodeBlock: ({ node }) => {
    const names = ['language', 'showLineNumbers', 'highlight', 'shouldWrapLongLines'] as const;
    return (
      <CodeBlock
        {...pick<ComponentProps<typeof CodeBlock>>(node.props, names)}
        text={textProp(node.props, 'text') ?? ''}
      />
    );
  },
  Link: ({ node }) => {
    const address = addressProp(node.props);
    if (address === undefined) return <>{drawChildren(node)}</>;
    const names = ['appearance', 'testId'] as const;
    return (
      <Link
        {...pick<ComponentProps<typeof Link>>(node.props, names)}
        href={address}
        {...(node.props.openNewTab ? { target: '_blank', rel: 'noopener noreferrer' } : {})}
      >
        {drawChildren(node)}
      </Link>
    );
  },
  Badge: ({ node }) => {
    const text = textOf(node);
    return (
      <Badge {...pick<ComponentProps<typeof Badge>>(node.props, ['appearance', 'max', 'testId'])}>
        {/^\d+$/.test(text) ? Number(text) : text}
      </Badge>
    );
  },
  Lozenge: ({ node }) => (
    <Lozenge
      {...pick<{ isBold: boolean; maxWidth: string | number; testId: string }>(node.props, [
        'isBold',
        'maxWidth',
        'testId',
      ])}
      appearance={(textProp(node.props, 'appearance') ?? 'default') as ThemeAppearance}
    >
      {textOf(node)}
    </Lozenge>
  ),
  Tag: ({ node }) => {
    const onRemoved = callbackProp(node.props, 'onAfterRemoveAction');
    return (
      <Tag
        {...pick<ComponentProps<typeof Tag>>(node.props, ['color', 'removeButtonLabel', 'testId'])}
        text={textProp(node.props, 'text') ?? textOf(node)}
        isRemovable={node.props.isRemovable === true}
        onAfterRemoveAction={(text) => void onRemoved?.(text)}
        {...hrefOf(node.props)}
      />
    );
  },
  TagGroup: ({ node }) => <div className="tag-group">{drawChildren(node)}</div>,
  User: ({ node }) => <User accountId={textProp(node.props, 'accountId') ?? ''} />,
  Icon: ({ node }) => (
    <Glyph
      {...pick<ComponentProps<typeof Glyph>>(node.props, ['label', 'color'])}
      glyph={textProp(node.props, 'glyph') ?? ''}
      size={node.props.size === 'small' ? 'small' : 'medium'}
    />
  ),
};

function hrefOf(props: Record<string, unknown>): { href?: string } {
  const href = addressProp(props);
  return href === undefined ? {} : { href };
}
