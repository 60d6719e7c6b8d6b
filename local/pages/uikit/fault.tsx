import type { ReactNode } from 'react';

/** A red note where something of the app cannot be shown, so that it is never silently missing. */
export function Fault({ children }: { children: ReactNode }) {
  return (
    <div className="fault" role="alert" data-fault>
      {children}
    </div>
  );
}
