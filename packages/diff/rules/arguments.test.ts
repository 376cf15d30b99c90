import { describe, expect, it } from 'vitest'
import { diff, workload } from '../testing/objects.ts'

describe('arguments of programs', () => {
  const compactor = (...args: string[]) =>
    workload({
      kind: 'StatefulSet',
      name: 'c',
      replicas: 1,
      image: 'quay.io/thanos/thanos:v0.42.4',
      args: ['compact', ...args],
    })
  const receive = (replicas: number, factor: number, version = 'v0.42.4') =>
    workload({
      kind: 'StatefulSet',
      name: 'r',
      replicas,
      image: `quay.io/thanos/thanos:${version}`,
      args: [
        'receive',
        `--receive.replication-factor=${factor}`,
        '--receive.hashrings-file=/h.json',
        '--receive.local-endpoint=$(NAME):10901',
      ],
    })
  const router = (replicas: number, factor: number, version = 'v0.42.4') =>
    workload({
      name: 'router',
      replicas,
      image: `quay.io/thanos/thanos:${version}`,
      args: ['receive', `--receive.replication-factor=${factor}`, '--receive.hashrings-file=/h.json'],
    })
  const ingestor = (replicas: number, version = 'v0.42.4') =>
    workload({
      kind: 'StatefulSet',
      name: 'ingestor',
      replicas,
      image: `quay.io/thanos/thanos:${version}`,
      args: ['receive'],
    })
  const alertmanager = (replicas: number) =>
    workload({ kind: 'StatefulSet', name: 'a', replicas, image: 'quay.io/prometheus/alertmanager:v0.34.0' })
  const query = (...args: string[]) =>
    workload({ name: 'q', image: 'quay.io/thanos/thanos:v0.42.4', args: ['query', ...args] })

  it.each<[what: string, before: object, after: object, expected: string]>([
    [
      'a shorter retention',
      compactor('--retention.resolution-raw=400d'),
      compactor('--retention.resolution-raw=200d'),
      'data-loss',
    ],
    ['a new retention', compactor(), compactor('--retention.resolution-raw=200d'), 'data-loss'],
    [
      'a longer retention',
      compactor('--retention.resolution-raw=200d'),
      compactor('--retention.resolution-raw=400d'),
      'restart',
    ],
    [
      'an unlimited retention',
      compactor('--retention.resolution-raw=200d'),
      compactor('--retention.resolution-raw=0d'),
      'restart',
    ],
    [
      'a retention below the age of downsampling',
      compactor('--retention.resolution-raw=10h'),
      compactor('--retention.resolution-raw=20h'),
      'data-loss',
    ],
    ['deduplication switched on', compactor(), compactor('--deduplication.replica-label=replica'), 'data-loss'],
    ['deduplication switched off', compactor('--deduplication.replica-label=replica'), compactor(), 'restart'],
    ['downsampling switched off', compactor(), compactor('--downsampling.disable'), 'data-loss'],
    ['fewer receivers than copies', receive(3, 3), receive(2, 3), 'outage'],
    ['fewer receivers', receive(5, 3), receive(4, 3), 'scale'],
    ['a restart of receivers with a spare copy', receive(3, 3), receive(3, 3, 'v0.43.0'), 'restart'],
    ['a restart of receivers without a spare copy', receive(3, 1), receive(3, 1, 'v0.43.0'), 'outage'],
    ['a restart of receivers with two copies, where one is enough', receive(3, 2), receive(3, 2, 'v0.43.0'), 'restart'],
    ['a restart of routing receivers', router(2, 1), router(2, 1, 'v0.43.0'), 'restart'],
    ['fewer routing receivers', router(3, 3), router(2, 3), 'scale'],
    ['one of three Alertmanagers left', alertmanager(3), alertmanager(1), 'outage'],
    ['two of three Alertmanagers left', alertmanager(3), alertmanager(2), 'scale'],
    ['a query with an endpoint left', query('--endpoint=a', '--endpoint=b'), query('--endpoint=a'), 'restart'],
    ['a query without an endpoint', query('--endpoint=a'), query(), 'outage'],
  ])('classifies %s', (_what, before, after, expected) =>
    expect(diff([before], [after]).objects[0]!.class).toBe(expected),
  )

  it.each<[what: string, before: object, after: object, router: object, expected: string]>([
    ['a restart', ingestor(3), ingestor(3, 'v0.43.0'), router(2, 1), 'outage'],
    ['a restart with a spare copy', ingestor(3), ingestor(3, 'v0.43.0'), router(2, 3), 'restart'],
    ['fewer pods than copies', ingestor(3), ingestor(2), router(2, 3), 'outage'],
  ])('classifies a change of receivers behind a router: %s', (_what, before, after, router, expected) =>
    expect(diff([before, router], [after, router]).objects[0]!.class).toBe(expected),
  )
})
