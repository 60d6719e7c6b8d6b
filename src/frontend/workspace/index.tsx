import ForgeReconciler from '@forge/react';
import { StrictMode } from 'react';
import { WorkspacePage } from './workspace-page';

ForgeReconciler.render(
  <StrictMode>
    <WorkspacePage />
  </StrictMode>,
);
