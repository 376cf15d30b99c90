import { expect, it } from 'vitest'
import { readReport } from './vitest.ts'

it('readReport counts todo tests as skipped', () => {
  const report = { numTotalTests: 10, numPassedTests: 4, numFailedTests: 3, numPendingTests: 2, numTodoTests: 1 }
  expect(readReport(JSON.stringify(report))).toEqual({ passed: 4, failed: 3, skipped: 3 })
})
