package kinds

import (
	"context"
	"net"
	"slices"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"
	api "k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/registry/core/service/ipallocator"
	"k8s.io/kubernetes/pkg/registry/core/service/portallocator"
	servicestorage "k8s.io/kubernetes/pkg/registry/core/service/storage"

	"thanos-gitops/api-server/server"
)

// The storage of Services allocates addresses and ports before it validates. The range of addresses and the families of
// a cluster are unknown here: each address and both families are accepted. The range of node ports is the default.
var (
	nodePorts     = &ports{}
	serviceWriter = sync.OnceValues(newServiceStorage)
)

func newServiceStorage() (*servicestorage.REST, error) {
	addresses := map[api.IPFamily]ipallocator.Interface{
		api.IPv4Protocol: &ips{family: api.IPv4Protocol, next: net.ParseIP("10.96.0.10"), cidr: "10.96.0.0/12"},
		api.IPv6Protocol: &ips{family: api.IPv6Protocol, next: net.ParseIP("fd00:10:96::a"), cidr: "fd00:10:96::/112"},
	}
	rest, _, _, err := servicestorage.NewREST(noStorage{}, api.IPv4Protocol, addresses, nodePorts, nil, nil, nil)
	return rest, err
}

func beginCreateService(ctx context.Context, object runtime.Object) error {
	rest, err := serviceWriter()
	if err != nil {
		return server.Fault{Cause: err}
	}
	nodePorts.reset(object)
	_, err = rest.BeginCreate(ctx, object, &metav1.CreateOptions{})
	return err
}

func beginUpdateService(ctx context.Context, object, old runtime.Object) error {
	rest, err := serviceWriter()
	if err != nil {
		return server.Fault{Cause: err}
	}
	nodePorts.reset(object, old)
	_, err = rest.BeginUpdate(ctx, object, old, &metav1.UpdateOptions{})
	return err
}

// noStorage completes a store that is only asked for its hooks.
type noStorage struct{}

func (noStorage) GetRESTOptions(schema.GroupResource, runtime.Object) (generic.RESTOptions, error) {
	return generic.RESTOptions{
		StorageConfig:  &storagebackend.ConfigForResource{},
		ResourcePrefix: "services",
		Decorator: func(*storagebackend.ConfigForResource, string, func(runtime.Object) (string, error), func() runtime.Object,
			func() runtime.Object, storage.AttrFunc, storage.IndexerFuncs, *cache.Indexers) (storage.Interface, factory.DestroyFunc, error) {
			return nil, func() {}, nil
		},
	}, nil
}

// ips allocates an address of one family.
type ips struct {
	family api.IPFamily
	next   net.IP
	cidr   string
}

func (i *ips) Allocate(net.IP) error         { return nil }
func (i *ips) AllocateNext() (net.IP, error) { return i.next, nil }
func (i *ips) Release(net.IP) error          { return nil }
func (i *ips) ForEach(func(net.IP))          {}
func (i *ips) IPFamily() api.IPFamily        { return i.family }
func (i *ips) Has(net.IP) bool               { return false }
func (i *ips) Destroy()                      {}
func (i *ips) EnableMetrics()                {}
func (i *ips) DryRun() ipallocator.Interface { return i }
func (i *ips) CIDR() net.IPNet {
	_, cidr, err := net.ParseCIDR(i.cidr)
	if err != nil {
		panic(err)
	}
	return *cidr
}

// nodePortRange is the default of --service-node-port-range.
var nodePortRange = utilnet.PortRange{Base: 30000, Size: 2768}

// ports allocates the ports of one Service, the same ones for the same Service.
type ports struct {
	used []int
}

// reset forgets all ports but those that the Services have.
func (p *ports) reset(services ...runtime.Object) {
	p.used = p.used[:0]
	for _, object := range services {
		service := object.(*api.Service)
		for _, port := range service.Spec.Ports {
			p.used = append(p.used, int(port.NodePort))
		}
		p.used = append(p.used, int(service.Spec.HealthCheckNodePort))
	}
}

func (p *ports) Allocate(port int) error {
	if !nodePortRange.Contains(port) {
		return &portallocator.ErrNotInRange{ValidPorts: nodePortRange.String()}
	}
	return nil
}

func (p *ports) AllocateNext() (int, error) {
	for port := nodePortRange.Base; port < nodePortRange.Base+nodePortRange.Size; port++ {
		if !slices.Contains(p.used, port) {
			p.used = append(p.used, port)
			return port, nil
		}
	}
	return 0, portallocator.ErrFull
}

func (p *ports) Release(int) error { return nil }
func (p *ports) ForEach(func(int)) {}
func (p *ports) Has(int) bool      { return false }
func (p *ports) Destroy()          {}
func (p *ports) EnableMetrics()    {}
