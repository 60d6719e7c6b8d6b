import type { Preview } from '../preview';
import type { Subject } from '../preview-key';
import type { SubjectSource } from '../pull-request';
import type { AbsenceReason, RunReason } from '../reason';
import type { RepositorySettings } from '../settings';
import type { Verdict } from './verdict';

/** What a direct read at Bitbucket said about the subject of a preview. */
export type SubjectRead = SubjectSource | 'gone' | 'repository-deleted';

/** What a judgement rests on. */
export interface Facts {
  subject: Subject;
  read: SubjectRead;
  settings: RepositorySettings | undefined;
  /** The record, which knows what people asked for and approved; undefined when there is none. */
  preview: Preview | undefined;
  /** Whether it changes a file that the rules name; undefined when nobody has read that. */
  touches?: boolean | undefined;
  /** Milliseconds since the epoch. */
  now: number;
}

/** What one policy says. One for a preview may leave the reason to those before it, and say until when. */
export type PolicyVerdict =
  Extract<Verdict, { want: 'none' }> | { want: 'run'; reason?: RunReason; until?: number };

/**
 * The order in which policies are asked.
 * - `proof`: Bitbucket said that the subject is over.
 * - `admin`: what the settings forbid; nobody's wish gets past it.
 * - `wish`: what people and the team's rules want for this subject.
 * - `room`: what there is room and time for.
 */
export const PHASES = ['proof', 'admin', 'wish', 'room'] as const;

/** One rule that says whether a subject shall have a preview. */
export interface Policy {
  id: string;
  phase: (typeof PHASES)[number];
  /** The only kind of subject that it is about; undefined when it is about all. */
  of?: Subject['kind'];
  /**
   * Its verdict; undefined when it has none, `unread` when what it needs could not be read. The first
   * verdict of a phase ends that phase, and `none` ends the list.
   */
  judge: (facts: Facts) => PolicyVerdict | 'unread' | undefined;
}

/** The verdict that there shall be no environment. */
export function removeFor(reason: AbsenceReason): Extract<Verdict, { want: 'none' }> {
  return { want: 'none', existing: 'remove', reason };
}
