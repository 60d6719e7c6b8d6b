import { useEffect, useState } from 'react';
import type { ChoicesResult, Field, FieldValue, FieldValues } from '../../../contract';
import { callWorkspace } from '../../call-resolver';
import { filledValues, sentValues } from '../../fields/entered-values';
import type { Change } from '../../fields/option-field';

/** The provider's fields and what was entered in them. */
export interface Choices {
  /** Undefined while they are read. */
  fields: Field[] | undefined;
  /** Why they may be wrong, or could not be read. */
  problem: string | undefined;
  values: FieldValues;
  /** Changes when they are filled anew. */
  drawing: number;
  change: (name: string, change: Change) => void;
  /** What is sent of them. */
  sent: () => FieldValues;
}

interface Filled {
  of: string;
  fields: Field[];
  values: Readonly<Record<string, FieldValue>>;
  problem: string | undefined;
}

/** What has to be chosen at the provider of a connection, read anew for each. */
export function useChoices(connection: string): Choices {
  const [filled, setFilled] = useState<Filled | undefined>();
  const [drawing, setDrawing] = useState(0);
  useEffect(() => {
    let isLate = false;
    const take = (answer: ChoicesResult | undefined) => {
      if (isLate) return;
      const fields = answer?.type === 'choices' ? answer.fields : [];
      setFilled({
        of: connection,
        fields,
        values: filledValues(fields),
        problem: problemOf(answer),
      });
      setDrawing((before) => before + 1);
    };
    callWorkspace('loadChoices', { connection }).then(take, () => take(undefined));
    return () => {
      isLate = true;
    };
  }, [connection]);
  const now = filled?.of === connection ? filled : undefined;
  return {
    fields: now?.fields,
    problem: now?.problem,
    values: now?.values ?? {},
    drawing,
    change: (name, change) =>
      setFilled(
        (before) =>
          before && {
            ...before,
            values: { ...before.values, [name]: change(before.values[name]) },
          },
      ),
    sent: () => sentValues(now?.values ?? {}),
  };
}

function problemOf(answer: ChoicesResult | undefined): string | undefined {
  if (!answer) return 'The app did not answer. Load the page again.';
  if (answer.type === 'choices') return answer.problem;
  if (answer.type === 'refused') return `${answer.message} ${answer.remedy}`;
  return answer.errors.map(({ message }) => message).join(' ');
}
