import type { Clock } from '../clock';
import { createActivityQueue, type ActivityQueue, type Work } from './activity-queue';
import type { Behaviour } from './behaviour';
import type { Deployer } from './deployer';
import type { Projects } from './projects';
import type { ActivityRecord, EnvironmentRecord, ProjectRecord } from './records';

/** What can be done to an environment. Each answers the activity that does it. */
export interface Operations {
  queue: ActivityQueue;
  activate: (project: ProjectRecord, one: EnvironmentRecord) => ActivityRecord;
  deactivate: (project: ProjectRecord, one: EnvironmentRecord, then?: () => void) => ActivityRecord;
  pause: (project: ProjectRecord, one: EnvironmentRecord) => ActivityRecord;
  resume: (project: ProjectRecord, one: EnvironmentRecord) => ActivityRecord;
  redeploy: (project: ProjectRecord, one: EnvironmentRecord) => ActivityRecord;
  /** A changed variable: nothing is deployed while the environment is not active. */
  changed(project: ProjectRecord, one: EnvironmentRecord, type: string): ActivityRecord;
  /** Upsun fetched another commit of the branch. */
  pushed(project: ProjectRecord, one: EnvironmentRecord, before: string | undefined): void;
}

/** Begins nothing. */
export function createOperations(options: {
  clock: Clock;
  behaviour: Behaviour;
  projects: Projects;
  deployer: Deployer;
}): Operations {
  const { behaviour, projects, deployer } = options;
  const queue = createActivityQueue({
    clock: options.clock,
    behaviour,
    onChange: projects.save,
    onCancel: deployer.cancel,
  });

  function begin(
    project: ProjectRecord,
    one: EnvironmentRecord,
    activity: Pick<ActivityRecord, 'type'> & Partial<ActivityRecord>,
    work: Work,
    mayBeStaged = false,
  ): ActivityRecord {
    one.updatedAt = options.clock.now();
    const isStaged = mayBeStaged && behaviour.staged;
    return queue.add(project, { ...activity, environment: one.id }, work, isStaged);
  }

  /** The environment is dirty while it is deployed, and active afterwards, broken or not. */
  const deploying =
    (project: ProjectRecord, one: EnvironmentRecord): Work =>
    async (activity) => {
      one.status = 'dirty';
      try {
        await deployer.deploy(project, one, activity);
      } finally {
        one.status = 'active';
      }
    };

  return {
    queue,
    activate(project, one) {
      one.status = 'dirty';
      return begin(project, one, { type: 'environment.activate' }, deploying(project, one));
    },
    deactivate(project, one, then) {
      return begin(project, one, { type: 'environment.deactivate' }, async () => {
        await deployer.clear(one);
        one.status = 'inactive';
        then?.();
      });
    },
    pause(project, one) {
      return begin(project, one, { type: 'environment.pause' }, async () => {
        await deployer.halt(one);
        one.status = 'paused';
      });
    },
    resume(project, one) {
      return begin(project, one, { type: 'environment.resume' }, async (activity) => {
        const isBehind = one.running?.commit !== one.head;
        if (isBehind || !(await deployer.start(project, one))) {
          return deploying(project, one)(activity);
        }
        one.status = 'active';
      });
    },
    redeploy(project, one) {
      const work: Work = async (activity) => {
        if (!(await deployer.start(project, one))) await deploying(project, one)(activity);
        one.status = 'active';
      };
      return begin(project, one, { type: 'environment.redeploy' }, work, true);
    },
    changed(project, one, type) {
      const isActive = one.status === 'active' || one.status === 'dirty';
      const work = isActive ? deploying(project, one) : () => Promise.resolve();
      return begin(project, one, { type }, work, isActive);
    },
    pushed(project, one, before) {
      const activity = {
        type: 'environment.push',
        commit: one.head,
        ...(before === undefined ? {} : { before }),
      };
      const isDeployed = one.status !== 'inactive' && !one.isMain;
      const work = isDeployed ? deploying(project, one) : () => Promise.resolve();
      begin(project, one, activity, work, isDeployed);
    },
  };
}
