import { visible } from '../values/visible.ts';
import { Field } from './field.tsx';

interface Props {
  name: string;
  /** What stands for no choice; without it, one of the options is always chosen. */
  all?: string | undefined;
  options: readonly { value: string; text: string }[];
  value: string | undefined;
  onChoose: (value: string | undefined) => void;
  shortcut?: string | undefined;
}

/** A choice of one. */
export function Select({ name, all, options, value, onChoose, shortcut }: Props) {
  return (
    <Field name={name}>
      {(id) => (
        <select
          id={id}
          value={value ?? ''}
          aria-keyshortcuts={shortcut}
          onChange={({ currentTarget }) => onChoose(currentTarget.value || undefined)}
        >
          {all !== undefined && <option value="">{all}</option>}
          {options.map((option) => (
            <option
              key={option.value}
              value={option.value}
              selected={option.value === value}
            >
              {visible(option.text)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
