const refreshMilliseconds = 3000;

/**
 * Replaces what is marked `data-live` by its newer rendering when it has changed. Nothing else of
 * the page is touched: the app's modules keep running and what a person types stays.
 */
export async function refreshLiveRegions(): Promise<void> {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok) return;
  const newer = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const region of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const replacement = newer.querySelector(`[data-live="${region.dataset.live}"]`);
    if (replacement && replacement.innerHTML !== region.innerHTML) {
      region.innerHTML = replacement.innerHTML;
    }
  }
}

/** Refreshes every few seconds while the page is looked at, and at once when it is again. */
export function keepLiveRegionsFresh(): void {
  if (!document.querySelector('[data-live]')) return;
  const refresh = () => {
    if (document.visibilityState === 'visible') refreshLiveRegions().catch(() => undefined);
  };
  setInterval(refresh, refreshMilliseconds);
  document.addEventListener('visibilitychange', refresh);
}
