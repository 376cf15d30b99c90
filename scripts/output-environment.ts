import { hasColor } from '@thanos-gitops/command-line/color'

/** The environment of a program whose output appears in ours. Without colors of our own, it prints none either: CI sets colors for some. */
export const outputEnvironment = (): NodeJS.ProcessEnv => (hasColor() ? process.env : { ...process.env, NO_COLOR: '1' })
