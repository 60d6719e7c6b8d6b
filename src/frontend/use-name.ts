import { useCallback, useState } from 'react';

/**
 * Names a radio group by a label or heading that has an id: spread `ofLabel` into that one, and give `name` to the
 * group as `aria-labelledby`. UI Kit puts a prefix before each id and leaves `aria-labelledby` as it is
 * (@forge/react 12.3, reconciler), so the id is read from the element as it is sent to the page.
 */
export function useName(): { ofLabel: object; name: string | undefined } {
  const [name, setName] = useState<string>();
  const ref = useCallback((element: { props?: { id?: string } } | null) => {
    if (element?.props?.id !== undefined) setName(element.props.id);
  }, []);
  return { ofLabel: { ref }, name };
}
