import ForgeReconciler from '@forge/react';
import { StrictMode } from 'react';
import { Card } from './card';

ForgeReconciler.render(
  <StrictMode>
    <Card />
  </StrictMode>,
);
