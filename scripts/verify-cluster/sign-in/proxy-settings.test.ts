import { expect, it } from 'vitest'
import { environmentOf, localArguments, newCookieSecret, type ProxyContainer, upstreamsOf } from './proxy-settings.ts'

const args = [
  '--http-address=0.0.0.0:4180',
  '--client-secret-file=/etc/proxy/client-secret',
  '--api-route=^/api/',
  '--upstream=http://prometheus.monitoring.svc:9090/api/v1/',
]
const places = {
  ports: new Map([[4180, 50001]]),
  folders: new Map([['/etc/proxy', '/tmp/proxy']]),
  upstreams: new Map([['prometheus.monitoring.svc:9090', '127.0.0.1:50002']]),
}

it('localArguments replaces addresses and folders, and nothing else', () =>
  expect(localArguments(args, places)).toEqual([
    '--http-address=127.0.0.1:50001',
    '--client-secret-file=/tmp/proxy/client-secret',
    '--api-route=^/api/',
    '--upstream=http://127.0.0.1:50002/api/v1/',
  ]))

it('localArguments refuses an upstream that nothing stands for', () => {
  expect(upstreamsOf(args)).toEqual(['prometheus.monitoring.svc:9090'])
  expect(() => localArguments(args, { ...places, upstreams: new Map() })).toThrow('prometheus.monitoring.svc:9090')
})

it('environmentOf resolves the memory limit to bytes', () => {
  const env = [
    { name: 'GOMEMLIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.memory' } } },
    { name: 'A', value: 'b' },
  ]
  const container = { env, resources: { limits: { memory: '128Mi' } } } as Partial<ProxyContainer> as ProxyContainer
  expect(environmentOf(container)).toEqual({ GOMEMLIMIT: '134217728', A: 'b' })
})

it('newCookieSecret has 32 bytes in the alphabet of URLs', () => {
  expect(newCookieSecret()).toMatch(/^[\w-]{43}=$/)
})
