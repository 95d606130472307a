import { readFormPairs } from '../../../functions/core/body/form-pairs.ts';
import { removedValue } from '../../../functions/core/body/removed-value.ts';
import { redactText } from './redact-json.ts';
import type { IsSecret, Readable, Redacted } from './redacted.ts';

/** A form or a query without the values of secret fields; the other pairs stay as written. */
export function redactForm(view: Readable, isSecret: IsSecret): Redacted {
  const redacted: Redacted = { text: '', names: [], values: [] };
  const pairs = readFormPairs(view).map(({ written, name, value }) => {
    const ownName = written.slice(0, written.indexOf('='));
    if (isSecretField(name, isSecret) && value !== '') {
      redacted.names.push(name);
      redacted.values.push(value);
      return `${ownName}=${removedValue}`;
    }
    const inner = redactText(value, isSecret);
    if (inner === undefined) return written;
    redacted.names.push(...inner.names);
    redacted.values.push(...inner.values);
    return `${ownName}=${encodeURIComponent(inner.text)}`;
  });
  return { ...redacted, text: pairs.join('&') };
}

/** A name as PHP nests it is secret if one of its parts is. */
function isSecretField(name: string, isSecret: IsSecret): boolean {
  return isSecret(name) || name.split(/[[\]]+/).some((part) => part !== '' && isSecret(part));
}
