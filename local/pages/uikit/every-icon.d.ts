/** All of Atlaskit's icons by name; made while the pages' script is bundled. */
declare module 'every-icon' {
  import type { NewCoreIconProps } from '@atlaskit/icon';
  import type { ComponentType } from 'react';

  export const icons: Record<string, ComponentType<NewCoreIconProps> | undefined>;
}
