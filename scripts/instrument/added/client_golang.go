package prometheus

// Added to client_golang by scripts/instrument. With RECORD_METRICS, the program writes to that file all metrics of the
// registries that it serves: those that were registered, also if they have no series yet, and those that were collected.

import (
	"encoding/json"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	dto "github.com/prometheus/client_model/go"
)

type recordedMetric struct {
	Type string `json:"type"`
	// Absent if no descriptor declares them.
	Labels []string `json:"labels,omitempty"`
	// Whether a descriptor declares the labels; if not, they are those of the collected series.
	Declared bool `json:"declared"`
}

var (
	recordMutex sync.Mutex
	// By registry, then by name.
	recordedByRegistry = map[*Registry]map[string]*recordedMetric{}
	servedRegistries   = map[*Registry]bool{}
)

var constructor = regexp.MustCompile(`client_golang/prometheus\.(?:v2\.)?[Nn]ew(Counter|Gauge|Histogram|Summary)(?:Vec|Func)?$`)

// typeOfCaller is the type of the metric whose constructor creates a descriptor; empty for a descriptor of another collector.
func typeOfCaller() string {
	callers := make([]uintptr, 12)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	for {
		frame, more := frames.Next()
		if match := constructor.FindStringSubmatch(frame.Function); match != nil {
			return strings.ToLower(match[1])
		}
		if !more {
			return ""
		}
	}
}

// Register replaces Registry.Register, which is renamed to registerUnrecorded.
func (r *Registry) Register(c Collector) error {
	if err := r.registerUnrecorded(c); err != nil || os.Getenv("RECORD_METRICS") == "" {
		return err
	}
	descriptors := make(chan *Desc, capDescChan)
	go func() {
		c.Describe(descriptors)
		close(descriptors)
	}()
	for descriptor := range descriptors {
		labels := slices.Clone(descriptor.variableLabels.names)
		for _, pair := range descriptor.constLabelPairs {
			labels = append(labels, pair.GetName())
		}
		r.record(descriptor.fqName, descriptor.recordedType, labels, true)
	}
	return nil
}

// Gather replaces Registry.Gather, which is renamed to gatherUnrecorded.
func (r *Registry) Gather() ([]*dto.MetricFamily, error) {
	families, err := r.gatherUnrecorded()
	file := os.Getenv("RECORD_METRICS")
	if file == "" {
		return families, err
	}
	for _, family := range families {
		var labels []string
		for _, metric := range family.GetMetric() {
			for _, pair := range metric.GetLabel() {
				labels = append(labels, pair.GetName())
			}
		}
		kind := strings.ToLower(family.GetType().String())
		if kind == "gauge_histogram" {
			kind = "histogram"
		}
		r.record(family.GetName(), kind, labels, false)
	}
	if err := r.writeRecord(file); err != nil {
		panic(err)
	}
	return families, err
}

func (r *Registry) record(name, kind string, labels []string, isDeclared bool) {
	recordMutex.Lock()
	defer recordMutex.Unlock()
	if recordedByRegistry[r] == nil {
		recordedByRegistry[r] = map[string]*recordedMetric{}
	}
	metric := recordedByRegistry[r][name]
	if metric == nil {
		metric = &recordedMetric{}
		recordedByRegistry[r][name] = metric
	}
	if kind != "" && kind != "untyped" || metric.Type == "" {
		metric.Type = kind
	}
	metric.Declared = metric.Declared || isDeclared
	metric.Labels = append(metric.Labels, labels...)
	slices.Sort(metric.Labels)
	metric.Labels = slices.Compact(metric.Labels)
}

func (r *Registry) writeRecord(file string) error {
	recordMutex.Lock()
	defer recordMutex.Unlock()
	servedRegistries[r] = true
	all := []map[string]*recordedMetric{}
	for registry := range servedRegistries {
		all = append(all, recordedByRegistry[registry])
	}
	content, err := json.Marshal(all)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".part", content, 0o644); err != nil {
		return err
	}
	return os.Rename(file+".part", file)
}
