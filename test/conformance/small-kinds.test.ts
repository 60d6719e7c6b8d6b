import { describeConformance } from './describe-conformance';
import { replacing, reporting, selfMaking, updating } from './small-kinds';
import { startSmall } from './small-rig';

for (const kind of [updating, replacing, reporting, selfMaking]) {
  describeConformance(kind, () => Promise.resolve(startSmall(kind)));
}
