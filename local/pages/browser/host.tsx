import '@atlaskit/css-reset';
import { setBooleanFeatureFlagResolver } from '@atlaskit/platform-feature-flags';
import { createRoot } from 'react-dom/client';
import type { Placement } from '../views/module';
import { themeState, toggleColorMode } from './color-mode';
import { Flags } from './flags';
import { keepLiveRegionsFresh } from './live-regions';
import { ModuleView } from './module-view';
import { emitToModules } from './page-events';
import './pages.css';

/** The script of every page: colours, small conveniences, and the app's modules in their places. */
setBooleanFeatureFlagResolver(() => false);

document.querySelector('[data-toggle-color-mode]')?.addEventListener('click', () => {
  toggleColorMode();
  emitToModules('FORGE_CORE_THEME_CHANGED', { theme: themeState() });
});
for (const select of document.querySelectorAll<HTMLSelectElement>('[data-submit-on-change]')) {
  select.addEventListener('change', () => select.form?.requestSubmit());
}

const flags = document.getElementById('flags');
if (flags) createRoot(flags).render(<Flags />);
for (const place of document.querySelectorAll<HTMLElement>('[data-placement]')) {
  const placement = JSON.parse(place.dataset.placement ?? '') as Placement;
  createRoot(place).render(<ModuleView placement={placement} />);
}
keepLiveRegionsFresh();
