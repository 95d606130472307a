import { bridgehookCommand, type Call } from '../command-line.ts';
import { nearestName, nearestNames } from '../nearest-name.ts';
import { UserError } from '../report.ts';
import { findProvider, type Provider, providerNames } from './providers.ts';

/**
 * The provider that a person named.
 * @throws UserError if there is none, with those that can be meant
 */
export function providerNamed(name: string, call: Call): Provider {
  const provider = findProvider(name);
  if (provider !== undefined) return provider;
  const near = namesNear(name);
  const meant = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  throw new UserError(
    `There is no provider ${name}.${meant} ` +
      `All of them: ${bridgehookCommand(['providers'], call)}. ` +
      `Any other: ${bridgehookCommand(['add', '--from', '<recorded-request>'], call)}`,
  );
}

/** Those that the name is like, else those of a product that it is like: `hubspt`. */
function namesNear(name: string): string[] {
  const near = nearestNames(name, providerNames);
  if (near.length > 0) return near;
  const product = nearestName(name, providerNames.map(productOf));
  return providerNames.filter((other) => productOf(other) === product);
}

function productOf(name: string): string {
  return name.replace(/-.*/, '');
}
