// The control groups of the node, in each hierarchy of the kernel. Containers get theirs below them.
import { existsSync, globSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The mount points of control groups in /proc/self/mounts. A kernel can have hierarchies of version 1 and one of version 2. */
export const hierarchiesIn = (mounts: string): readonly string[] =>
  mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
    .map(([, point]) => point!)

export const hierarchies = (): readonly string[] => hierarchiesIn(readFileSync('/proc/self/mounts', 'utf8'))

/** @param name of the group below the root of each hierarchy */
export function createCgroups(name: string): void {
  for (const hierarchy of hierarchies()) {
    const folder = join(hierarchy, name)
    enableControllers(hierarchy)
    mkdirSync(folder, { recursive: true })
    // A new group of cpuset has no processors, and no process can join it.
    for (const file of ['cpuset.cpus', 'cpuset.mems'])
      if (existsSync(join(folder, file)) && existsSync(join(hierarchy, file)))
        writeFileSync(join(folder, file), readFileSync(join(hierarchy, file)))
  }
}

/** In version 2, a group has the controllers that its parent enables. In version 1, these files do not exist. */
function enableControllers(hierarchy: string): void {
  const available = join(hierarchy, 'cgroup.controllers')
  if (!existsSync(available)) return
  for (const controller of readFileSync(available, 'utf8').split(/\s+/).filter(Boolean))
    writeFileSync(join(hierarchy, 'cgroup.subtree_control'), `+${controller}`)
}

/** Removes the groups and those below them. Their processes have ended. */
export function removeCgroups(name: string): void {
  for (const hierarchy of hierarchies()) {
    const root = join(hierarchy, name)
    if (!existsSync(root)) continue
    const folders = globSync('**/', { cwd: root }).map((folder) => join(root, folder))
    // The deepest first.
    for (const folder of [...folders, root].toSorted((a, b) => b.length - a.length)) removeGroup(folder)
  }
}

function removeGroup(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
