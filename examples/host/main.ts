import { startServer } from './start-server';
import type { ServerOptions } from './start-server';

/** A stop takes no longer, whatever hangs. */
const STOP_MS = 4500;

/** Reads what the environment of this program says. @throws Error with what to set */
function readOptions(env: NodeJS.ProcessEnv): ServerOptions {
  const token = env.HOST_TOKEN ?? '';
  if (!/^\S{16,}$/.test(token)) {
    throw new Error('Set HOST_TOKEN to 16 characters or more: HOST_TOKEN=$(openssl rand -hex 32)');
  }
  const { GIT_URL, GIT_USERNAME, GIT_PASSWORD } = env;
  return {
    token,
    port: Number(env.PORT ?? 8790),
    listen: env.LISTEN ?? '127.0.0.1',
    dataDirectory: env.DATA_DIR ?? '.preview-host',
    ...(env.PUBLIC_URL ? { url: env.PUBLIC_URL } : {}),
    ...(env.HOST_TITLE ? { title: env.HOST_TITLE } : {}),
    ...(GIT_URL && GIT_USERNAME && GIT_PASSWORD
      ? { account: { url: GIT_URL, username: GIT_USERNAME, password: GIT_PASSWORD } }
      : {}),
  };
}

async function main(): Promise<void> {
  const server = await startServer(readOptions(process.env));
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_MS).unref();
    void server.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  console.log(`Ready: ${server.url}`);
}

main().catch((error: Error) => {
  console.error(`The host cannot start: ${error.message}`);
  process.exit(1);
});
