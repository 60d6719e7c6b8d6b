import Tabs, { Tab, TabList, TabPanel } from '@atlaskit/tabs';
import type { ComponentProps } from 'react';
import { callbackProp, pick, textProp } from './draw-props';
import { drawChildren, type Drawings } from './draw-node';

/** Tabs take their list and their panels by position, which the drawn children keep. */
export const tabDrawings: Drawings = {
  Tabs: ({ node }) => {
    const onChange = callbackProp(node.props, 'onChange');
    return (
      <Tabs
        {...pick<ComponentProps<typeof Tabs>>(node.props, [
          'defaultSelected',
          'selected',
          'shouldUnmountTabPanelOnChange',
          'testId',
        ])}
        id={textProp(node.props, 'id') ?? node.key}
        onChange={(index) => void onChange?.(index)}
      >
        {drawChildren(node)}
      </Tabs>
    );
  },
  TabList: ({ node }) => <TabList>{drawChildren(node)}</TabList>,
  Tab: ({ node }) => <Tab>{drawChildren(node)}</Tab>,
  TabPanel: ({ node }) => (
    <TabPanel>
      <div className="tab-panel">{drawChildren(node)}</div>
    </TabPanel>
  ),
};
