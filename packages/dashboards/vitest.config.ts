import { configDefaults, mergeConfig } from 'vitest/config';
import { defineTests } from '../../vitest.shared.ts';

// What needs a Prometheus, a Jaeger or a browser is run by vitest.observability.config.ts and by hand.
export default mergeConfig(
  defineTests({
    lines: 90,
    uncovered: ['src/generate.ts', 'src/render/**', 'src/prometheus/**', 'src/jaeger/**'],
  }),
  { test: { exclude: [...configDefaults.exclude, 'tests/observability/**'] } },
);
