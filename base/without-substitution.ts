/**
 * Flux leaves `${NAME}` in an object with this annotation. Otherwise a parent Kustomization with `postBuild` would replace it,
 * although the program itself reads the variable.
 */
export const withoutSubstitution = { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' }
