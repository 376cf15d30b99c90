// Package customresources serves CustomResourceDefinitions and the custom resources that those of a set define.
package customresources

import (
	"thanos-gitops/api-server/server"
)

// Extend adds the kind CustomResourceDefinition and the kinds that the definitions of the set describe.
func Extend(set *server.Set) error {
	set.Sources = append(set.Sources, definitions{}, newSource(set.Of(groupName, definitionKind)))
	return nil
}
