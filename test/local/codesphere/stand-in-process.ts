import { join } from 'node:path';
import { systemClock } from '../../../local/clock';
import { createCodesphere } from '../../../local/codesphere/codesphere';
import { listen } from '../../../local/http-server';
import { openStateStore } from '../../../local/state-store';

/** Runs a stand-in with its state in the folder that is its argument; for tests that kill it. */
async function main(directory: string): Promise<void> {
  let port = 0;
  const codesphere = await createCodesphere({
    store: await openStateStore(join(directory, 'state')),
    workspacesDirectory: join(directory, 'workspaces'),
    clock: systemClock(),
    baseUrl: () => `http://127.0.0.1:${port}`,
    port: () => port,
  });
  ({ port } = await listen((request) => codesphere.handle(request), 0));
  process.stdout.write(`${port}\n`);
}

void main(process.argv[2]!);
