import { setting } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { bestTemplate } from './templates.ts'

const settings = [
  { cluster: 'eu', namespace: 'thanos' },
  { cluster: 'us', namespace: 'monitoring' },
]
const namespace = setting('namespace')
const cluster = setting('cluster')

describe('bestTemplate', () => {
  it.each([
    ['equal strings', ['thanos', 'thanos'], 'thanos'],
    ['the namespace', ['thanos', 'monitoring'], namespace],
    [
      'the namespace in an address, and not the name of the Service',
      ['thanos-store.thanos.svc', 'thanos-store.monitoring.svc'],
      `thanos-store.${namespace}.svc`,
    ],
    ['the cluster', ['--label=eu', '--label=us'], `--label=${cluster}`],
    ['both', ['eu.thanos', 'us.monitoring'], `${cluster}.${namespace}`],
    ['no part of a word', ['neutral', 'nustral'], 'neutral'],
    ['strings without anything in common', ['a', 'b'], 'a'],
  ])('finds %s', (_, texts, expected) => expect(bestTemplate(texts, settings).text).toBe(expected))
})
