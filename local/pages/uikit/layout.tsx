import { Bleed, Box, Inline, Stack, xcss } from '@atlaskit/primitives';
import type { ComponentProps } from 'react';
import { pick, textProp } from './draw-props';
import { drawChildren, type Drawings } from './draw-node';

/** Boxes that hold other nodes. */
export const layoutDrawings: Drawings = {
  Root: ({ node }) => <>{drawChildren(node)}</>,
  Fragment: ({ node }) => <>{drawChildren(node)}</>,
  Box: ({ node }) => (
    <Box
      {...pick<ComponentProps<typeof Box>>(node.props, [
        'backgroundColor',
        'padding',
        'paddingBlock',
        'paddingBlockEnd',
        'paddingBlockStart',
        'paddingInline',
        'paddingInlineEnd',
        'paddingInlineStart',
        'role',
        'testId',
      ])}
      {...(node.props.xcss ? { xcss: xcss(node.props.xcss) } : {})}
    >
      {drawChildren(node)}
    </Box>
  ),
  Inline: ({ node }) => (
    <Inline
      {...pick<ComponentProps<typeof Inline>>(node.props, [
        'alignBlock',
        'alignInline',
        'grow',
        'rowSpace',
        'separator',
        'shouldWrap',
        'space',
        'spread',
        'testId',
      ])}
    >
      {drawChildren(node)}
    </Inline>
  ),
  Stack: ({ node }) => (
    <Stack
      {...pick<ComponentProps<typeof Stack>>(node.props, [
        'alignBlock',
        'alignInline',
        'grow',
        'space',
        'spread',
        'testId',
      ])}
    >
      {drawChildren(node)}
    </Stack>
  ),
  Bleed: ({ node }) => (
    <Bleed {...pick<ComponentProps<typeof Bleed>>(node.props, ['all', 'block', 'inline'])}>
      {drawChildren(node)}
    </Bleed>
  ),
  List: ({ node }) =>
    node.props.type === 'ordered' ? (
      <ol className="forge-list">{drawChildren(node)}</ol>
    ) : (
      <ul className="forge-list">{drawChildren(node)}</ul>
    ),
  ListItem: ({ node }) => <li>{drawChildren(node)}</li>,
  Image: ({ node }) => {
    const { props } = node;
    const source = textProp(props, 'src') ?? '';
    const size = textProp(props, 'size') ?? '';
    return (
      <img
        className={`forge-image ${size}`}
        src={/^(https?:|data:image\/|\/)/i.test(source) ? source : ''}
        alt={textProp(props, 'alt') ?? ''}
        width={textProp(props, 'width')}
        height={textProp(props, 'height')}
      />
    );
  },
};
