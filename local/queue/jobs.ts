import type { Change, StateStore } from '../state-store';

/** How far the messages of one push are. */
export interface JobStats {
  success: number;
  inProgress: number;
  failed: number;
}

interface Job extends JobStats {
  queueName: string;
}

/** Counts messages by job; changes are written together with the messages that they count. */
export interface Jobs {
  began(jobId: string, queueName: string, messages: number): Change[];
  ended(jobId: string, end: 'success' | 'failed' | 'cancelled'): Change[];
  /** Undefined for a job that this queue never had. */
  stats(jobId: string, queueName: string): JobStats | undefined;
}

/** Kept in the table `job`. */
export function createJobs(store: StateStore): Jobs {
  const table = store.table<Job>('job');
  const none: JobStats = { success: 0, inProgress: 0, failed: 0 };
  return {
    began(jobId, queueName, messages) {
      const job = table.get(jobId) ?? { ...none, queueName };
      return [table.put(jobId, { ...job, inProgress: job.inProgress + messages })];
    },
    ended(jobId, end) {
      const job = table.get(jobId);
      if (!job) return [];
      const counted = end === 'cancelled' ? {} : { [end]: job[end] + 1 };
      return [table.put(jobId, { ...job, ...counted, inProgress: job.inProgress - 1 })];
    },
    stats(jobId, queueName) {
      const job = table.get(jobId);
      if (job?.queueName !== queueName) return undefined;
      const { success, inProgress, failed } = job;
      return { success, inProgress, failed };
    },
  };
}
