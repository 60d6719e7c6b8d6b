import ForgeReconciler from '@forge/react';
import { StrictMode } from 'react';
import { SettingsPage } from './settings-page';

ForgeReconciler.render(
  <StrictMode>
    <SettingsPage />
  </StrictMode>,
);
