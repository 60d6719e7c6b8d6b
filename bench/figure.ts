/** One line of the table. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** The highest value that passes; a figure without one is for information. */
  limit?: number;
  /** How it is measured, in one line. */
  method: string;
  /** What the value is made of, one line each. */
  details?: string[];
}

/** Whether a figure is within its limit. */
export function passes({ value, limit }: Figure): boolean {
  return limit === undefined || value <= limit;
}

/** The figures as text: a table first, then what each is made of. */
export function formatFigures(figures: Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${figure.value} ${figure.unit}`,
    figure.limit === undefined ? '' : `${figure.limit}`,
    verdict(figure),
  ]);
  const table = [['figure', 'value', 'at most', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [...table.map(line), '', ...figures.flatMap(describe)].join('\n');
}

function verdict(figure: Figure): string {
  if (figure.limit === undefined) return '';
  return passes(figure) ? 'pass' : 'FAIL';
}

function describe({ name, method, details = [] }: Figure): string[] {
  return [`${name}: ${method}`, ...details.map((detail) => `    ${detail}`), ''];
}
