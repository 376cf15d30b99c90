import { expect, it } from 'vitest'
import { hierarchiesIn } from './cgroups.ts'
import { volumeFor } from './volumes.ts'

it('hierarchiesIn returns those of version 1 and the one of version 2', () => {
  const groups = 'cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\ncgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n'
  expect(hierarchiesIn(`tmpfs /sys/fs/cgroup tmpfs rw 0 0\n${groups}`)).toEqual([
    '/sys/fs/cgroup/cpu',
    '/sys/fs/cgroup/unified',
  ])
})

it('volumeFor is bound to its claim, with its size and class', () =>
  expect(
    volumeFor(
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data-a-0', namespace: 'n', uid: 'u' },
        spec: { storageClassName: 'c', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } } },
      },
      '/volumes/a',
    ),
  ).toMatchObject({
    metadata: { name: 'pvc-u' },
    spec: {
      capacity: { storage: '5Gi' },
      storageClassName: 'c',
      claimRef: { namespace: 'n', name: 'data-a-0' },
      local: { path: '/volumes/a' },
    },
  }))
