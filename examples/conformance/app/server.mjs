/** The kit's app: answers its version, and whether it was given its variables. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const version = readFileSync('version.txt', 'utf8').trim();
const { KIT_PLAIN, KIT_SECRET } = process.env;

createServer((request, response) => {
  if (request.url === '/end') process.exit(4);
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({ version, plain: KIT_PLAIN ?? null, secret: KIT_SECRET?.length ?? 0 }),
  );
}).listen(Number(process.env.PORT));
console.log('kit: serving', version);
