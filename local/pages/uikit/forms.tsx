import { FormFooter, FormHeader, FormSection, Label, RequiredAsterisk } from '@atlaskit/form';
import Button from '@atlaskit/button/new';
import type { ComponentProps } from 'react';
import { callbackProp, pick, textProp } from './draw-props';
import { drawChildren, wrapped, type Drawings } from './draw-node';

/** What holds fields together. `Form` of UI Kit only reports that it was submitted. */
export const formDrawings: Drawings = {
  Form: ({ node }) => {
    const onSubmit = callbackProp(node.props, 'onSubmit');
    return (
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void onSubmit?.();
        }}
      >
        {drawChildren(node)}
      </form>
    );
  },
  FormHeader: ({ node }) => (
    <FormHeader {...pick<ComponentProps<typeof FormHeader>>(node.props, ['title', 'description'])}>
      {drawChildren(node)}
    </FormHeader>
  ),
  FormSection: ({ node }) => (
    <FormSection
      {...pick<ComponentProps<typeof FormSection>>(node.props, ['title', 'description'])}
    >
      {drawChildren(node)}
    </FormSection>
  ),
  FormFooter: ({ node }) => (
    <FormFooter {...pick<ComponentProps<typeof FormFooter>>(node.props, ['align'])}>
      {drawChildren(node)}
    </FormFooter>
  ),
  Label: ({ node }) => (
    <Label
      {...pick<ComponentProps<typeof Label>>(node.props, ['id', 'testId'])}
      htmlFor={textProp(node.props, 'labelFor') ?? ''}
    >
      {drawChildren(node)}
    </Label>
  ),
  RequiredAsterisk: () => <RequiredAsterisk />,
  InlineEdit: ({ node }) => {
    const { props } = node;
    const label = textProp(props, 'label');
    const shown = wrapped(node, props.isEditing === true ? 'editView' : 'readView');
    const [confirm, cancel, edit] = ['onConfirm', 'onCancel', 'onEdit'].map((name) =>
      callbackProp(props, name),
    );
    return (
      <div className="inline-edit">
        {label !== undefined && <Label htmlFor="">{label}</Label>}
        {props.isEditing === true ? (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void confirm?.();
            }}
          >
            {shown && drawChildren(shown)}
            <Button type="submit">{textProp(props, 'confirmButtonLabel') ?? 'Confirm'}</Button>{' '}
            <Button appearance="subtle" onClick={() => void cancel?.()}>
              {textProp(props, 'cancelButtonLabel') ?? 'Cancel'}
            </Button>
          </form>
        ) : (
          <button
            type="button"
            className="inline-edit-read"
            aria-label={textProp(props, 'editButtonLabel') ?? 'Edit'}
            onClick={() => void edit?.()}
          >
            {shown && drawChildren(shown)}
          </button>
        )}
      </div>
    );
  },
};
