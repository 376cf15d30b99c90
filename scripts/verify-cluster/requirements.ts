// What a machine needs to run a node, or pods as processes.
import { existsSync, readFileSync } from 'node:fs'
import { Failure, type Finding } from '@thanos-gitops/manifest'
import { firstInstalled, type InstalledProgram, type Needs } from './needs.ts'
import { network } from './node/network.ts'

/** The programs of the distribution that pods as processes need. */
const ofPods: readonly InstalledProgram[] = Object.entries({
  openssl: 'openssl',
  setpriv: 'util-linux',
  unshare: 'util-linux',
}).map(programIn)

/** Those that a node needs in addition. */
const ofNode: readonly InstalledProgram[] = Object.entries({
  runc: 'runc',
  iptables: 'iptables',
  conntrack: 'conntrack',
  ethtool: 'ethtool',
  ipset: 'ipset',
  busybox: 'busybox-static',
  ip: 'iproute2',
  nsenter: 'util-linux',
  tar: 'tar',
}).map(programIn)

function programIn([program, debianPackage]: readonly [string, string]): InstalledProgram {
  return { programs: [program], package: debianPackage }
}

/** The folder of Debian's package containernetworking-plugins. */
export const cniFolder = '/usr/lib/cni'
const cniPlugins = ['bridge', 'host-local', 'loopback', 'portmap']

/** What is known about a machine. */
export interface Machine {
  readonly platform: string
  readonly userId: number | undefined
  readonly missingPrograms: readonly InstalledProgram[]
  readonly missingPlugins: readonly string[]
  /** /proc/filesystems */
  readonly filesystems: string
  /** /proc/net/route: networks in hexadecimal digits. */
  readonly routes: string
  /** Whether packets between two pods of a bridge pass iptables. */
  readonly filtersBridges: boolean
}

async function readMachine(programs: readonly InstalledProgram[]): Promise<Machine> {
  const found = await Promise.all(programs.map((one) => firstInstalled(one.programs)))
  const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')
  return {
    platform: process.platform,
    userId: process.getuid?.(),
    missingPrograms: programs.filter((_, index) => found[index] === undefined),
    missingPlugins: cniPlugins.filter((name) => !existsSync(`${cniFolder}/${name}`)),
    filesystems: read('/proc/filesystems'),
    routes: read('/proc/net/route'),
    filtersBridges: existsSync('/proc/sys/net/bridge/bridge-nf-call-iptables'),
  }
}

/** The findings for everything that prevents a node, or pods as processes, on this machine. */
export function findingsOf(machine: Machine, what: 'node' | 'root'): readonly Finding[] {
  const { platform, missingPrograms, missingPlugins } = machine
  const subject = what === 'node' ? 'A node needs' : 'Pods as processes need'
  if (platform !== 'linux')
    return [finding(`${subject} Linux, and this is ${platform}.`, 'Run it in a virtual machine with Debian.')]
  return what === 'node'
    ? [
        ...userFindings(machine, 'A node needs root: it has mounts, network namespaces and cgroups of its own.'),
        ...programFindings(missingPrograms, missingPlugins),
        ...kernelFindings(machine),
      ]
    : [
        ...userFindings(machine, 'Pods as processes need root: they have mounts of their own, and DNS has port 53.'),
        ...programFindings(missingPrograms, []),
      ]
}

const userFindings = ({ userId }: Machine, message: string): readonly Finding[] =>
  userId === 0 ? [] : [finding(message, 'Run it as root: sudo env "PATH=$PATH" npm run verify:cluster')]

function programFindings(
  missingPrograms: readonly InstalledProgram[],
  missingPlugins: readonly string[],
): readonly Finding[] {
  const packages = missingPrograms.map((one) => one.package)
  const all = new Set([...packages, ...(missingPlugins.length === 0 ? [] : ['containernetworking-plugins'])])
  if (all.size === 0) return []
  const names = missingPrograms.map(({ programs }) => programs.join(' or '))
  const missing = [...names, ...missingPlugins.map((name) => `${cniFolder}/${name}`)]
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

/** Throws a Failure with everything that prevents these parts on this machine. */
export async function requireMachine(parts: readonly Needs[]): Promise<void> {
  const needing = parts.filter(({ needs }) => needs !== 'nothing')
  if (needing.length === 0) return
  const what = needing.some(({ needs }) => needs === 'node') ? 'node' : 'root'
  const programs = [
    ...ofPods,
    ...(what === 'node' ? ofNode : []),
    ...needing.flatMap(({ installed = [] }) => installed),
  ]
  const findings = findingsOf(await readMachine(programs), what)
  if (findings.length > 0) throw new Failure([...findings])
}
