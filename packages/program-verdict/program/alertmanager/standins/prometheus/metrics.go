// Package prometheus stands in for the metrics of client_golang: the program has none.
package prometheus

type Collector interface{}
type Registerer interface {
	Register(Collector) error
	MustRegister(...Collector)
	Unregister(Collector) bool
}
type Gauge interface{}
type GaugeVec struct{}
type Counter interface{}
type CounterVec struct{}
type Observer interface{}
