import { spawn } from 'node:child_process';

/**
 * Makes a process group die with this process, however this process ends: a shell reads a pipe that only we hold open,
 * and its end, which comes even after a SIGKILL, kills the group. Returns how to call the guard off.
 */
export function guardGroup(pid: number): () => void {
  const script = 'read -r _; kill -s KILL -- "-$0" 2>/dev/null';
  const guard = spawn('/bin/sh', ['-c', script, String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  guard.unref();
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref();
  return () => {
    guard.kill('SIGKILL');
    guard.stdin.destroy();
  };
}
