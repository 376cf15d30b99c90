import { describe, expect, it } from 'vitest'
import { findingsOf, hasRoute, type Machine } from './requirements.ts'

const machine: Machine = {
  platform: 'linux',
  userId: 0,
  missingPrograms: [],
  missingPlugins: [],
  filesystems: 'nodev\toverlay\n',
  routes: 'Iface\tDestination\tGateway\neth0\t00000000\t010200C0\n',
  filtersBridges: true,
}

const program = (debianPackage: string, ...programs: readonly string[]) => ({ programs, package: debianPackage })

describe('findingsOf', () => {
  it.each(['node', 'root'] as const)('finds nothing for a %s on a machine that has everything', (what) =>
    expect(findingsOf(machine, what)).toEqual([]),
  )

  it.each([
    ['another system', { platform: 'darwin' }, /needs Linux/, /virtual machine/],
    ['another user', { userId: 1000 }, /needs root/, /sudo/],
    [
      'a missing program',
      {
        missingPrograms: [
          program('busybox-static', 'busybox'),
          program('redis-server', 'valkey-server', 'redis-server'),
        ],
      },
      /: busybox, valkey-server or redis-server\./,
      /busybox-static redis-server$/,
    ],
    ['a missing plugin', { missingPlugins: ['bridge'] }, /\/usr\/lib\/cni\/bridge\./, /containernetworking-plugins$/],
    ['a missing file system', { filesystems: 'nodev\tproc\n' }, /no overlay/, /modprobe overlay/],
    ['a missing filter', { filtersBridges: false }, /bridges/, /modprobe br_netfilter$/],
    ['a route', { routes: `${machine.routes}verify1\t0000F00A\t00000000\n` }, /10\.240\.0\.0\/24/, /ip route/],
  ])('finds %s, with the fix', (_, difference, message, remedy) => {
    const findings = findingsOf({ ...machine, ...difference }, 'node')
    expect(findings).toHaveLength(1)
    expect(findings[0]!.message).toMatch(message)
    expect(findings[0]!.remedy).toMatch(remedy)
  })

  it('finds for pods as processes what they need, and nothing of a node', () => {
    const other = { userId: 1000, missingPlugins: ['bridge'], filtersBridges: false }
    const findings = findingsOf({ ...machine, ...other, missingPrograms: [program('util-linux', 'unshare')] }, 'root')
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('Pods as processes need root'),
      'Missing programs: unshare.',
    ])
  })
})

it('hasRoute compares whole addresses', () => {
  expect(hasRoute('Iface\tDestination\neth0\t0000F00A\n', '10.240.0.0/24')).toBe(true)
  expect(hasRoute('Iface\tDestination\neth0\t0001F00A\n', '10.240.0.0/24')).toBe(false)
})
