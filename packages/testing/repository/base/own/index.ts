// Components of your own, one file each in this folder. An environment has those that it lists in `components`. `npm run new:component` and
// `npx thanos-gitops import` add lines. Versions of thanos-gitops never change this folder.
import type { Component } from '@thanos-gitops/manifest'

export const own: readonly Component[] = []

/** They can have the same objects as other components, in other environments. */
export const imported: readonly Component[] = []
