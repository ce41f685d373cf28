import { parser } from '@prometheus-io/lezer-promql';

/** A node of the syntax tree, as far as it is used here. */
export interface SyntaxNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly firstChild: SyntaxNode | null;
  readonly nextSibling: SyntaxNode | null;
}

/** The tree of an expression in which no variable of a dashboard is left. Throws with the place where it is no PromQL. */
export function parsePromql(expr: string): SyntaxNode {
  const tree = parser.parse(expr);
  for (const node of walk(tree.topNode)) {
    if (node.name === '⚠')
      throw new Error(`Not PromQL near “${expr.slice(Math.max(0, node.from - 10))}”: ${expr}`);
  }
  return tree.topNode;
}

/** A node and all below it, outermost first. */
export function* walk(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const child of children(node)) yield* walk(child);
}

export function* children(node: SyntaxNode): Generator<SyntaxNode> {
  for (let child = node.firstChild; child; child = child.nextSibling) yield child;
}
