import type { DeployedConfig } from '../../functions/core/config/bridge-schema.ts';
import { readIdentity, readMerge } from '../../functions/core/deliver/map-event.ts';
import { PermanentFailure } from '../../functions/core/errors.ts';
import { mapToPatch } from '../../functions/core/map/map-to-patch.ts';
import type { LinkKey } from '../../functions/core/memory/links.ts';
import type { Message } from '../../functions/core/message/message.ts';
import {
  type KnownValue,
  valuesKnownBy,
} from '../../functions/core/person/wanted-keys.ts';
import { scopeOf, transformed } from '../../functions/core/scope.ts';

/**
 * Everything an event says about whose it is; all is empty where it says nothing, or cannot be
 * read.
 */
export interface Whose {
  contactId: string | undefined;
  linkKeys: LinkKey[];
  values: KnownValue[];
}

const unknown: Whose = { contactId: undefined, linkKeys: [], values: [] };

/** Reads with the configuration of today whose a kept event is. */
export async function whoseEvent(
  message: Message,
  config: DeployedConfig,
  pepper: string,
): Promise<Whose> {
  const source = config.sources[message.source];
  const [event] = message.events;
  if (source === undefined || event === undefined) return unknown;
  const space = { workspace: message.workspace, pepper };
  try {
    const inner = await transformed(source, scopeOf(source, message, event));
    if (!inner.ok) return unknown;
    const merge = await readMerge(source, inner.scope, event, space);
    if (merge !== undefined) return { ...unknown, linkKeys: [merge.into, ...merge.from] };
    const fields = await mapToPatch(source, inner.scope);
    const { contactId, linkKey, wanted } = await readIdentity(
      source,
      inner.scope,
      fields,
      space,
    );
    return {
      contactId,
      linkKeys: linkKey === undefined ? [] : [linkKey],
      values: [...wanted, ...valuesKnownBy(fields)],
    };
  } catch (failure) {
    if (!(failure instanceof PermanentFailure)) throw failure;
    return unknown;
  }
}
