import ForgeReconciler from '@forge/react';
import { StrictMode } from 'react';
import { RepositoryPage } from './repository-page';

ForgeReconciler.render(
  <StrictMode>
    <RepositoryPage />
  </StrictMode>,
);
