import { describe, expect, it } from 'vitest'
import { diff, workload } from '../testing/objects.ts'

interface Setup {
  readonly version?: string
  readonly path?: string
  readonly mountPath?: string
  readonly subPath?: string
  readonly volume?: string
}

const prometheus = ({
  version = 'v3.13.2',
  path = '/prometheus',
  mountPath = '/prometheus',
  subPath,
  volume = 'data',
}: Setup) =>
  workload({
    kind: 'StatefulSet',
    name: 'p',
    image: `quay.io/prometheus/prometheus:${version}`,
    args: [`--storage.tsdb.path=${path}`],
    container: { volumeMounts: [{ name: volume, mountPath, ...(subPath === undefined ? {} : { subPath }) }] },
    pod: {
      volumes: [
        { name: 'data', persistentVolumeClaim: { claimName: 'a' } },
        { name: 'other', emptyDir: {} },
      ],
    },
  })

const worstOf = (before: Setup, after: Setup): { class: string; why: string } => {
  const { objects } = diff([prometheus(before)], [prometheus(after)])
  return { class: objects[0]!.class, why: objects[0]!.changes.map(({ why }) => why).join('\n') }
}

describe('the data on a volume', () => {
  it.each<[what: string, before: Setup, after: Setup, why: string]>([
    ['another folder', {}, { path: '/prometheus/data' }, 'data/data instead of data '],
    ['another folder of the volume', {}, { subPath: 'db' }, 'data/db instead of data '],
    ['another volume', {}, { volume: 'other' }, 'other instead of data '],
  ])('is not read after a change to %s', (_what, before, after, why) => {
    expect(worstOf(before, after)).toEqual({ class: 'risk', why: expect.stringContaining(why) as string })
  })

  it('is read if the mount moves with the folder', () => {
    expect(worstOf({}, { path: '/var/prometheus', mountPath: '/var/prometheus' }).class).toBe('restart')
  })

  it('cannot be read by a version before 2.55 after version 3', () => {
    expect(worstOf({}, { version: 'v2.54.1' })).toEqual({
      class: 'outage',
      why: expect.stringContaining('Prometheus 2.54.1 cannot read the blocks that 3.13.2 wrote') as string,
    })
  })

  it.each(['v2.55.0', 'v3.12.0', 'v3.14.0'])('can be read by %s', (version) => {
    expect(worstOf({}, { version }).class).toBe('restart')
  })
})
