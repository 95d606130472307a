import { visible } from './visible.ts';

interface Props {
  label: string;
  /** What stands for no choice; without it, one of the options is always chosen. */
  all?: string | undefined;
  options: readonly { value: string; text: string }[];
  value: string | undefined;
  onChoose: (value: string | undefined) => void;
}

/** A choice of one, with its label above it. */
export function Select({ label, all, options, value, onChoose }: Props) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select
        value={value ?? ''}
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
    </label>
  );
}
