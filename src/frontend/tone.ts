/** How UI Kit's lozenge shows a state. */
export const APPEARANCE = {
  success: 'success',
  progress: 'inprogress',
  danger: 'removed',
  neutral: 'default',
  warning: 'moved',
} as const;
