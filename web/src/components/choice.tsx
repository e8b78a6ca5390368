import type { Signal } from "@preact/signals";

interface ChoiceProps<T extends string | number> {
  readonly label: string;
  readonly value: Signal<T>;
  readonly options: readonly (readonly [value: T, title: string])[];
}

/** A choice from a list. */
export function Choice<T extends string | number>({ label, value, options }: ChoiceProps<T>) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select
        aria-label={label}
        value={String(value.value)}
        onChange={(event) => {
          const chosen = options.find(([each]) => String(each) === event.currentTarget.value);
          if (chosen !== undefined) value.value = chosen[0];
        }}
      >
        {options.map(([each, title]) => (
          <option key={each} value={String(each)}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Numbers as options, `all` before them if wanted. */
export function numbered(count: number, title = (index: number) => String(index)): [number, string][] {
  return Array.from({ length: count }, (_, index) => [index, title(index)]);
}
