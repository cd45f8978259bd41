import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';
import type { Document, YAMLMap } from 'yaml';

/** Offset of the value at a path, of the name `key` in the mapping there, or of the nearest thing around it. */
export function locateNode(document: Document.Parsed, path: readonly string[], key?: string): number {
  let node: unknown = document.contents;
  let offset = offsetOf(node, 0);
  for (const name of path) {
    const child = step(document, node, name);
    if (child === undefined) break;
    offset = offsetOf(child.value, offsetOf(child.key, offset));
    node = child.value;
  }
  return key === undefined ? offset : offsetOf(step(document, node, key)?.key, offset);
}

/** The node at a path, if the document reaches so far. */
export function findNode(document: Document.Parsed, path: readonly string[]): unknown {
  let node: unknown = document.contents;
  for (const name of path) node = step(document, node, name)?.value;
  return node;
}

type Child = { readonly key: unknown; readonly value: unknown };

function step(document: Document.Parsed, node: unknown, name: string): Child | undefined {
  const here = isAlias(node) ? node.resolve(document) : node;
  if (isMap(here)) return findPair(here, name);
  if (!isSeq(here) || here.items[Number(name)] === undefined) return undefined;
  return { key: undefined, value: here.items[Number(name)] };
}

function findPair(map: YAMLMap, name: string): Child | undefined {
  return map.items.find(({ key }) => isScalar(key) && String(key.value) === name);
}

/** An empty value has no place of its own: the name in front of it is meant. */
function offsetOf(node: unknown, otherwise: number): number {
  if (!isNode(node) || node.range === null || node.range === undefined) return otherwise;
  return node.range[0] === node.range[1] ? otherwise : node.range[0];
}
