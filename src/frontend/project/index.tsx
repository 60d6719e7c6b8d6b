import ForgeReconciler from '@forge/react';
import { StrictMode } from 'react';
import { ProjectPage } from './project-page';

ForgeReconciler.render(
  <StrictMode>
    <ProjectPage />
  </StrictMode>,
);
