import { children, parsePromql, walk } from './parse.ts';
import type { SyntaxNode } from './parse.ts';

const comparisons = new Set(['Gtr', 'Lss', 'Gte', 'Lte', 'Eql', 'Neq']);

/**
 * What an alert looks at: its expression without comparisons and `absent()`. That has a value while nothing is wrong, so an
 * empty one means an alert that can never fire.
 */
export function watched(expr: string): string {
  return rewrite(expr, parsePromql(expr));
}

function rewrite(expr: string, node: SyntaxNode): string {
  const [first, ...rest] = [...children(node)];
  if (!first) return expr.slice(node.from, node.to);
  if (node.name === 'BinaryExpr' && rest.some(({ name }) => comparisons.has(name)))
    return rewrite(expr, first);
  if (node.name === 'FunctionCall' && [...walk(first)].some(({ name }) => name === 'Absent')) {
    return rest.map((child) => rewrite(expr, child)).join('');
  }
  let text = '';
  let at = node.from;
  for (const child of [first, ...rest]) {
    text += expr.slice(at, child.from) + rewrite(expr, child);
    at = child.to;
  }
  return text + expr.slice(at, node.to);
}
