import { createElement } from 'react';
import { serialize, type Callback } from '../../../local/pages/frame/serialize';

test('replaces functions by references, wherever they are', () => {
  const kept = new Map<string, Callback>();
  const click = () => 'clicked';
  const copy = serialize({ props: { onClick: click, list: [{ click }] } }, (callback) => {
    kept.set('f1', callback);
    return 'f1';
  });
  expect(copy).toEqual({
    props: { onClick: { $function: 'f1' }, list: [{ click: { $function: 'f1' } }] },
  });
  expect(kept.get('f1')?.()).toBe('clicked');
});

test('turns an element that was passed as a prop into a node', () => {
  const action = createElement('Button', { appearance: 'primary' } as object, 'Act ', 3, false);
  const copy = structuredClone(serialize({ primaryAction: action }, () => 'f1'));
  expect(copy).toMatchObject({
    primaryAction: {
      type: 'Button',
      props: { appearance: 'primary' },
      children: [
        { type: 'String', props: { text: 'Act ' } },
        { type: 'String', props: { text: '3' } },
      ],
    },
  });
});

test('names a component of the app that nobody can draw', () => {
  function Badge() {
    return null;
  }
  expect(serialize(createElement(Badge), () => 'f1')).toMatchObject({
    type: 'Badge (a component of the app, passed as a prop)',
  });
});
