// The programs of the stack that parts without a node start, in the versions of the base: a repository can have any environments.
import { base } from '@thanos-gitops/base'
import { imagesOfBase, toolsFor } from '../programs.ts'
import { findStackProgram, type StackProgram } from '../stack-programs.ts'

const { thanos, promtool } = toolsFor(imagesOfBase(base.required))

export { promtool, thanos }

export const prometheus: StackProgram = { name: 'prometheus', version: promtool.version }

/** The paths of the programs that upload blocks. */
export const blockPrograms = () => ({ thanos: findStackProgram(thanos)!, promtool: findStackProgram(promtool)! })
