/** What something costs as long as it runs. */
export interface Price {
  amount: number;
  /** ISO 4217: three capital letters. */
  currency: string;
  per: 'hour' | 'month';
}

/** A price as people read it: `$8 a month`. */
export function priceWords({ amount, currency, per }: Price): string {
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: Number.isInteger(amount) ? 0 : 2,
    // Of an hour, what counts may be a part of a cent.
    maximumFractionDigits: Number.isInteger(amount) ? 0 : per === 'hour' ? 4 : 2,
  });
  return `${format.format(amount)} ${per === 'hour' ? 'an hour' : 'a month'}`;
}
