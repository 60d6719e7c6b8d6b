import type { Preview } from '../../src/domain/preview';
import { deploymentWith, NEWER, previewWith } from '../domain/preview-fixture';

/** It is ready at another commit than the one that Bitbucket's scripted answers name. */
export function previewBehind(): Preview {
  const { pullRequest } = previewWith();
  return previewWith({
    pullRequest: { ...pullRequest, commit: NEWER },
    deployment: deploymentWith({ commit: NEWER }),
    running: { commit: NEWER },
  });
}
