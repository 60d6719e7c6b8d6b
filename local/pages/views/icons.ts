import { raw } from 'hono/html';

const paths = {
  bitbucket: 'M1.5 2.5h13l-2 11h-9zM6 6.5l.6 3.2h2.8L10 6.5z',
  source: 'M5.5 4 1.5 8l4 4M10.5 4l4 4-4 4',
  branches:
    'M4 5v6M4 3a1 1 0 1 0 0 2 1 1 0 0 0 0-2m0 8a1 1 0 1 0 0 2 1 1 0 0 0 0-2m8-8a1 1 0 1 0 0 2 1 1 0 0 0 0-2m0 2c0 3-8 2-8 6',
  pullRequests:
    'M4 5v6M4 3a1 1 0 1 0 0 2 1 1 0 0 0 0-2m0 8a1 1 0 1 0 0 2 1 1 0 0 0 0-2m8 0a1 1 0 1 0 0 2 1 1 0 0 0 0-2m0 0V6c0-1.500-1-2-2-2H8m2-2L8 4l2 2',
  app: 'M4.500 3v10l8-5z',
  settings:
    'M8 5.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5M8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.500 1.500M11.500 11.500 13 13M13 3l-1.500 1.500M4.500 11.500 3 13',
  repository: 'M2.500 3.500h4l1.500 2h5.500v7h-11z',
  back: 'M9.500 3.500 5 8l4.500 4.500',
  moon: 'M13 9.500A5.500 5.500 0 1 1 6.500 3a4.500 4.500 0 0 0 6.500 6.500z',
  arrow: 'M2.500 8h11M9.500 4l4 4-4 4',
  success: 'M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M5 8.200 7.200 10.500 11 6',
  failure: 'M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M8 4.500V9M8 10.800v.700',
  progress: 'M8 1.500a6.500 6.500 0 1 0 6.500 6.500M8 4.500V8l2.500 1.500',
  stopped: 'M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M5 8h6',
} as const;

export type IconName = keyof typeof paths;

/** A line icon of 16 pixels in the colour of the text around it, hidden from screen readers. */
export function icon(name: IconName): ReturnType<typeof raw> {
  return raw(
    `<svg class="icon icon-${name}" width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${paths[name]}"/></svg>`,
  );
}
