import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@anankor/local-stack';
import { parse } from 'yaml';

/** A recording rule has `record`, an alert `alert`. */
export interface Rule {
  record?: string;
  alert?: string;
  expr: string;
}

export interface RuleGroup {
  name: string;
  interval?: string;
  rules: Rule[];
}

export const rulesFolder = join(repositoryRoot(), 'infra/docker/prometheus/rules');

/** The groups of one rules file. */
export async function readRuleGroups(file: string): Promise<RuleGroup[]> {
  const { groups } = parse(await readFile(join(rulesFolder, file), 'utf8')) as { groups: RuleGroup[] };
  return groups;
}

/** Every rule of the product. */
export async function readRules(): Promise<Rule[]> {
  const groups = await Promise.all((await readdir(rulesFolder)).map(readRuleGroups));
  return groups.flat().flatMap(({ rules }) => rules);
}
