import type { SettingsView } from '../../src/contract';
import { ForgePage, type Answer, type ForgeNode } from './forge-doc';

/** Opens the settings page of a repository whose resolver answers `view`. */
export function openSettings(
  view: SettingsView,
  answers: Record<string, Answer> = {},
): Promise<ForgePage> {
  return ForgePage.open('settings', { loadSettings: () => ({ type: 'view', view }), ...answers });
}

/** The button that saves. */
export function saveButton(page: ForgePage): ForgeNode {
  return page.one('LoadingButton', 'Save');
}
