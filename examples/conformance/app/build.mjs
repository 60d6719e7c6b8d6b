/** The build of the kit's app: says what it was given, takes its time, fails when it is told to. */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

console.log('kit: building', readFileSync('version.txt', 'utf8').trim());
console.log('kit: secret', process.env.KIT_SECRET);
if (existsSync('slow.txt')) {
  console.log('kit: waiting');
  await sleep(1000 * Number(readFileSync('slow.txt', 'utf8')));
}
if (existsSync('fail.txt')) {
  console.error('kit: this build fails');
  process.exit(3);
}
console.log('kit: built');
