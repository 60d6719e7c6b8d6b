import { setGlobalTheme } from '@atlaskit/tokens/set-global-theme';

type ColorMode = 'light' | 'dark';

const listeners = new Set<() => void>();

/** The colours of the page as it stands. */
export function colorMode(): ColorMode {
  return document.documentElement.dataset.colorMode === 'dark' ? 'dark' : 'light';
}

/** The theme in the shape in which a module's context and theme event carry it. */
export function themeState(): Record<string, string> {
  return { colorMode: colorMode(), light: 'light', dark: 'dark', spacing: 'spacing' };
}

/** Calls `listener` after each change of colours. */
export function onColorModeChange(listener: () => void): void {
  listeners.add(listener);
}

/** Switches to these colours, and remembers them for the next page. */
export async function setColorMode(mode: ColorMode): Promise<void> {
  document.cookie = `local_color_mode=${mode}; path=/; max-age=31536000; samesite=lax`;
  await setGlobalTheme({ colorMode: mode, light: 'light', dark: 'dark' });
  for (const listener of listeners) listener();
}
