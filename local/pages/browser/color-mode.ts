type ColorMode = 'light' | 'dark';

/** The colours of the page as it stands. */
function colorMode(): ColorMode {
  return document.documentElement.dataset.colorMode === 'dark' ? 'dark' : 'light';
}

/** The theme in the shape in which a module's context and theme event carry it. */
export function themeState(): Record<string, string> {
  return { colorMode: colorMode(), light: 'light', dark: 'dark', spacing: 'spacing' };
}

/** Switches between light and dark, and remembers it for the next page. */
export function toggleColorMode(): void {
  const mode: ColorMode = colorMode() === 'dark' ? 'light' : 'dark';
  document.cookie = `local_color_mode=${mode}; path=/; max-age=31536000; samesite=lax`;
  document.documentElement.dataset.colorMode = mode;
}
