import TextArea from '@atlaskit/textarea';
import Textfield from '@atlaskit/textfield';
import type { ComponentProps, FocusEvent, FormEvent } from 'react';
import type { ForgeNode } from '../frame/messages';
import { callbackProp, fieldEvent, pick, textProp } from './draw-props';
import { drawProp, type Drawings } from './draw-node';
import { useFieldValue } from './field-value';

/** Fields into which a person types. */
export const fieldDrawings: Drawings = {
  Textfield: ({ node }) => (
    <Textfield
      {...pick<ComponentProps<typeof Textfield>>(node.props, [
        'appearance',
        'aria-invalid',
        'aria-labelledby',
        'autoFocus',
        'id',
        'isCompact',
        'isDisabled',
        'isInvalid',
        'isMonospaced',
        'isReadOnly',
        'isRequired',
        'max',
        'maxLength',
        'min',
        'minLength',
        'name',
        'pattern',
        'placeholder',
        'testId',
        'type',
        'width',
      ])}
      elemBeforeInput={drawProp(node.props.elemBeforeInput)}
      elemAfterInput={drawProp(node.props.elemAfterInput)}
      {...useTyping(node)}
    />
  ),
  TextArea: ({ node }) => (
    <TextArea
      {...pick<ComponentProps<typeof TextArea>>(node.props, [
        'appearance',
        'aria-invalid',
        'aria-labelledby',
        'autoFocus',
        'id',
        'isCompact',
        'isDisabled',
        'isInvalid',
        'isMonospaced',
        'isReadOnly',
        'isRequired',
        'maxHeight',
        'maxLength',
        'minLength',
        'minimumRows',
        'name',
        'placeholder',
        'resize',
        'spellCheck',
        'testId',
      ])}
      {...useTyping(node)}
    />
  ),
  Range: ({ node }) => <Slider node={node} />,
};

type TypedElement = HTMLInputElement | HTMLTextAreaElement;

/** Typing never waits for the app; a value that the app refused is taken back on leaving. */
function useTyping({ props }: ForgeNode) {
  const field = useFieldValue(textProp(props, 'value'), textProp(props, 'defaultValue') ?? '');
  const [onChange, onBlur, onFocus] = ['onChange', 'onBlur', 'onFocus'].map((name) =>
    callbackProp(props, name),
  );
  return {
    value: field.shown,
    onChange: (event: FormEvent<TypedElement>) =>
      field.change(event.currentTarget.value, onChange?.(fieldEvent(event))),
    onBlur: (event: FocusEvent<TypedElement>) => {
      void onBlur?.(fieldEvent(event));
      field.settle();
    },
    onFocus: (event: FocusEvent<TypedElement>) => void onFocus?.(fieldEvent(event)),
  };
}

function numberProp(props: Record<string, unknown>, name: string): number | undefined {
  return typeof props[name] === 'number' ? props[name] : undefined;
}

/** UI Kit's range reports the number itself, not an event. */
function Slider({ node: { props } }: { node: ForgeNode }) {
  const field = useFieldValue(numberProp(props, 'value'), numberProp(props, 'defaultValue') ?? 50);
  const onChange = callbackProp(props, 'onChange');
  return (
    <input
      type="range"
      className="forge-range"
      {...pick<ComponentProps<'input'>>(props, ['id', 'max', 'min', 'name', 'step'])}
      disabled={props.isDisabled === true}
      value={field.shown}
      onChange={({ target }) => {
        const value = Number(target.value);
        field.change(value, onChange?.(value));
      }}
    />
  );
}
