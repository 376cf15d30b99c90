import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { mountsHaveVolumes } from './mounts-have-volumes.ts'

const container = 'image: a:1\nvolumeMounts: [{name: data, mountPath: /data}]'

describe('mounts-have-volumes', () => {
  it('reports a mount without a volume', () =>
    expect(problemsIn(mountsHaveVolumes, workload('a', container, 'volumes: [{name: date, emptyDir: {}}]'))).toEqual([
      expect.stringContaining('container a mounts the volume data at /data, but the pod does not define this volume.'),
    ]))
  it('accepts a volume of the pod', () =>
    expect(problemsIn(mountsHaveVolumes, workload('a', container, 'volumes: [{name: data, emptyDir: {}}]'))).toEqual(
      [],
    ))
  it('accepts a claim template', () =>
    expect(
      problemsIn(
        mountsHaveVolumes,
        workload('a', container, '', 'StatefulSet', 'volumeClaimTemplates: [{metadata: {name: data}, spec: {}}]'),
      ),
    ).toEqual([]))
})
