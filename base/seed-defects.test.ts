// The repository replaces a page of manifests, the seed, which had 37 defects. README.md lists them by the same
// numbers.
import { base } from '@thanos-gitops/base'
import { describe, expect, it } from 'vitest'
import { dataDefects } from './testing/defects/data.ts'
import { objectStorageDefects } from './testing/defects/object-storage.ts'
import { permissionDefects } from './testing/defects/permissions.ts'
import { podDefects } from './testing/defects/pods.ts'
import { prometheusDefects } from './testing/defects/prometheus.ts'
import { serviceDefects } from './testing/defects/services.ts'
import { withOtherApplication } from './testing/other-application.ts'
import { variantRenderer } from './testing/render-variant.ts'
import { renderedStack } from './testing/rendered-stack.ts'
import { variants } from './testing/variants.ts'

const defects = [
  ...objectStorageDefects,
  ...permissionDefects,
  ...prometheusDefects,
  ...serviceDefects,
  ...dataDefects,
  ...podDefects,
].sort((a, b) => a.number - b.number)

it('has an assertion for each of the 37 defects', () => {
  expect(defects.map(({ number }) => number)).toEqual(Array.from({ length: 37 }, (_, index) => index + 1))
})

const render = variantRenderer()
// The seed has one bucket of S3.
describe.each(variants.filter(({ bucket }) => bucket === undefined))('the stack with the settings $name', (variant) => {
  const stack = renderedStack(variant, render(variant))
  it.each(defects)('$title (defect $number)', ({ expectAbsent }) => expectAbsent(stack))
})

// A team adds its own components to the base. They are outside of what these tests cover.
const renderWithOther = variantRenderer(withOtherApplication(base))
describe.each(variants.filter(({ name }) => ['rook-all', 'one-replica-none'].includes(name)))(
  'the stack next to another application with the settings $name',
  (variant) => {
    const rendered = renderWithOther(variant)
    const stack = renderedStack(variant, rendered)
    it('renders the other application', () => {
      expect(rendered.manifests.map(({ component }) => component)).toContain('other-application')
    })
    it.each(defects)('$title (defect $number)', ({ expectAbsent }) => expectAbsent(stack))
  },
)
