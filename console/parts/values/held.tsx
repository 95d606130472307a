import { Value } from './value.tsx';

interface Props {
  value: unknown;
  /** It is shown when it is asked for. */
  isMasked?: boolean;
}

/** A value as Bridge holds it: what is empty looks empty, several texts are a list. */
export function Held({ value, isMasked = false }: Props) {
  if (isMasked) return <Value value={undefined} isMasked />;
  if (isEmpty(value)) return <span class="nothing">(empty)</span>;
  const isTexts = Array.isArray(value) && value.every((text) => typeof text === 'string');
  return <Value value={isTexts ? value.join(', ') : value} />;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
