import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { root } from '../tests/repository.ts'
import { adoptions, stepsOfAdoption, stepTitle } from './adoptions.ts'

describe.each(adoptions)('the adoption $name', (adoption) => {
  it('has steps under each heading of the README', () => {
    for (const heading of adoption.headings)
      expect(stepsOfAdoption(root, { ...adoption, headings: [heading] }), heading).not.toHaveLength(0)
  })
})

describe('the names of an adoption', () => {
  const repository = mkdtempSync(join(tmpdir(), 'adoption-'))
  afterAll(() => rmSync(repository, { recursive: true }))
  cpSync(join(root, 'README.md'), join(repository, 'README.md'))
  const titles = (): readonly string[] =>
    stepsOfAdoption(repository, adoptions.find(({ name }) => name === 'own-application')!).map(stepTitle)

  it('are those of the README in a repository that does not use them', () => {
    expect(titles()).toContain('npm run new:environment -- us-1')
    expect(titles()).toContain('npm run new:component -- blackbox-exporter')
  })

  it('are others in a repository that uses them', () => {
    for (const folder of ['environments/us-1', 'environments/us-1-2', 'base/own'])
      mkdirSync(join(repository, folder), { recursive: true })
    writeFileSync(join(repository, 'base/own/blackbox-exporter.ts'), '')
    expect(titles()).toEqual([
      'npm run new:environment -- us-1-3',
      'npm run new:component -- blackbox-exporter-2',
      'replace environments/us-1-3/environment.yaml',
    ])
  })
})
