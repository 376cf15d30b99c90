package admission

import (
	"context"

	"k8s.io/apiserver/pkg/admission"
	api "k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/apis/core/helper"

	"thanos-gitops/api-server/cluster"
)

// knownClass runs the plugin for claims whose StorageClass is in the set. Of another class it is not known whether volumes can grow.
type knownClass struct {
	*plugin
	objects func() *cluster.Cluster
}

// Validate implements admission.ValidationInterface.
func (k knownClass) Validate(ctx context.Context, a admission.Attributes, o admission.ObjectInterfaces) error {
	claim, ok := a.GetObject().(*api.PersistentVolumeClaim)
	if !ok {
		return nil
	}
	class := helper.GetPersistentVolumeClaimClass(claim)
	if _, err := k.objects().Informers.Storage().V1().StorageClasses().Lister().Get(class); err != nil {
		return nil
	}
	return k.plugin.Validate(ctx, a, o)
}
