import { describe, expect, it } from 'vitest'
import { alertsOf } from './testing/alerts.ts'
import { variantRenderer } from './testing/render-variant.ts'
import { renderedStack } from './testing/rendered-stack.ts'
import { type Variant, variants } from './testing/variants.ts'

const render = variantRenderer()
const named = (name: string): Variant => variants.find((variant) => variant.name === name)!

/** The arguments of a container that set an address or a prefix. */
const addresses = (variant: Variant, container: string): readonly string[] =>
  renderedStack(variant, render(variant))
    .container(container)
    .args!.filter((arg) => /^--(web\.external-url|web\.route-prefix|alert\.query-url)=/.test(arg))

describe('external URLs', () => {
  it.each([
    ['prometheus', ['--web.external-url=https://monitoring.example.com/prometheus', '--web.route-prefix=/']],
    ['alertmanager', ['--web.external-url=https://alertmanager.example.com', '--web.route-prefix=/']],
    ['thanos-rule', ['--alert.query-url=https://thanos.example.com']],
    ['thanos-query', ['--alert.query-url=https://thanos.example.com']],
  ])('are arguments of %s, if they are set', (container, expected) => {
    expect(addresses(named('external-urls'), container)).toEqual(expected)
    expect(addresses(named('rook-all'), container)).toEqual([])
  })

  it('are the beginning of the links to runbooks', () => {
    const links = alertsOf(named('external-urls')).map(({ alert, annotations }) => [alert, annotations.runbook_url])
    expect(links.length).toBeGreaterThan(0)
    for (const [alert, link] of links)
      expect(link).toBe(`https://git.example.com/platform/thanos-gitops/src/branch/main/base/runbooks/${alert}.md`)
  })
})
