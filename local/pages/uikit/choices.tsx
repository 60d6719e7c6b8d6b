import Checkbox from '@atlaskit/checkbox';
import { Radio, RadioGroup } from '@atlaskit/radio';
import Select from '@atlaskit/select';
import Toggle from '@atlaskit/toggle';
import type { ChangeEvent, ComponentProps } from 'react';
import type { ForgeNode } from '../frame/messages';
import { callbackProp, fieldEvent, pick, textProp } from './draw-props';
import type { Drawings } from './draw-node';
import { useFieldValue } from './field-value';

/** Fields in which a person chooses. */
export const choiceDrawings: Drawings = {
  Checkbox: ({ node }) => (
    <Checkbox
      {...pick<ComponentProps<typeof Checkbox>>(node.props, [
        'aria-invalid',
        'aria-labelledby',
        'id',
        'isDisabled',
        'isIndeterminate',
        'isInvalid',
        'isRequired',
        'label',
        'name',
        'testId',
        'value',
      ])}
      {...useTicking(node)}
    />
  ),
  Toggle: ({ node }) => (
    <Toggle
      {...pick<ComponentProps<typeof Toggle>>(node.props, [
        'id',
        'isDisabled',
        'label',
        'name',
        'size',
        'testId',
        'value',
      ])}
      {...useTicking(node)}
    />
  ),
  Radio: ({ node }) => {
    const onChange = callbackProp(node.props, 'onChange');
    return (
      <Radio
        {...pick<ComponentProps<typeof Radio>>(node.props, [
          'ariaLabel',
          'id',
          'isChecked',
          'isDisabled',
          'isInvalid',
          'isRequired',
          'label',
          'name',
          'testId',
          'value',
        ])}
        onChange={(event) => void onChange?.(fieldEvent(event))}
      />
    );
  },
  RadioGroup: ({ node }) => <AppRadioGroup node={node} />,
  CheckboxGroup: ({ node }) => <CheckboxGroup node={node} />,
  Select: ({ node }) => <AppSelect node={node} />,
};

function booleanProp(props: Record<string, unknown>, name: string): boolean | undefined {
  return typeof props[name] === 'boolean' ? props[name] : undefined;
}

function useTicking({ props }: ForgeNode) {
  const field = useFieldValue(
    booleanProp(props, 'isChecked'),
    booleanProp(props, 'defaultChecked') ?? false,
  );
  const [onChange, onBlur] = ['onChange', 'onBlur'].map((name) => callbackProp(props, name));
  return {
    isChecked: field.shown,
    onChange: (event: ChangeEvent<HTMLInputElement>) => {
      field.change(event.target.checked, onChange?.(fieldEvent(event)));
      field.settle();
    },
    onBlur: () => void onBlur?.({}),
  };
}

function AppRadioGroup({ node: { props } }: { node: ForgeNode }) {
  const field = useFieldValue(textProp(props, 'value'), textProp(props, 'defaultValue') ?? '');
  const onChange = callbackProp(props, 'onChange');
  return (
    <RadioGroup
      {...pick<ComponentProps<typeof RadioGroup>>(props, [
        'aria-labelledby',
        'isDisabled',
        'isInvalid',
        'isRequired',
        'name',
        'testId',
      ])}
      options={(props.options ?? []) as ComponentProps<typeof RadioGroup>['options']}
      value={field.shown}
      onChange={(event) => {
        field.change(event.target.value, onChange?.(fieldEvent(event)));
        field.settle();
      }}
    />
  );
}

interface GroupOption {
  label: string;
  value: string;
  isDisabled?: boolean;
}

/** Reports the list of what is ticked, not an event. */
function CheckboxGroup({ node: { props } }: { node: ForgeNode }) {
  const initial = (props.defaultValue ?? []) as string[];
  const field = useFieldValue(props.value as string[] | undefined, initial);
  const onChange = callbackProp(props, 'onChange');
  return (
    <div role="group">
      {((props.options ?? []) as GroupOption[]).map(({ label, value, isDisabled }) => (
        <Checkbox
          key={value}
          {...pick<ComponentProps<typeof Checkbox>>(props, ['name'])}
          label={label}
          value={value}
          isDisabled={isDisabled === true || props.isDisabled === true}
          isChecked={field.shown.includes(value)}
          onChange={({ target }) => {
            const others = field.shown.filter((ticked) => ticked !== value);
            const values = target.checked ? [...others, value] : others;
            field.change(values, onChange?.(values));
            field.settle();
          }}
        />
      ))}
    </div>
  );
}

type SelectLooks = Omit<ComponentProps<typeof Select>, 'options' | 'value'>;

/** Reports the chosen option itself, not an event; `null` when it was cleared. */
function AppSelect({ node: { props } }: { node: ForgeNode }) {
  const initial = props.defaultValue ?? (props.isMulti ? [] : null);
  const field = useFieldValue<unknown>(props.value, initial);
  const [onChange, onBlur] = ['onChange', 'onBlur'].map((name) => callbackProp(props, name));
  const inputId = textProp(props, 'inputId') ?? textProp(props, 'id');
  return (
    <Select
      {...pick<SelectLooks>(props, [
        'appearance',
        'aria-labelledby',
        'autoFocus',
        'closeMenuOnSelect',
        'isClearable',
        'isDisabled',
        'isInvalid',
        'isLoading',
        'isMulti',
        'isRequired',
        'isSearchable',
        'name',
        'placeholder',
        'spacing',
        'testId',
      ])}
      {...(inputId === undefined ? {} : { inputId })}
      options={(props.options ?? []) as { label: string; value: unknown }[]}
      value={field.shown}
      menuPortalTarget={document.body}
      styles={{ menuPortal: (base: object) => ({ ...base, zIndex: 600 }) }}
      onChange={(value: unknown) => {
        field.change(value, onChange?.(value));
        field.settle();
      }}
      onBlur={() => void onBlur?.({})}
    />
  );
}
