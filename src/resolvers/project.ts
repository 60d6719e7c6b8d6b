import Resolver from '@forge/resolver';
import type { Refused } from '../contract';
import { accountOf, projectOf, workspaceOf } from './caller';
import type { Page } from './handler';
import { defineLayerFunctions, type LayerCaller } from './layer-functions';

const NOT_SEEN: Refused = {
  type: 'refused',
  message: 'Bitbucket does not show this project to you.',
  remedy: 'Ask an admin of the project to let you in.',
};

const NOT_OWNER: Refused = {
  type: 'refused',
  message: 'Only owners of the workspace can change the rules of a project.',
  remedy: 'Ask an owner to make the change for you.',
};

const OUT_OF_PROJECT: Refused = {
  type: 'refused',
  message: 'This page does not say which project it belongs to.',
  remedy: 'Open it again from the project settings in Bitbucket, signed in.',
};

const PAGE: Page<LayerCaller> = {
  callerOf(context) {
    const workspaceId = workspaceOf(context);
    const project = projectOf(context);
    const accountId = accountOf(context);
    return workspaceId && project && accountId
      ? { place: { workspaceId, project }, accountId }
      : undefined;
  },
  outOfPlace: OUT_OF_PROJECT,
  subjectOf: ({ place }) => ({ project: place.project?.id ?? '' }),
};

const resolver = new Resolver();
defineLayerFunctions(resolver, PAGE, { read: NOT_SEEN, change: NOT_OWNER });

/** The functions of a project's page. */
export const run = resolver.getDefinitions();
