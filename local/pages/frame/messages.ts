/** A function left behind on the other side of the frame; called by its id. */
export interface FunctionReference {
  $function: string;
}

/** A node of the document that a UI Kit app draws. */
export interface ForgeNode {
  type: string;
  key: string;
  props: Record<string, unknown>;
  children: ForgeNode[];
}

/** From a module's frame to the page. */
export type FrameMessage =
  | { kind: 'operation'; id: number; operation: string; data: unknown }
  | { kind: 'returned'; call: number; result: unknown }
  | { kind: 'threw'; call: number; message: string }
  | { kind: 'failed'; message: string };

/** From the page to a module's frame. */
export type HostMessage =
  | { kind: 'answered'; id: number; result: unknown }
  | { kind: 'refused'; id: number; message: string }
  /** This document is on the page: functions of older ones will not be called any more. */
  | { kind: 'drawn'; document: number }
  | { kind: 'call'; call: number; function: string; args: unknown[] };
