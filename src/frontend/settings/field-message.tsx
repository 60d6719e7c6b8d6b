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

/** What the app found wrong with what is saved in `field`, as one line. */
export function problemAt(
  problems: { message: string; remedy: string; field?: string }[],
  field: string,
): string | undefined {
  const problem = problems.find((one) => one.field === field);
  return problem && `${problem.message} ${problem.remedy}`;
}
