import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runbooks } from '@thanos-gitops/diff/runbooks'
import { describe, expect, it } from 'vitest'
import { root } from '../../tests/repository.ts'
import { tools } from '../delivery-rig.ts'
import { claimOf, needsCluster, otherSections, procedurePage, procedureSections, unusedClaims } from './claims.ts'
import { commandsIn, readReadmes } from './inventory.ts'
import { countedProcedures } from './part.ts'
import { procedures } from './procedures.ts'

const readmes = readReadmes(root)
const all = [...readmes].flatMap(([file, markdown]) => commandsIn(file, markdown))
const place = ({ file, line, command }: (typeof all)[number]): string => `${file}:${line} ${command}`

describe('each command of a README', () => {
  it('is claimed by what runs it', () => {
    expect(all.length).toBeGreaterThan(100)
    expect(all.filter((one) => claimOf(one) === undefined).map(place)).toEqual([])
  })

  it('is claimed by a file that exists', () => {
    const files = all.flatMap((one) => {
      const claim = claimOf(one)
      return claim?.kind === 'test' ? [claim.file] : []
    })
    expect([...new Set(files)].filter((file) => !existsSync(join(root, file)))).toEqual([])
  })

  it('is run against a cluster if it acts on one', () => {
    const mayRun = (one: (typeof all)[number]): boolean => {
      const claim = claimOf(one)!
      return claim.kind === 'test' ? claim.file.startsWith('scripts/verify-delivery/') : claim.kind !== 'development'
    }
    expect(all.filter((one) => needsCluster(one) && !mayRun(one)).map(place)).toEqual([])
  })

  it('names the context of the cluster', () => {
    const kubectl = all.filter(({ command }) => /\bkubectl\b/.test(command))
    const withoutContext = kubectl.filter(
      (one) => claimOf(one)?.kind !== 'mention' && !/kubectl --context \S+/.test(one.command),
    )
    expect(withoutContext.map(place)).toEqual([])
  })
})

it('has no claim without a command, and no section without one', () => {
  expect(unusedClaims(all)).toEqual([])
  const headings = new Set(all.filter(({ file }) => file === procedurePage).map(({ heading }) => heading))
  const places = new Set(all.map(({ file, heading }) => `${file}: ${heading}`))
  expect(otherSections.filter(({ page, heading }) => !places.has(`${page}: ${heading}`))).toEqual([])
  expect(
    Object.values(procedureSections)
      .flat()
      .filter((heading) => !headings.has(heading)),
  ).toEqual([])
})

describe('the procedures', () => {
  const names = procedures.map(({ name }) => name)

  it('run all that claims name', () => {
    const claimed = all.flatMap((one) => {
      const claim = claimOf(one)
      return claim?.kind === 'procedure' ? [claim.name] : []
    })
    expect([...new Set(claimed)].filter((name) => !names.includes(name))).toEqual([])
  })

  it('run each runbook that can print a command', () => {
    const printed = runbooks.filter(({ steps }) => steps.some(({ commands }) => commands !== undefined))
    const run = procedures.flatMap(({ runbooks: ids }) => ids?.() ?? [])
    expect(printed.length).toBeGreaterThan(10)
    expect(printed.map(({ id }) => id).filter((id) => !run.includes(id))).toEqual([])
    expect(run.filter((id) => !runbooks.some((runbook) => runbook.id === id))).toEqual([])
  })
})

it('has runbooks with different identifiers', () => {
  const ids = runbooks.map(({ id }) => id)
  // The last runbook is the first one with another condition.
  expect([...new Set(ids)]).toHaveLength(ids.length - 1)
})

it('counts as many procedures as the page states', () => {
  const counts = tools
    .map((tool) => countedProcedures(tool))
    .map(({ sections, runbooks: all }) => sections.size + all.length)
  const stated = /carries out the (\d+) procedures of .* with Argo CD, and the (\d+) with Flux/.exec(
    readmes.get(procedurePage)!.replaceAll('\n', ' '),
  )
  expect(stated?.slice(1).map(Number)).toEqual(counts)
})
