import { describe, expect, it } from 'vitest'
import { diff, workload } from '../testing/objects.ts'

const at = (time: string, reason?: string) => ({
  'thanos-gitops/restarted-at': time,
  ...(reason === undefined ? {} : { 'thanos-gitops/restart-reason': reason }),
})
const web = (annotations: object, spec: object = {}) =>
  workload({ kind: 'StatefulSet', annotations: annotations as never, spec: spec as never })

describe('a requested restart', () => {
  it('is a restart with its reason', () => {
    const [web0] = diff(
      [web(at('2026-01-01T00:00:00Z', 'old'))],
      [web(at('2026-02-01T00:00:00Z', 'New keys.'))],
    ).objects
    expect(web0).toMatchObject({ class: 'restart', rollout: { order: 'web-2, web-1, web-0' } })
    expect(web0!.why).toMatch(/^Restart requested: New keys\. Its 3 pods restart: web-2, web-1, web-0/)
  })

  it('needs no reason', () => {
    expect(diff([web({})], [web(at('2026-02-01T00:00:00Z'))]).objects[0]!.why).toMatch(
      /^Restart requested\. Its 3 pods/,
    )
  })

  it('that leaves git restarts the pods once more', () => {
    expect(diff([web(at('2026-02-01T00:00:00Z'))], [web({})]).objects[0]).toMatchObject({
      class: 'restart',
      why: expect.stringMatching(/^The request of an earlier restart is removed/) as string,
    })
  })

  it('has no effect where pods keep their template', () => {
    const spec = { updateStrategy: { type: 'OnDelete' } }
    expect(diff([web({}, spec)], [web(at('2026-02-01T00:00:00Z'), spec)]).objects[0]).toMatchObject({
      class: 'in-place',
      why: expect.stringContaining('OnDelete') as string,
    })
  })
})
