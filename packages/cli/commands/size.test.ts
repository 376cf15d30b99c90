import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { main } from '../main.ts'

let printed: string[]
beforeEach(() => {
  printed = []
  for (const method of ['log', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((text: string) => void printed.push(text))
})
afterEach(() => vi.restoreAllMocks())

const run = async (...args: string[]): Promise<{ status: number; output: string }> => {
  const status = await main(['size', ...args])
  return { status, output: printed.join('\n') }
}

describe('thanos-gitops size', () => {
  it('prints the patch and the arithmetic with sources', async () => {
    const { status, output } = await run('--series', '3M', '--retention', '30d')
    expect(status).toBe(0)
    expect(output).toContain(
      '      path: /spec/template/spec/containers/[name=prometheus]/resources/requests/memory\n      value: 9Gi\n',
    )
    expect(output).toMatch(
      /^prometheus +memory request +8\.98 GiB +9Gi +prometheusBytes 128 MiB \+ headMemory 8\.85 GiB ÷ prometheusShards 1 +https:\/\//m,
    )
    expect(output).toMatch(/^bucketBytes +1\.11 TiB /m)
    expect(output).not.toContain('thanos-receive')
  })

  it('prints the patch alone, and JSON', async () => {
    const { output: patch } = await run('--preset', 'small', '--format', 'patch')
    expect(patch).toMatch(/^# yaml-language-server: .*\n# `npx thanos-gitops size` writes this file/)
    expect(patch).not.toContain('COMPONENT')
    printed.length = 0
    const { output } = await run('--series', '100k', '--receive-series', '1M', '--format', 'json')
    const { load, sizes } = JSON.parse(output) as { load: unknown; sizes: { workload: string; setting: string }[] }
    expect(load).toMatchObject({ series: 100_000, receiveSeries: 1_000_000 })
    expect(sizes.map(({ workload }) => workload)).toContain('thanos-receive')
  })

  it.each([
    [[], 'takes --series, --preset or an environment'],
    [['--series', '3 million'], '--series takes a number up to 1G, such as 750k or 3M, not "3 million".'],
    [['--series', '0'], '--series takes a number'],
    [['--series', '2000G'], '--series takes a number'],
    [['--series', '3M', '--preset', 'large'], '--preset'],
    [['--preset', 'larg'], 'Did you mean large?'],
    [
      ['--series', '3M', '--retention', '30 days'],
      '--retention takes a duration of a second or more as Prometheus writes it',
    ],
    [['--series', '3M', '--scrape-interval', '0s'], 'For example: --scrape-interval 30s'],
    [['--series', '3M', '--churn', '-1'], '--churn'],
    [['--series', '3M', '--queries-per-second', 'many'], '--queries-per-second takes a number from 0 to 100000'],
    [['--series', '3M', '--query-range', '1.5d'], '--query-range takes a duration'],
    [['--series', '3M', '--replicas', '1.5'], '--replicas takes a whole number above 0.'],
    [['--series', '3M', '--dry-run'], '--dry-run is for --write.'],
    [['blue', '--write', 'green'], 'or --write ENVIRONMENT, not both'],
    [['no-such-environment'], 'environments/no-such-environment'],
  ])('refuses %j', async (args, message) => {
    const { status, output } = await run(...args)
    expect(output).toContain(message)
    expect(status).toBe(2)
  })
})
