import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { singleNodeClaimsHaveOnePod } from './single-node-claims-have-one-pod.ts'

const claim = (mode: string): string =>
  `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: monitoring}\nspec: {accessModes: [${mode}]}\n---\n`
const volumes = 'volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]'
const web = (spec: string, kind = 'Deployment', pod = volumes): string => workload('web', 'image: a:1', pod, kind, spec)
const problems = (yaml: string, mode = 'ReadWriteOnce'): string[] =>
  problemsIn(singleNodeClaimsHaveOnePod, yaml + claim(mode))

describe('single-node-claims-have-one-pod', () => {
  it.each(['', 'strategy: {type: RollingUpdate}', 'strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}'])(
    'reports a Deployment with %s',
    (spec) =>
      expect(problems(web(spec)).map((text) => text.replace(/^\d+: /, ''))).toEqual([
        'Deployment/web: its rolling update starts the new pod before it stops the old one, and both mount PersistentVolumeClaim/data (ReadWriteOnce).',
      ]),
  )

  it.each([
    ['two replicas', web('replicas: 2'), 'its 2 replicas mount PersistentVolumeClaim/data (ReadWriteOnce).'],
    ['a DaemonSet', web('', 'DaemonSet'), 'the pods of all nodes mount PersistentVolumeClaim/data (ReadWriteOnce).'],
  ])('reports %s', (_, yaml, message) => expect(problems(yaml).join()).toContain(message))

  it('warns of a claim of two workloads', () =>
    expect(problems(web('', 'StatefulSet') + workload('api', 'image: a:1', volumes, 'StatefulSet'))).toEqual([
      '26: StatefulSet/api: it mounts PersistentVolumeClaim/data (ReadWriteOnce), and so does StatefulSet/web.',
    ]))

  it.each([
    ['strategy is Recreate', web('strategy: {type: Recreate}'), 'ReadWriteOnce'],
    ['the old pod stops first', web('strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}'), 'ReadWriteOnce'],
    ['many nodes can mount the claim', web('replicas: 2'), 'ReadWriteMany'],
    ['the claim has both modes', web(''), 'ReadWriteOnce, ReadWriteMany'],
    ['it has no pods', web('replicas: 0'), 'ReadWriteOnce'],
    ['it is a StatefulSet with one pod', web('', 'StatefulSet'), 'ReadWriteOnce'],
    [
      'its pods run on one node',
      web('', 'Deployment', `nodeSelector: {kubernetes.io/hostname: a}\n${volumes}`),
      'ReadWriteOnce',
    ],
    [
      'a Job mounts the claim, too',
      web('strategy: {type: Recreate}') + workload('backup', 'image: a:1', volumes, 'Job'),
      'ReadWriteOnce',
    ],
  ])('accepts a workload if %s', (_, yaml, mode) => expect(problems(yaml, mode)).toEqual([]))
})
