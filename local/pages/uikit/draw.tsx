import { Component, type ReactNode } from 'react';
import type { ForgeNode } from '../frame/messages';
import { buttonDrawings } from './buttons';
import { choiceDrawings } from './choices';
import { drawChildren, DrawingsContext, type Drawings } from './draw-node';
import { Fault } from './fault';
import { fieldDrawings } from './fields';
import { formDrawings } from './forms';
import { layoutDrawings } from './layout';
import { messageDrawings } from './messages';
import { overlayDrawings } from './overlays';
import { progressDrawings } from './progress';
import { tableDrawings } from './table';
import { tabDrawings } from './tabs';
import { textDrawings } from './text';

const drawings: Drawings = {
  ...buttonDrawings,
  ...choiceDrawings,
  ...fieldDrawings,
  ...formDrawings,
  ...layoutDrawings,
  ...messageDrawings,
  ...overlayDrawings,
  ...progressDrawings,
  ...tableDrawings,
  ...tabDrawings,
  ...textDrawings,
};

/** What an app drew, with Atlaskit's components. */
export function DrawDocument({ document }: { document: ForgeNode }) {
  return (
    <DrawingsContext.Provider value={drawings}>
      <ErrorBoundary>
        <div className="forge-document">{drawChildren(document)}</div>
      </ErrorBoundary>
    </DrawingsContext.Provider>
  );
}

/** A component that takes none of what the app passed must not take the rest of the page along. */
class ErrorBoundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error ? <Fault>Could not draw the app: {error.message}</Fault> : this.props.children;
  }
}
