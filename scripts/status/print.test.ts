import { expect, it } from 'vitest'
import { durationText, printedProblem, printedTable } from './print.ts'
import { reasonOf } from './reader.ts'
import type { StatusReport } from './report.ts'
import { newCommit, oldCommit, where } from './testing.ts'

const now = new Date('2026-11-26T12:00:00Z')

it.each([
  ['2026-11-26T11:59:59Z', '1 second'],
  ['2026-11-26T11:58:01Z', '119 seconds'],
  ['2026-11-26T11:48:00Z', '12 minutes'],
  ['2026-11-26T09:59:00Z', '2 hours'],
  ['2026-11-20T12:00:00Z', '6 days'],
  ['2026-11-26T13:00:00+01:00', '0 seconds'],
  // The clock of the cluster is ahead.
  ['2026-11-26T12:00:05Z', '0 seconds'],
])('prints the time since %s as %s', (since, text) => expect(durationText(since, now)).toBe(text))

it('prints the state, the time, the commit, the reasons and the commands of a problem', () =>
  expect(
    printedProblem(
      {
        state: 'waiting',
        subject: 'Application/x',
        reasons: ['first\nsecond'],
        since: '2026-11-26T11:48:00Z',
        commit: oldCommit,
        next: [{ text: 'Do it:', commands: ['kubectl x'] }],
      },
      where,
      now,
    ),
  ).toBe(
    [
      'waiting    Application/x (for 12 minutes; commit 1111111, 1 commit of production behind main)',
      '             first',
      '             second',
      '             next: Do it:',
      '               kubectl x',
    ].join('\n'),
  ))

it('prints a row for each environment, also for one that could not be read', () => {
  const report: StatusReport = {
    environment: 'production',
    context: 'prod',
    tool: 'flux',
    objects: { total: 40, inSync: 39 },
    healthy: [],
    problems: [
      { state: 'note', subject: 'x', reasons: [] },
      { state: 'refused', subject: 'StatefulSet/x', reasons: ['because\nof'] },
    ],
    commit: oldCommit,
    surroundings: where,
  }
  const healthy = { ...report, problems: [], commit: newCommit, objects: { total: 40, inSync: 40 } }
  expect(
    printedTable([
      { environment: 'production', report },
      { environment: 'staging', report: healthy },
      { environment: 'us-1', error: 'There is no kubectl context us-1.' },
    ]),
  ).toBe(
    [
      'ENVIRONMENT  STATE      IN SYNC  COMMIT              FIRST PROBLEM',
      'production   1 problem  39/40    1111111 (1 behind)  refused StatefulSet/x: because',
      'staging      in sync    40/40    2222222',
      'us-1         unread                                  There is no kubectl context us-1.',
    ].join('\n'),
  )
})

it('gives equal reasons to objects that a user may not read', () => {
  const error = (kind: string) =>
    new Error(
      `Context reader is not allowed to do this: Error from server (Forbidden): ${kind} is forbidden: User "reader" cannot get resource "${kind}" in API group ""`,
    )
  expect(reasonOf(error('services'))).toBe(reasonOf(error('pods')))
})
