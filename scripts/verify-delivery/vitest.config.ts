// Tests with a real API server. They are no project of packages/vitest.config.ts: `npm test` needs none of these programs.
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const minutes = 60_000

export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    include: ['scripts/**/*.verify.test.ts'],
    // A retry would hide a defect.
    retry: 0,
    pool: 'threads',
    // One cluster after the other.
    fileParallelism: false,
    testTimeout: 10 * minutes,
    hookTimeout: 10 * minutes,
  },
})
