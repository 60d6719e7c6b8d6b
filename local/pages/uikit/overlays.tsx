import Modal, {
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  ModalTransition,
} from '@atlaskit/modal-dialog';
import Tooltip from '@atlaskit/tooltip';
import { useEffect, useRef, type ComponentProps } from 'react';
import type { ForgeNode } from '../frame/messages';
import { callbackProp, pick, textProp } from './draw-props';
import { drawChildren, wrapped, type Drawings } from './draw-node';

/** What lies above the page. */
export const overlayDrawings: Drawings = {
  ModalTransition: ({ node }) => <ModalTransition>{drawChildren(node)}</ModalTransition>,
  Modal: ({ node }) => {
    const onClose = callbackProp(node.props, 'onClose');
    return (
      <Modal
        {...pick<ComponentProps<typeof Modal>>(node.props, [
          'autoFocus',
          'height',
          'label',
          'shouldScrollInViewport',
          'testId',
          'width',
        ])}
        onClose={() => void onClose?.({})}
      >
        {drawChildren(node)}
      </Modal>
    );
  },
  ModalHeader: ({ node }) => <ModalHeader hasCloseButton>{drawChildren(node)}</ModalHeader>,
  ModalTitle: ({ node }) => (
    <ModalTitle
      {...pick<ComponentProps<typeof ModalTitle>>(node.props, ['appearance', 'isMultiline'])}
    >
      {drawChildren(node)}
    </ModalTitle>
  ),
  ModalBody: ({ node }) => <ModalBody>{drawChildren(node)}</ModalBody>,
  ModalFooter: ({ node }) => <ModalFooter>{drawChildren(node)}</ModalFooter>,
  Tooltip: ({ node }) => (
    <Tooltip
      {...pick<ComponentProps<typeof Tooltip>>(node.props, [
        'delay',
        'mousePosition',
        'position',
        'testId',
        'truncate',
      ])}
      content={textProp(node.props, 'content') ?? ''}
    >
      <span className="tooltip-target">{drawChildren(node)}</span>
    </Tooltip>
  ),
  Popup: AppPopup,
};

/** Open or not is the app's to say; a click elsewhere and Escape ask it to close. */
function AppPopup({ node }: { node: ForgeNode }) {
  const place = useRef<HTMLDivElement>(null);
  const isOpen = node.props.isOpen === true;
  const onClose = callbackProp(node.props, 'onClose');
  const latestOnClose = useRef(onClose);
  useEffect(() => {
    latestOnClose.current = onClose;
  });
  useEffect(() => {
    if (!isOpen) return;
    const close = (event: Event) => {
      const isElsewhere = !place.current?.contains(event.target as Node);
      const isEscape = event instanceof KeyboardEvent && event.key === 'Escape';
      if (event instanceof KeyboardEvent ? isEscape : isElsewhere) void latestOnClose.current?.({});
    };
    document.addEventListener('mousedown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('mousedown', close);
      document.removeEventListener('keydown', close);
    };
  }, [isOpen]);
  const [trigger, content] = [wrapped(node, 'trigger'), wrapped(node, 'content')];
  return (
    <div ref={place} className="popup">
      {trigger && drawChildren(trigger)}
      {isOpen && content && <div className="popup-content">{drawChildren(content)}</div>}
    </div>
  );
}
