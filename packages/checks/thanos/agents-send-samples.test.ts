import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { agentsSendSamples } from './agents-send-samples.ts'

const example = readFileSync(new URL('agents-send-samples.example.yaml', import.meta.url), 'utf8')
const sends = example.replace(/^.* # broken\n/m, '')
const message =
  'StatefulSet/prometheus: Prometheus runs as an agent, and its configuration has no remote_write: its samples are lost.'

/** Messages without lines. */
const found = (manifests: string): string[] =>
  problemsIn(agentsSendSamples, manifests).map((text) => text.replace(/^\d+: /, ''))

describe(agentsSendSamples.name, () => {
  it('reports an agent without remote_write', () => {
    expect(found(sends.replace(/^.* # fixed\n/m, ''))).toEqual([message])
    expect(found(sends.replace(/\[{url: .*}\]/, '[]'))).toEqual([message])
  })

  it('reports the feature flag of Prometheus 2', () => {
    const old = sends.replace('v3.13.2', 'v2.54.1').replace('[--agent,', '[--enable-feature=agent,')
    expect(found(old.replace(/^.* # fixed\n/m, ''))).toEqual([message])
  })

  it('accepts an agent that sends, a server, and an agent whose configuration is not in the manifests', () => {
    expect(found(sends)).toEqual([])
    const silent = sends.replace(/^.* # fixed\n/m, '')
    expect(found(silent.replace('--agent, ', ''))).toEqual([])
    expect(found(silent.slice(silent.indexOf('---')))).toEqual([])
  })
})
