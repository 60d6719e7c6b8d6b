import { ErrorMessage, HelperMessage } from '@forge/react';
import type { ReactNode } from 'react';

interface FieldMessageProps {
  error?: string | undefined;
  /** What the field takes, or what it does. */
  children?: ReactNode;
}

/** The line below a field: what is wrong with it, else what it is for. */
export function FieldMessage({ error, children }: FieldMessageProps) {
  if (error !== undefined) return <ErrorMessage>{error}</ErrorMessage>;
  return children ? <HelperMessage>{children}</HelperMessage> : null;
}
