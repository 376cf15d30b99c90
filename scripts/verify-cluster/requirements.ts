// What a machine needs to run a node.
import { existsSync, readFileSync } from 'node:fs'
import { Failure, type Finding } from '@thanos-gitops/manifest'
import { which } from 'zx'
import { network } from './node/network.ts'

/** The programs that come with the distribution, by name, with the Debian package of each. */
const packageOf = {
  runc: 'runc',
  iptables: 'iptables',
  conntrack: 'conntrack',
  ethtool: 'ethtool',
  ipset: 'ipset',
  busybox: 'busybox-static',
  ip: 'iproute2',
  nsenter: 'util-linux',
  openssl: 'openssl',
  setpriv: 'util-linux',
  tar: 'tar',
  unshare: 'util-linux',
} as const

/** The folder of Debian's package containernetworking-plugins. */
export const cniFolder = '/usr/lib/cni'
const cniPlugins = ['bridge', 'host-local', 'loopback', 'portmap']

/** What is known about a machine. */
export interface Machine {
  readonly platform: string
  readonly userId: number | undefined
  /** Names in `packageOf`. */
  readonly missingPrograms: readonly string[]
  readonly missingPlugins: readonly string[]
  /** /proc/filesystems */
  readonly filesystems: string
  /** /proc/net/route: networks in hexadecimal digits. */
  readonly routes: string
  /** Whether packets between two pods of a bridge pass iptables. */
  readonly filtersBridges: boolean
}

export async function readMachine(): Promise<Machine> {
  const names = Object.keys(packageOf)
  const found = await Promise.all(names.map((name) => which(name, { nothrow: true })))
  const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')
  return {
    platform: process.platform,
    userId: process.getuid?.(),
    missingPrograms: names.filter((_, index) => found[index] === null),
    missingPlugins: cniPlugins.filter((name) => !existsSync(`${cniFolder}/${name}`)),
    filesystems: read('/proc/filesystems'),
    routes: read('/proc/net/route'),
    filtersBridges: existsSync('/proc/sys/net/bridge/bridge-nf-call-iptables'),
  }
}

/** The findings for everything that prevents a node on this machine. */
export function findingsOf(machine: Machine): readonly Finding[] {
  if (machine.platform !== 'linux')
    return [finding(`A node needs Linux, and this is ${machine.platform}.`, 'Run it in a virtual machine with Debian.')]
  return [...userFindings(machine), ...programFindings(machine), ...kernelFindings(machine)]
}

const userFindings = ({ userId }: Machine): readonly Finding[] =>
  userId === 0
    ? []
    : [
        finding(
          'A node needs root: it has mounts, network namespaces and cgroups of its own.',
          'Run it as root: sudo env "PATH=$PATH" npm run verify:cluster',
        ),
      ]

function programFindings({ missingPrograms, missingPlugins }: Machine): readonly Finding[] {
  const packages = missingPrograms.map((name) => packageOf[name as keyof typeof packageOf])
  const all = new Set([...packages, ...(missingPlugins.length === 0 ? [] : ['containernetworking-plugins'])])
  if (all.size === 0) return []
  const missing = [...missingPrograms, ...missingPlugins.map((name) => `${cniFolder}/${name}`)]
  return [
    finding(
      `Missing programs: ${missing.join(', ')}.`,
      `Install them: apt-get install --no-install-recommends ${[...all].toSorted().join(' ')}`,
    ),
  ]
}

function kernelFindings({ filesystems, routes, filtersBridges }: Machine): readonly Finding[] {
  const modules = [
    ...(/\boverlay$/m.test(filesystems)
      ? []
      : [finding('The kernel has no overlay file system.', 'Load it: modprobe overlay')]),
    ...(filtersBridges
      ? []
      : [finding('The kernel does not filter packets of bridges.', 'Load the module: modprobe br_netfilter')]),
  ]
  return hasRoute(routes, network.link)
    ? [
        ...modules,
        finding(
          `This machine already has a route to ${network.link}, the network between the machine and its node.`,
          'Wait until another run of verify:cluster ends, or remove the route: ip route',
        ),
      ]
    : modules
}

/** Whether /proc/net/route has this network as a destination. */
export function hasRoute(routes: string, cidr: string): boolean {
  const bytes = cidr.split('/')[0]!.split('.').map(Number)
  // The kernel prints the address as a little-endian number.
  const destination = bytes
    .toReversed()
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
  return routes
    .split('\n')
    .slice(1)
    .some((line) => line.split('\t')[1] === destination)
}

const finding = (message: string, remedy: string): Finding => ({
  code: 'tool-missing',
  severity: 'error',
  message,
  remedy,
})

/** Throws a Failure with everything that prevents a node on this machine. */
export async function requireMachine(): Promise<void> {
  const findings = findingsOf(await readMachine())
  if (findings.length > 0) throw new Failure([...findings])
}
