import ProgressBar from '@atlaskit/progress-bar';
import { ProgressTracker } from '@atlaskit/progress-tracker';
import Spinner from '@atlaskit/spinner';
import type { ComponentProps } from 'react';
import { pick } from './draw-props';
import type { Drawings } from './draw-node';

type TrackerProps = ComponentProps<typeof ProgressTracker>;

/** How far something is. */
export const progressDrawings: Drawings = {
  Spinner: ({ node }) => (
    <Spinner
      {...pick<ComponentProps<typeof Spinner>>(node.props, [
        'appearance',
        'delay',
        'label',
        'size',
        'testId',
      ])}
    />
  ),
  ProgressBar: ({ node }) => (
    <ProgressBar
      {...pick<ComponentProps<typeof ProgressBar>>(node.props, [
        'appearance',
        'ariaLabel',
        'isIndeterminate',
        'value',
        'testId',
      ])}
    />
  ),
  ProgressTracker: ({ node }) => (
    <ProgressTracker
      {...pick<TrackerProps>(node.props, ['animated', 'label', 'spacing', 'testId'])}
      items={(node.props.items ?? []) as TrackerProps['items']}
    />
  ),
};
