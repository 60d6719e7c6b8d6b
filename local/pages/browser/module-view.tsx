import Modal, { ModalBody, ModalHeader, ModalTitle, ModalTransition } from '@atlaskit/modal-dialog';
import Spinner from '@atlaskit/spinner';
import { useEffect, useRef, useState } from 'react';
import { DrawDocument } from '../uikit/draw';
import { Fault } from '../uikit/fault';
import type { Placement } from '../views/module';
import { createOperations, type ModalRequest } from './bridge-operations';
import { listenToFrame, type ModuleFrame, type NumberedDocument } from './module-frame';

/** One module of the app: its code in a frame that nobody sees, and what it draws. */
export function ModuleView(props: {
  placement: Placement;
  close?: (payload: unknown) => void;
  modalContext?: unknown;
}) {
  const { placement, close, modalContext } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const connection = useRef<ModuleFrame>();
  const [document, setDocument] = useState<NumberedDocument>();
  const [failure, setFailure] = useState<string>();
  const [modal, setModal] = useState<ModalRequest>();

  useEffect(() => {
    if (!frame.current) return;
    const surroundings = { placement, modalContext, openModal: setModal };
    const runOperation = createOperations(close ? { ...surroundings, close } : surroundings);
    const listening = listenToFrame(frame.current, {
      onDocument: setDocument,
      onFailure: setFailure,
      runOperation: async (operation, data) => {
        try {
          return await runOperation(operation, data);
        } catch (error) {
          if (operation !== 'invoke') setFailure(String(error));
          throw error;
        }
      },
    });
    frame.current.src = `/_pages/frames/${encodeURIComponent(placement.resource)}`;
    connection.current = listening;
    return listening.stop;
  }, [placement, close, modalContext]);
  useEffect(() => {
    if (document) connection.current?.drawn(document.number);
  }, [document]);

  return (
    <>
      <iframe ref={frame} title={placement.module} sandbox="allow-scripts" hidden />
      {failure && <Fault>{`The app reported an error: ${failure}`}</Fault>}
      {document ? <DrawDocument document={document.root} /> : <Spinner label="Loading the app" />}
      <ModalTransition>
        {modal && (
          <ModuleModal modal={modal} placement={placement} onClosed={() => setModal(undefined)} />
        )}
      </ModalTransition>
    </>
  );
}

const widths: Record<string, string> = { xlarge: 'x-large', max: '100%', fullscreen: '100%' };

/** A resource of the app in a modal, opened by `Modal` of `@forge/bridge`. */
function ModuleModal(props: { modal: ModalRequest; placement: Placement; onClosed: () => void }) {
  const { modal, placement, onClosed } = props;
  const size = typeof modal.size === 'string' ? modal.size : 'medium';
  const [inner] = useState(() => ({
    ...placement,
    resource: modal.resource ?? placement.resource,
  }));
  const [close] = useState(() => (payload?: unknown) => {
    onClosed();
    void modal.onClose?.(payload);
  });
  return (
    <Modal
      onClose={() => close()}
      width={widths[size] ?? size}
      shouldCloseOnEscapePress={modal.closeOnEscape ?? true}
      shouldCloseOnOverlayClick={modal.closeOnOverlayClick ?? true}
    >
      <ModalHeader hasCloseButton>
        <ModalTitle>{modal.title ?? ''}</ModalTitle>
      </ModalHeader>
      <ModalBody>
        <ModuleView placement={inner} close={close} modalContext={modal.context} />
      </ModalBody>
    </Modal>
  );
}
