import type { Settings } from '../../lib/config/settings.ts';

/** The settings with another address for senders, where one is given. */
export function withPublicUrl(
  settings: Settings,
  publicUrl: string | undefined,
): Settings {
  return publicUrl === undefined
    ? settings
    : { ...settings, publicUrl: publicUrl.replace(/\/+$/, '') };
}
