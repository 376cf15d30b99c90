// The namespaces of the node: mounts, network, processes. When its first process ends, the kernel ends all others and removes the
// mounts, the network and its rules, also after a failure of this program.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { $ } from 'zx'
import { until } from '../../verify-delivery/processes.ts'
import { network } from './network.ts'

/** The first process of the node removes ended processes whose parents have ended. */
const init = 'while :; do sleep infinity & wait $!; done'

/** Settings of the kernel that the kubelet changes for the whole machine. The node gets files in their place. */
const kernelSettings = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
]

export class Namespaces {
  /** The first process of the node. */
  readonly pid: number
  readonly #parent: ChildProcess

  private constructor(parent: ChildProcess, pid: number) {
    this.#parent = parent
    this.pid = pid
  }

  /** @param folder for what the node writes to /etc and /var */
  static async create(folder: string): Promise<Namespaces> {
    // Both programs end with their parent. A group of its own: an interrupt from the keyboard is for this program only.
    const parent = spawn(
      'setpriv',
      [
        ...['--pdeathsig', 'KILL', 'unshare', '--mount', '--net', '--pid', '--ipc', '--uts'],
        ...['--fork', '--kill-child', '--mount-proc', '--propagation', 'private', 'bash', '-c', init],
      ],
      { detached: true, stdio: 'ignore' },
    )
    const pid = await until('the namespaces of the node exist', async () => firstChild(parent.pid!), 10)
    const namespaces = new Namespaces(parent, pid)
    try {
      await namespaces.#connect()
      await namespaces.#mount(folder)
    } catch (error) {
      await namespaces.stop()
      throw error
    }
    return namespaces
  }

  /** The command that runs another one in the namespaces. */
  enter(command: readonly string[]): readonly string[] {
    return ['nsenter', `--target=${this.pid}`, '--mount', '--net', '--pid', '--ipc', '--uts', '--', ...command]
  }

  async run(command: readonly string[]): Promise<string> {
    return (await $({ quiet: true })`${this.enter(command)}`).stdout
  }

  /** Ends all processes of the node. */
  async stop(): Promise<void> {
    if (this.#parent.exitCode !== null || this.#parent.signalCode !== null) return
    const ended = new Promise((resolve) => this.#parent.once('exit', resolve))
    try {
      process.kill(this.pid, 'SIGKILL')
    } catch {
      this.#parent.kill('SIGKILL')
    }
    await ended
  }

  /** A pair of interfaces between this machine and the node. It disappears with the node. */
  async #connect(): Promise<void> {
    const { gateway, node } = network
    const link = `verify${this.pid}`
    await $({ quiet: true })`ip link add ${link} type veth peer name eth0 netns ${this.pid}`
    await $({ quiet: true })`ip addr add ${gateway}/24 dev ${link}`
    await $({ quiet: true })`ip link set ${link} up`
    await this.#script(`
      ip link set lo up
      ip addr add ${node}/24 dev eth0
      ip link set eth0 up
      ip route add default via ${gateway}
      echo 1 > /proc/sys/net/ipv4/ip_forward
      [ ! -f /proc/sys/net/bridge/bridge-nf-call-iptables ] || echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables
    `)
  }

  /** The files of the machine, but what the node writes is in its folder. */
  async #mount(folder: string): Promise<void> {
    for (const name of ['etc', 'var'])
      for (const layer of ['upper', 'work']) mkdirSync(join(folder, 'layers', name, layer), { recursive: true })
    const layers = join(folder, 'layers')
    await this.#script(`
      mount --make-rshared /
      mount -t tmpfs tmpfs /run
      for name in etc var; do
        mount -t overlay overlay -o lowerdir=/$name,upperdir=${layers}/$name/upper,workdir=${layers}/$name/work /$name
      done
      mkdir -p ${folder}/sysctl
      for name in ${kernelSettings.join(' ')}; do
        [ -f /proc/sys/$name ] || continue
        copy=${folder}/sysctl/$(basename $name)
        cat /proc/sys/$name > $copy
        mount --bind $copy /proc/sys/$name
      done
    `)
  }

  async #script(content: string): Promise<void> {
    await this.run(['bash', '-euc', content])
  }
}

/** The child of `unshare`, after it has entered all namespaces and started its program. */
function firstChild(parent: number): number | undefined {
  const children = readIfExists(`/proc/${parent}/task/${parent}/children`).trim()
  return children !== '' && readIfExists(`/proc/${children}/comm`) === 'bash\n' ? Number(children) : undefined
}

function readIfExists(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
