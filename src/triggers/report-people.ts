import { reportPeople } from '../usecases/report-people';
import { dependencies } from '../wiring';

/** Every week, as Atlassian wants it. Forge expects this answer of a scheduled trigger. */
export async function run(): Promise<{ statusCode: number }> {
  await reportPeople(dependencies);
  return { statusCode: 204 };
}
