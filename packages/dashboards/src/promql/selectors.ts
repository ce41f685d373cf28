import { children, parsePromql, walk } from './parse.ts';
import type { SyntaxNode } from './parse.ts';

export interface Matcher {
  label: string;
  /** `=`, `!=`, `=~` or `!~`. */
  operator: string;
  value: string;
}

/** One metric that an expression reads. */
export interface Selector {
  metric: string;
  matchers: Matcher[];
}

/** Every metric that an expression reads, with what it asks of its labels. */
export function selectorsOf(expr: string): Selector[] {
  return [...walk(parsePromql(expr))]
    .filter(({ name }) => name === 'VectorSelector')
    .map((node) => ({
      metric: textOf(expr, find(node, 'Identifier')),
      matchers: [...walk(node)]
        .filter(({ name }) => name === 'UnquotedLabelMatcher')
        .map((matcher) => ({
          label: textOf(expr, find(matcher, 'LabelName')),
          operator: textOf(expr, find(matcher, 'MatchOp')),
          value: textOf(expr, find(matcher, 'StringLiteral')).slice(1, -1),
        })),
    }));
}

/** Every label that an expression groups or joins by. */
export function groupedLabelsOf(expr: string): string[] {
  const groupings = [...walk(parsePromql(expr))].filter(({ name }) => name === 'GroupingLabels');
  return groupings.flatMap((node) =>
    [...children(node)].filter(({ name }) => name === 'LabelName').map((label) => textOf(expr, label)),
  );
}

function find(node: SyntaxNode, name: string): SyntaxNode | undefined {
  return [...walk(node)].find((candidate) => candidate.name === name);
}

function textOf(expr: string, node: SyntaxNode | undefined): string {
  return node ? expr.slice(node.from, node.to) : '';
}
