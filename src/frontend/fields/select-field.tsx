import { Label, Select, Stack } from '@forge/react';

interface Option {
  label: string;
  value: string;
}

interface SelectFieldProps {
  id: string;
  label: string;
  /** The first one counts where none is chosen. */
  options: Option[];
  value: string;
  isDisabled?: boolean;
  onChange: (value: string) => void;
}

/** One of several, under a label. */
export function SelectField({
  id,
  label,
  options,
  value,
  isDisabled = false,
  onChange,
}: SelectFieldProps) {
  return (
    <Stack>
      <Label labelFor={id}>{label}</Label>
      <Select
        inputId={id}
        options={options}
        value={options.find((one) => one.value === value) ?? options[0]}
        isDisabled={isDisabled}
        onChange={(choice: Option | null) => onChange(choice?.value ?? '')}
      />
    </Stack>
  );
}
