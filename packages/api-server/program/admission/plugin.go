package admission

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/initializer"
	"k8s.io/apiserver/pkg/util/feature"
	"k8s.io/component-base/compatibility"

	"thanos-gitops/api-server/cluster"
	"thanos-gitops/api-server/server"
)

// plugin creates a plugin of kube-apiserver when it first handles an object of one of the resources.
type plugin struct {
	*admission.Handler
	resources []string
	load      func() (admission.Interface, error)
}

func builtIn(set *server.Set, objects func() *cluster.Cluster, name string, register func(*admission.Plugins), resources ...string) *plugin {
	return &plugin{
		Handler:   admission.NewHandler(admission.Create, admission.Update),
		resources: resources,
		load: sync.OnceValues(func() (admission.Interface, error) {
			plugins := admission.NewPlugins()
			register(plugins)
			return plugins.InitPlugin(name, nil, initialize{set.Version, objects()})
		}),
	}
}

// Admit implements admission.MutationInterface.
func (p *plugin) Admit(ctx context.Context, a admission.Attributes, o admission.ObjectInterfaces) error {
	loaded, err := p.loadFor(a)
	if mutating, ok := loaded.(admission.MutationInterface); ok && err == nil {
		return mutating.Admit(ctx, a, o)
	}
	return err
}

// Validate implements admission.ValidationInterface.
func (p *plugin) Validate(ctx context.Context, a admission.Attributes, o admission.ObjectInterfaces) error {
	loaded, err := p.loadFor(a)
	if validating, ok := loaded.(admission.ValidationInterface); ok && err == nil {
		return validating.Validate(ctx, a, o)
	}
	return err
}

// loadFor returns the plugin, or nil if it does not handle the operation on the resource.
func (p *plugin) loadFor(a admission.Attributes) (admission.Interface, error) {
	if !slices.Contains(p.resources, a.GetResource().Resource) {
		return nil, nil
	}
	loaded, err := p.load()
	if err != nil {
		return nil, fmt.Errorf("admission plugin: %w", err)
	}
	if !loaded.Handles(a.GetOperation()) {
		return nil, nil
	}
	return loaded, nil
}

// initialize gives a plugin what kube-apiserver gives it.
type initialize struct {
	version string
	cluster *cluster.Cluster
}

// Initialize implements admission.PluginInitializer.
func (i initialize) Initialize(plugin admission.Interface) {
	if wants, ok := plugin.(initializer.WantsExternalKubeClientSet); ok {
		wants.SetExternalKubeClientSet(i.cluster.Client)
	}
	if wants, ok := plugin.(initializer.WantsFeatures); ok {
		wants.InspectFeatureGates(feature.DefaultFeatureGate)
	}
	if wants, ok := plugin.(initializer.WantsEffectiveVersion); ok {
		wants.InspectEffectiveVersion(i.effectiveVersion())
	}
	// Last: PodSecurity completes itself when it gets the informers.
	if wants, ok := plugin.(initializer.WantsExternalKubeInformerFactory); ok {
		wants.SetExternalKubeInformerFactory(i.cluster.Informers)
	}
}

func (i initialize) effectiveVersion() compatibility.EffectiveVersion {
	effective := compatibility.NewEffectiveVersionFromString(newestVersion, "1.0", "1.0")
	effective.SetEmulationVersion(version.MustParse(i.version))
	return effective
}

// newestVersion is the version of Kubernetes whose sources are linked.
const newestVersion = "1.37"
