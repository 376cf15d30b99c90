import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { priorityClassExists } from './priority-class-exists.ts'

const uses = (name: string) => workload('a', 'image: a:1', `priorityClassName: ${name}`)

describe('priority-class-exists', () => {
  it('reports a missing class', () =>
    expect(problemsIn(priorityClassExists, uses('monitoring'))).toEqual([
      expect.stringContaining('there is no PriorityClass monitoring.'),
    ]))
  it.each(['system-cluster-critical', 'high'])('accepts %s', (name) =>
    expect(
      problemsIn(
        priorityClassExists,
        `apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high}\n---\n${uses(name)}`,
      ),
    ).toEqual([]),
  )
})
