import { createContext, Fragment, useContext, type ReactNode } from 'react';
import type { ForgeNode } from '../frame/messages';
import { textProp } from './draw-props';
import { Fault } from './fault';

/** Draws the nodes of one type. */
export type Drawing = (props: { node: ForgeNode }) => ReactNode;
export type Drawings = Record<string, Drawing>;

/** How each type is drawn; a context, because what draws a type draws its children too. */
export const DrawingsContext = createContext<Drawings>({});

/** A node by its type; a type that nobody draws shows as a red note that names it. */
function DrawNode({ node }: { node: ForgeNode }) {
  const drawings = useContext(DrawingsContext);
  const Draw = Object.hasOwn(drawings, node.type) ? drawings[node.type] : undefined;
  if (!Draw) return <Fault>UI Kit type that the local platform cannot draw: {node.type}</Fault>;
  return <Draw node={node} />;
}

/** The children of a node, each a React child of its own. */
export function drawChildren(node: ForgeNode): ReactNode[] {
  return node.children.map((child, index) => <DrawNode key={child.key || index} node={child} />);
}

/** What an app passed as a prop: text, a node, or a list of them. */
export function drawProp(value: unknown): ReactNode {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value)) {
    return value.map((item, index) => <Fragment key={index}>{drawProp(item)}</Fragment>);
  }
  return isNode(value) ? <DrawNode node={value} /> : undefined;
}

function isNode(value: unknown): value is ForgeNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'children' in value;
}

/** All text below a node. */
export function textOf(node: ForgeNode): string {
  if (node.type === 'String') return textProp(node.props, 'text') ?? '';
  return node.children.map(textOf).join('');
}

/** The nodes that `@forge/react` wrapped under a name, such as a table's `head` and `rows`. */
export function wrapped(node: ForgeNode, name: string): ForgeNode | undefined {
  return node.children.find(
    (child) => child.type === 'ContentWrapper' && child.props.name === name,
  );
}
