import { randomBytes } from 'node:crypto';

/** A secret value that nothing else resembles; `around` may need escapes in JSON and URLs. */
export function makeCanary(name: string, around = ''): string {
  return `${around}canary-${name}-${randomBytes(12).toString('hex')}${around}`;
}

/** Where in `places`, by their names, there is any of the canaries, as it is or encoded. */
export function tracesIn(places: Record<string, string>, canaries: string[]): string[] {
  const forms = canaries.flatMap((canary) => writtenForms(canary));
  return Object.entries(places).flatMap(([place, text]) =>
    forms.filter((form) => text.includes(form)).map((form) => `${form} in ${place}`),
  );
}

/**
 * What a text contains that has the canary in it. JSON and URLs leave its plain part as it is;
 * base64 writes that in three ways, by where in what is encoded it begins.
 */
function writtenForms(canary: string): string[] {
  const plain = /canary-[a-z\d]+-[\da-f]+/.exec(canary)?.[0] ?? canary;
  const base64 = [0, 1, 2].map((before) => {
    const whole = Buffer.from('x'.repeat(before) + plain).toString('base64');
    // The first and last characters may also hold bits of what stands around it.
    return whole.slice(before > 0 ? 4 : 0, -4);
  });
  return [plain.replace('canary-', ''), ...base64];
}
