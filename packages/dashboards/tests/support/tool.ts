import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Child, toolFolder } from '@anankor/local-stack';

/**
 * Starts a tool that this machine may lack: the one that the variable names, such as OTELCOL for `otelcol`, the one that
 * infra/tools/install.sh brought, or the one on PATH. Undefined where there is none; rejects where the variable names one that
 * can't be started.
 */
export async function startTool(tool: string, args: readonly string[]): Promise<Child | undefined> {
  const installed = join(toolFolder(), 'infra/bin', tool);
  const found = await access(installed).then(
    () => installed,
    () => tool,
  );
  const named = process.env[tool.toUpperCase()];
  return Child.start({ name: tool, command: named ?? found, args }).catch((error: unknown) => {
    if (named === undefined) return undefined;
    throw error;
  });
}
