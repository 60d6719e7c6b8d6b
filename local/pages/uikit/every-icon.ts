import type { NewCoreIconProps } from '@atlaskit/icon/types';
import type { ComponentType } from 'react';

/**
 * All of Atlaskit's icons by name. Empty here: `every-icon-plugin.ts` writes the imports while the
 * pages' script is bundled, because there are hundreds and an app may ask for any.
 */
export const icons: Record<string, ComponentType<NewCoreIconProps> | undefined> = {};
