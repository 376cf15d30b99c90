import { describe, expect, it } from 'vitest'
import { effectsText } from './effects-text.ts'
import type { ToolResult } from './results.ts'
import { scenarioTable } from './table.ts'

const nothing = { sync: 'completes', objects: {}, pods: {} } as const

describe('effectsText', () => {
  it.each([
    ['nothing', nothing, 'nothing changes'],
    [
      'pods that restart',
      {
        ...nothing,
        objects: { 'StatefulSet/a': 'changed' },
        pods: { 'StatefulSet/a': { stopped: 2, started: 2, stops: ['a-1', 'a-0'], starts: ['a-0', 'a-1'] } },
      },
      'changed: StatefulSet/a; a-1, -0 restart',
    ],
    [
      'pods that start and stop',
      {
        ...nothing,
        pods: {
          'StatefulSet/a': { stopped: 0, started: 2, stops: [], starts: ['a-3', 'a-4'] },
          'Deployment/b': { stopped: 1, started: 0 },
          'Deployment/c': { stopped: 3, started: 3, extra: 1, unavailable: 0 },
        },
      },
      'b: 1 pod stops; c: 3 pods replaced by 3, 1 extra and 0 unavailable at a time; a-3, -4 start',
    ],
    [
      'many objects and a failure',
      {
        ...nothing,
        sync: 'fails',
        objects: { 'Service/a': 'refused', 'Service/b': 'blocked', 'Service/c': 'blocked', 'Service/d': 'blocked' },
      },
      'refused: Service/a; not applied: 3 objects; the sync fails',
    ],
  ] as const)('describes %s', (_what, effects, expected) => {
    expect(effectsText(effects)).toBe(expected)
  })
})

const result = (fields: Partial<ToolResult> = {}): ToolResult => ({
  predicted: { ...nothing, order: [] },
  observed: { ...nothing, spans: {} },
  disagreements: [],
  seconds: 9,
  message: '',
  ...fields,
})
const deleted = { ...nothing, objects: { 'Service/a': 'deleted' } } as const

describe('scenarioTable', () => {
  it('counts the scenarios that agree, for each tool', () => {
    const wrong = result({ observed: { ...deleted, spans: {} }, disagreements: ['Service/a: deleted.'] })
    expect(
      scenarioTable({
        date: '2026-01-02',
        versions: { Flux: '1.9' },
        scenarios: [
          { name: 'a', change: 'a|b', tools: { 'argo-cd': result(), flux: wrong } },
          {
            name: 'b',
            change: 'b',
            tools: { flux: result({ predicted: { ...deleted, order: [] }, observed: { ...deleted, spans: {} } }) },
          },
          {
            name: 'c',
            change: 'c',
            tools: { 'argo-cd': result(), flux: result({ predicted: { ...deleted, order: [] } }) },
          },
        ],
      }),
    ).toBe(`Run on 2026-01-02 with Flux 1.9. The predictions agree with Argo CD in 2 of 2 scenarios, with Flux in 2 of 3.

| change | \`diff\` predicts | Argo CD | Flux | agree |
| --- | --- | --- | --- | --- |
| a\\|b | nothing changes | as predicted (9 s) | deleted: Service/a (9 s)<br>**Service/a: deleted.** | no |
| b | deleted: Service/a |  | as predicted (9 s) | yes |
| c | Argo CD: nothing changes.<br>Flux: deleted: Service/a | as predicted (9 s) | as predicted (9 s) | yes |
`)
  })
})
