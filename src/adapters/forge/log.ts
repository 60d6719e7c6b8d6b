import type { Log } from '../../ports/log';

/** One line for each message: Forge keeps 100 lines a minute. Control characters cannot fake one. */
export function createForgeLog(): Log {
  return (message, fields = {}) => {
    const said = Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    console.log([message, ...said].join(' '));
  };
}
