import EmptyState from '@atlaskit/empty-state';
import { ErrorMessage, HelperMessage, ValidMessage } from '@atlaskit/form';
import SectionMessage, { SectionMessageAction } from '@atlaskit/section-message';
import type { ComponentProps } from 'react';
import { addressProp, callbackProp, pick, textProp } from './draw-props';
import { drawChildren, drawProp, type Drawings } from './draw-node';

/** What tells a person something. */
export const messageDrawings: Drawings = {
  SectionMessage: ({ node }) => (
    <SectionMessage
      {...pick<ComponentProps<typeof SectionMessage>>(node.props, [
        'appearance',
        'title',
        'testId',
      ])}
      actions={[node.props.actions].flat().map((action, index) => (
        <span key={index}>{drawProp(action)}</span>
      ))}
    >
      {drawChildren(node)}
    </SectionMessage>
  ),
  SectionMessageAction: ({ node }) => {
    const href = addressProp(node.props);
    const onClick = callbackProp(node.props, 'onClick');
    return (
      <SectionMessageAction
        {...(href === undefined ? {} : { href })}
        {...(onClick ? { onClick: () => void onClick({ type: 'click' }) } : {})}
      >
        {drawChildren(node)}
      </SectionMessageAction>
    );
  },
  EmptyState: ({ node }) => (
    <EmptyState
      {...pick<ComponentProps<typeof EmptyState>>(node.props, [
        'buttonGroupLabel',
        'headingLevel',
        'isLoading',
        'width',
        'testId',
      ])}
      header={textProp(node.props, 'header') ?? ''}
      description={drawProp(node.props.description)}
      primaryAction={drawProp(node.props.primaryAction)}
      secondaryAction={drawProp(node.props.secondaryAction)}
      tertiaryAction={drawProp(node.props.tertiaryAction)}
    />
  ),
  ErrorMessage: ({ node }) => <ErrorMessage>{drawChildren(node)}</ErrorMessage>,
  HelperMessage: ({ node }) => <HelperMessage>{drawChildren(node)}</HelperMessage>,
  ValidMessage: ({ node }) => <ValidMessage>{drawChildren(node)}</ValidMessage>,
};
